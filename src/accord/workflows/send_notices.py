"""Send what waits in the outbox for people, chats and programs. At least once, under one id however often.

Killed after the other side took it and before that was noted: the next try says the same under the same id.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import OutboxMessage
from accord.ledger.outbox import mark_sent, put_message
from accord.ledger.outbox_hold import is_held
from accord.reporting.notices import NoticeView, spell_notices
from accord.teams.models import Notice, User
from accord.teams.notices import SEND
from accord.teams.notices.quiet import Wish, held_until, is_quiet, next_awake
from accord.teams.notices.wishes import find_wishes
from accord.teams.people import viewer_of
from accord.vocabulary.manners import MANNERS
from accord.vocabulary.notices import NoticeKind, Way
from accord.workflows.handoffs.links import act_links
from accord.workflows.notice_mail import is_set_up
from accord.workflows.pack_mail import write_pack_mail
from accord.workflows.tell_hooks import tell_chat_of, tell_hook
from accord.workflows.tell_people import write_mail

DIGEST = "notice_digest"
DIGEST_TEMPLATE = "digest"
SENDING = (SEND, DIGEST)
_LOOK_AGAIN = timedelta(seconds=30)  # while a restore holds the outbox
LONGEST_DIGEST = 200  # notices; the page has the rest


def do_send(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: send one message of the outbox, or leave it to the digest of its reader."""
    if is_held():
        return now + _LOOK_AGAIN
    message = OutboxMessage.objects.filter(message_id=job.key, sent_at=None).first()
    if message is None:
        return None
    kind, _, number = message.recipient.partition(":")
    if kind == "hook":
        wait = tell_hook(message, int(number), now)
    else:
        wait = _tell_person(message, int(number), now)
    return wait


def do_digest(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: what waited for one person by one way becomes one message, decided before it is sent."""
    way, _, user = job.key.partition(":")
    wish = find_wishes([int(user)]).get(int(user))
    if wish is not None and is_quiet(wish, now):
        return next_awake(wish, now)
    recipient = f"user:{user}"
    with transaction.atomic():
        waiting = OutboxMessage.objects.filter(
            channel=way, recipient=recipient, sent_at=None, payload__waits=True
        )
        messages = list(waiting.order_by("id")[:LONGEST_DIGEST])
        if not messages:
            return None
        # Its id follows from the first of them, so that a repeat of this very step makes the same message.
        digest = put_message(
            way,
            recipient,
            DIGEST_TEMPLATE,
            {"notices": [message.payload["notice"] for message in messages]},
            cause=f"digest:{messages[0].message_id}",
            now=now,
        )
        for message in messages:
            mark_sent(message.message_id, now)
        enqueue_job(SEND, digest, due_at=now)
        more = len(messages) == LONGEST_DIGEST
    return now if more else None


def _tell_person(message: OutboxMessage, user_id: int, now: datetime) -> datetime | None:
    """Send it to its reader; None also when it is the digest's now, or nothing can tell them.

    Without a way to send e-mail, and for who has left, the page is all there is: a letter of last month, sent on
    the day when a way is set up, would say nothing.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    digest = message.template == DIGEST_TEMPLATE
    keys = message.payload["notices"] if digest else [message.payload["notice"]]
    rows = list(Notice.objects.filter(key__in=keys, user_id=user_id).order_by("due_at", "key"))
    if digest:
        rows = [row for row in rows if row.read_at is None]  # what they have read meanwhile is not repeated
    if user is None or not rows or (message.channel == Way.email and not is_set_up()):
        mark_sent(message.message_id, now)
        return None
    wish = find_wishes([user_id])[user_id]
    if message.channel == Way.email and not digest and rows[0].kind == NoticeKind.weekly_pack:
        return _send_pack(message, user, rows[0], wish, now)
    if not digest and (until := held_until(wish, MANNERS[NoticeKind(rows[0].kind)], now)) is not None:
        _leave_to_digest(message, until)
        return None
    seen: list[NoticeView] = spell_notices(viewer_of(user), rows, ZoneInfo(wish.zone))
    acts = act_links(user_id, seen)
    if message.channel == Way.email:
        write_mail(message.message_id, user.email, seen, digest=digest, acts=acts)
        wait = None
    else:
        wait = tell_chat_of(user_id, message.message_id, seen, now, acts)
    if wait is None:
        mark_sent(message.message_id, now)
    return wait


def _send_pack(
    message: OutboxMessage, user: User, notice: Notice, wish: Wish, now: datetime
) -> datetime | None:
    """The pack is a letter of its own: it waits as long as the digest would, and goes into none."""
    waited = message.payload.get("waited", False)
    until = (
        (next_awake(wish, now) if is_quiet(wish, now) else None)
        if waited
        else held_until(wish, MANNERS[NoticeKind.weekly_pack], now)
    )
    if until is not None and until > now:
        rows = OutboxMessage.objects.filter(pk=message.pk, sent_at=None)
        rows.update(payload={**message.payload, "waited": True})
        return until
    write_pack_mail(message.message_id, user, notice.cause, now)
    mark_sent(message.message_id, now)
    return None


def _leave_to_digest(message: OutboxMessage, until: datetime) -> None:
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk, sent_at=None).update(
            payload={**message.payload, "waits": True}
        )
        enqueue_job(DIGEST, f"{message.channel}:{message.recipient.partition(':')[2]}", due_at=until)
