"""What chats and programs are told: Slack's Block Kit, and Standard Webhooks; sent where outgoing requests may go."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from accord.alignment.talk.subjects import find_subjects
from accord.connectors.outgoing import Delivery, send
from accord.ledger.models import OutboxMessage
from accord.ledger.outbox import mark_sent
from accord.reporting.notices import NoticeView
from accord.teams.models import NoticeHook
from accord.teams.notices import find_actor_names
from accord.teams.notices.words import tell
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import ForGood, ForNow
from accord.vocabulary.notices import NoticeKind, Way
from accord.workflows.block_kit import chat_body
from accord.workflows.notice_hooks import find_chat_of
from accord.workflows.outgoing import outgoing_rules
from accord.workflows.sealed_hooks import sealed_of
from accord.workflows.standard_webhooks import sign

_GONE = 410


def tell_hook(message: OutboxMessage, hook_id: int, now: datetime) -> datetime | None:
    """Deliver a message to everybody's chat, or to a program. Raises `ForNow`, `ForGood`."""
    hook = NoticeHook.objects.filter(pk=hook_id, ended_at=None).first()
    if hook is None:
        mark_sent(message.message_id, now)
        return None
    if hook.way == Way.chat:
        said = [(_sentence(hook, message.payload), message.payload["about"])]
        delivery = _post(hook, chat_body(message.message_id, said), {})
    else:
        delivery = _post_signed(hook, message, now)
    wait = _judge(hook, delivery, now)
    if wait is None:
        mark_sent(message.message_id, now)
    return wait


def tell_chat_of(
    user_id: int,
    message_id: str,
    notices: Sequence[NoticeView],
    now: datetime,
    acts: Mapping[int, str] = MappingProxyType({}),
) -> datetime | None:
    """Deliver to a person's own chat; nothing where they have none any more. Raises `ForNow`, `ForGood`.

    `acts` are addresses at which a notice's reader acts.
    """
    hook = find_chat_of(user_id)
    if hook is None:
        return None
    said = [(notice.text, notice.about) for notice in notices]
    return _judge(
        hook,
        _post(hook, chat_body(message_id, said, [acts.get(notice.key, "") for notice in notices]), {}),
        now,
    )


def webhook_body(payload: Mapping[str, Any]) -> bytes:
    """What a program is told: keys and dimensions, the same bytes in every try."""
    data = {name: payload[name] for name in ("about", "by", "to", "values")}
    said = {"type": f"notice.{payload['kind']}", "timestamp": payload["at"], "data": data}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _post_signed(hook: NoticeHook, message: OutboxMessage, now: datetime) -> Delivery:
    body = webhook_body(message.payload)
    message_id, instant = f"msg_{message.message_id}", int(now.timestamp())
    signature = sign(message_id, instant, body, sealed_of(hook).secrets)
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(instant),
        "webhook-signature": signature,
    }
    return _post(hook, body, headers)


def _post(hook: NoticeHook, body: bytes, headers: Mapping[str, str]) -> Delivery:
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return send(sealed_of(hook).address, body, rules=outgoing_rules(), headers={**kind, **headers})


def _judge(hook: NoticeHook, delivery: Delivery, now: datetime) -> datetime | None:
    """None when it was taken; an instant when the other side asked to wait. Raises `ForNow`, `ForGood`."""
    if delivery.accepted:
        return None
    if delivery.status == _GONE:
        why = "the other side says that nobody is there any more (410)"
        NoticeHook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=now, ended_why=why)
        raise ForGood(
            "notices.hook_gone",
            f"{hook.name}: {why}",
            f"accord notices end {hook.name}, and connect it again",
        )
    if delivery.retry_after:
        return now + timedelta(seconds=delivery.retry_after)
    raise ForNow(
        "notices.not_taken",
        f"{hook.name} answered {delivery.status}",
        "it is tried again by itself; look at the other side",
    )


def _sentence(hook: NoticeHook, payload: Mapping[str, Any]) -> str:
    """The notice as everybody may read it: buyers' names only where operations let them stand there."""
    about = str(payload["about"])
    seen = find_subjects(SYSTEM, [about]) if hook.names or about.startswith(("number:", "clause:")) else {}
    people = [str(payload["by"]), *(str(actor) for actor in payload["values"].get("people", ()))]
    names = find_actor_names(people)
    return tell(
        NoticeKind(payload["kind"]),
        seen[about].name if about in seen else "",
        by=names.get(str(payload["by"]), ""),
        values=payload["values"],
        name_of=lambda actor: names.get(actor, ""),
        zone=ZoneInfo(str(UTC)),
    )
