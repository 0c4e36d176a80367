"""Chatwoot's webhooks become rows: what a contact wrote, and that one of ours answered.

Fields: Chatwoot's webhook documentation (events message_created, conversation_created, contact_created, ...).
It has no `connector`: bodies come in by webhook, not as files.
"""

from datetime import UTC, datetime
from typing import Any

from accord.connectors.objects.values import email
from accord.vocabulary.doors import DeadReason, Unreadable
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref, RowRead, RowSkipped


def read_chatwoot(body: Any, *, line: int, source: str) -> RowRead | RowSkipped:
    """One delivery. What is written stays out: facts carry no free text, the record keeps who it was."""
    if not isinstance(body, dict) or not isinstance(body.get("event"), str):
        raise Unreadable(DeadReason.wrong_shape, "no `event` says what it is")
    event = body["event"]
    if event in ("contact_created", "contact_updated"):
        return RowRead(line, (_person(source, body),), ())
    if event != "message_created":
        return RowSkipped(line, f"{event}: no touch of a person")
    incoming = body.get("message_type") in ("incoming", 0)
    if not incoming and body.get("message_type") not in ("outgoing", 1):
        return RowSkipped(line, "a template or an activity: nobody wrote it")
    if body.get("private"):
        return RowSkipped(line, "a private note between colleagues")
    conversation = body.get("conversation")
    conversation = conversation if isinstance(conversation, dict) else {}
    who = body.get("sender") if incoming else _contact_of(conversation)
    if not isinstance(who, dict):
        raise Unreadable(DeadReason.missing_id, "the message names no contact")
    person = _person(source, who)
    number = body.get("id")
    if not isinstance(number, (int, str)) or isinstance(number, bool):
        raise Unreadable(DeadReason.bad_id, "the message has no id")
    kind = FactKind.chat_message if incoming else FactKind.conversation
    inbox = conversation.get("inbox_id")
    fact = FactDraft(
        f"chatwoot:message:{number}",
        person.ref,
        kind,
        _instant(body.get("created_at")),
        channel="chat",
        asset=f"inbox:{inbox}" if isinstance(inbox, int) else "",
    )
    return RowRead(line, (person,), (fact,))


def _contact_of(conversation: dict[str, Any]) -> Any:
    meta = conversation.get("meta")
    return meta.get("sender") if isinstance(meta, dict) else None


def _person(source: str, said: dict[str, Any]) -> RecordDraft:
    number = said.get("id")
    if not isinstance(number, (int, str)) or isinstance(number, bool):
        raise Unreadable(DeadReason.bad_id, "the contact has no id")
    told = {key: said.get(key) for key in ("name", "email", "phone_number", "identifier")}
    values = {key: value for key, value in told.items() if isinstance(value, str) and value}
    return RecordDraft(
        Ref(source, RecordKind.person, f"chatwoot:{number}"[:180]),
        values or {"id": str(number)[:180]},
        email=email(values.get("email", "")),
        name=values.get("name", "")[:200],
        phone=values.get("phone_number", "")[:40],
        partial=True,
    )


def _instant(said: Any) -> datetime:
    """Seconds since 1970, or ISO 8601."""
    try:
        if isinstance(said, (int, float)) and not isinstance(said, bool):
            return datetime.fromtimestamp(said, UTC)
        found = datetime.fromisoformat(said)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise Unreadable(DeadReason.bad_time, f"`created_at` is no instant: {str(said)[:40]!r}") from None
