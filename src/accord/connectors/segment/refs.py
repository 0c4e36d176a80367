"""Names of records: a user, a visitor and a user who is only claimed never share one."""

from typing import Any

from accord.vocabulary.doors import DeadReason, Trust, Unreadable
from accord.vocabulary.facts import RecordKind, Ref

LONGEST_ID = 180
_USER, _VISITOR, _CLAIMED = "user:", "anon:", "claimed:"


def id_of(said: Any, field: str) -> str:
    """An id as text; empty where none was given. Raises `Unreadable` for what can be none."""
    if said is None:
        return ""
    if isinstance(said, bool) or not isinstance(said, (str, int)):
        raise Unreadable(DeadReason.bad_id, f"`{field}` is neither text nor a number")
    text = str(said).strip()
    if len(text) > LONGEST_ID:
        raise Unreadable(DeadReason.bad_id, f"`{field}` has {len(text)} characters; {LONGEST_ID} are taken")
    return text


def user_ref(source: str, user: str) -> Ref:
    """A user that a server named."""
    return Ref(source, RecordKind.person, _USER + user)


def visitor_ref(source: str, anonymous: str) -> Ref:
    """A visitor, by the random id their browser drew."""
    return Ref(source, RecordKind.person, _VISITOR + anonymous)


def company_ref(source: str, group: str) -> Ref:
    """A company that a server named."""
    return Ref(source, RecordKind.company, group)


def is_visitor(ref: Ref) -> bool:
    """Whether a record is of a visitor: it may bear claims."""
    return ref.kind == RecordKind.person and ref.external_id.startswith((_VISITOR, _CLAIMED))


def person_ref(source: str, trust: Trust, user: str, anonymous: str) -> Ref:
    """Whom an event is about. A browser's word for who somebody is counts for nothing: it is the visitor.

    Raises `Unreadable` when the event names nobody.
    """
    if trust is Trust.server and user:
        return user_ref(source, user)
    if anonymous:
        return visitor_ref(source, anonymous)
    if user:
        return Ref(source, RecordKind.person, _CLAIMED + user)
    raise Unreadable(DeadReason.missing_id, "neither `userId` nor `anonymousId`")
