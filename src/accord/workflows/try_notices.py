"""Try one way at once, through the same outbox and the same sending; it is not tried again."""

from datetime import datetime

from accord.ledger.keys import draw_key
from accord.ledger.models import OutboxMessage
from accord.ledger.outbox import mark_sent, put_message
from accord.ledger.outbox_hold import is_held
from accord.teams.people import get_person
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Refused
from accord.vocabulary.notices import NoticeKind, Way
from accord.vocabulary.people import Viewer
from accord.workflows.notice_hooks import get_hook
from accord.workflows.notice_mail import Letter, send_letters
from accord.workflows.tell_hooks import tell_hook


def try_way(by: Viewer, name: str, *, now: datetime) -> str:
    """Send one test to a hook, or as `email` to oneself; a sentence of how it ended.

    Raises `Refused` without the right or while a restore holds the outbox, `NotFound`, `ForNow`, `ForGood`.
    """
    require(by, Right.manage_people)
    if is_held():
        raise Refused("notices.held", "a restore holds the outbox, so nothing leaves", "accord outbox show")
    return _mail(by) if name == Way.email else _hook(by, name, now)


def _mail(by: Viewer) -> str:
    if not by.user_id:
        raise Refused("notices.no_person", "nobody's address is known", "accord --as YOU notices test email")
    address = get_person(by, by.user_id).email
    text = "This is a test: notices arrive here.\n"
    send_letters([Letter(address, "A test of notices", text, f"test-{draw_key():x}")])
    return f"the mail server took a letter to {address}"


def _hook(by: Viewer, name: str, now: datetime) -> str:
    hook = get_hook(name)
    cause = f"test:{name}:{draw_key():x}"
    payload = {
        "kind": NoticeKind.test.value,
        "about": "",
        "at": now.isoformat(),
        "by": by.actor,
        "to": [],
        "values": {},
    }
    message_id = put_message(
        hook.way, f"hook:{hook.pk}", NoticeKind.test.value, payload, cause=cause, now=now
    )
    message = OutboxMessage.objects.get(message_id=message_id)
    try:
        wait = tell_hook(message, hook.pk, now)
    finally:
        mark_sent(message_id, now)
    return f"{name} took it" if wait is None else f"{name} asks to wait until {wait:%H:%M} UTC"
