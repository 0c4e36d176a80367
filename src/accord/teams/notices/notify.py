"""Tell people: a row for each person and cause, and an outbox message for each way they chose.

All of it in the caller's transaction, so that nobody is told of what did not happen, and nothing that
happened is not told. What leaves is sent by the worker, from the outbox.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from accord.ledger.jobs import enqueue_job
from accord.ledger.keys import draw_key
from accord.ledger.models import Job, OutboxMessage
from accord.ledger.outbox import name_message, put_message
from accord.ledger.sql import in_chunks
from accord.teams.agreements import in_force
from accord.teams.notices.models import Notice, NoticeHook, NoticeWish
from accord.teams.notices.whom import find_members
from accord.vocabulary.manners import MANNERS
from accord.vocabulary.notices import NoticeKind, Way
from accord.vocabulary.people import Viewer

UNDO = timedelta(seconds=10)  # a person's own act can be taken back for so long before others hear of it
SEND = "send_notice"


def notify(
    kind: NoticeKind,
    about: str,
    to: Iterable[int],
    *,
    cause: str,
    now: datetime,
    by: Viewer | None = None,
    values: Mapping[str, Any] | None = None,
) -> tuple[int, ...]:
    """Tell these users of ours of a thing, once for each `cause`; returns the keys of the new notices.

    `about` names the subject as `lead:<key>`, `account:<id>`, `deal:<id>`, `number:<name>`, `clause:<path>`;
    `values` are dimensions (instants as ISO text, words of closed lists, keys), never a name or free text.
    `cause` is unique for what happened (the act's key): a repeat adds nothing. `by`: the person whose act it is;
    they are not told of it themselves, and it waits `UNDO`; without it the system speaks, at once, and (where the
    kind says so) only under a signed agreement. Whoever has left, and programs, are passed over.
    Expects a transaction.
    """
    manner = MANNERS[kind]
    agreement = in_force(now)
    if manner.signed and agreement is None:
        return ()
    due = now + UNDO if by is not None else now
    told = _rows(
        list(dict.fromkeys(to)),
        by,
        kind=kind.value,
        about=about[:200],
        cause=cause[:120],
        actor=by.actor if by else "",
        values=dict(values or {}),
        agreement_hash=agreement.hash if agreement else "",
        made_at=now,
        due_at=due,
    )
    _put_personal(kind, told, cause, now, due)
    _put_to_hooks(kind, about, told, dict(values or {}), by, cause, now, due)
    return tuple(notice.key for notice in told)


def take_back(cause: str, *, now: datetime) -> int:
    """Take back what a cause was to tell, while nobody was told: the undo of an act; returns how many notices.

    What is due already stays: somebody may have read it. Expects a transaction.
    """
    waiting = Notice.objects.filter(cause=cause[:120], due_at__gt=now)
    users = list(waiting.values_list("user_id", flat=True))
    if not users:
        return 0
    hooks = NoticeHook.objects.filter(user=None).values_list("pk", flat=True)
    recipients = [*(f"user:{user}" for user in users), *(f"hook:{hook}" for hook in hooks)]
    ids = [name_message(way.value, each, _cause(cause)) for each in recipients for way in Way]
    for chunk in in_chunks(ids):
        Job.objects.filter(kind=SEND, key__in=chunk, done_at=None).delete()
        OutboxMessage.objects.filter(message_id__in=chunk, sent_at=None).delete()
    return waiting.delete()[0]


def _rows(to: list[int], by: Viewer | None, **said: Any) -> list[Notice]:
    """A row for each of them that is new."""
    wanted = set(to) - ({by.user_id} if by else set())
    people = set(find_members().filter(pk__in=wanted).values_list("pk", flat=True))
    stand = set(
        Notice.objects.filter(cause=said["cause"], user_id__in=people).values_list("user_id", flat=True)
    )
    rows = [Notice(key=draw_key(), user_id=user, **said) for user in sorted(people - stand)]
    # Two callers with one cause: the second adds nothing, and its messages carry the first one's id.
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    kept = set(Notice.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    return [row for row in rows if row.key in kept]


def _put_personal(kind: NoticeKind, told: list[Notice], cause: str, now: datetime, due: datetime) -> None:
    users = [notice.user_id for notice in told]
    wishes = {wish.user_id: wish for wish in NoticeWish.objects.filter(user_id__in=users)}
    chats = set(
        NoticeHook.objects.filter(user_id__in=users, ended_at=None, way=Way.chat.value).values_list(
            "user_id", flat=True
        )
    )
    for notice in told:
        wish = wishes.get(notice.user_id, NoticeWish())
        ways = ([Way.email] if wish.email else []) + (
            [Way.chat] if wish.chat and notice.user_id in chats else []
        )
        for way in ways:
            _put(way, f"user:{notice.user_id}", kind, {"notice": notice.key}, cause, now, due)


def _put_to_hooks(
    kind: NoticeKind,
    about: str,
    told: list[Notice],
    values: dict[str, Any],
    by: Viewer | None,
    cause: str,
    now: datetime,
    due: datetime,
) -> None:
    """One message for each hook of everybody's, whoever is told; the same in every try."""
    if not told:
        return
    for hook in NoticeHook.objects.filter(user=None, ended_at=None).order_by("pk"):
        if hook.kinds and kind.value not in hook.kinds:
            continue
        payload = {
            "kind": kind.value,
            "about": about,
            "at": now.isoformat(),
            "by": by.actor if by else "",
            "to": [f"user:{notice.user_id}" for notice in told],
            "values": values,
        }
        _put(Way(hook.way), f"hook:{hook.pk}", kind, payload, cause, now, due)


def _put(
    way: Way,
    recipient: str,
    kind: NoticeKind,
    payload: dict[str, Any],
    cause: str,
    now: datetime,
    due: datetime,
) -> None:
    message_id = put_message(way.value, recipient, kind.value, payload, cause=_cause(cause), now=now)
    enqueue_job(SEND, message_id, due_at=due)


def _cause(cause: str) -> str:
    return f"notice:{cause}"
