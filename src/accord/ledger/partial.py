"""A record said in parts: of each column the newest value stands, whatever the order of arrival.

Beside the values stands when each was said, in the column `AS_OF`. Columns named `first ...` keep the oldest.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from accord.ledger.prepare import CONTENT, Content
from accord.vocabulary.facts import RecordDraft

AS_OF = "accord: as of"
FIRST = "first "
_FIELDS = ("email", "name", "company", "domain", "phone", "country")
_AT = {name: CONTENT.index(name) for name in CONTENT}


def merge_parts(held: Content | None, drafts: Sequence[RecordDraft]) -> RecordDraft:
    """What stands, and what the drafts add to it: one whole draft of the same record.

    The outcome is a function of the set of parts. A whole record that stands (an export) is older than any part.
    """
    values, when = _open(held)
    fields: dict[str, Any] = {name: "" if held is None else str(held[_AT[name]]) for name in _FIELDS}
    latest = max((draft.modified_at for draft in drafts if draft.modified_at), default=None)
    for draft in drafts:
        said = _text(draft.modified_at)
        for column, value in draft.values.items():
            if _wins(column, said, value, when.get(column, ""), values.get(column)):
                values[column], when[column] = value, said
        for name in _FIELDS:
            value, field = getattr(draft, name), f"={name}"
            if value and _wins(field, said, value, when.get(field, ""), fields[name]):
                fields[name], when[field] = value, said
    values[AS_OF] = json.dumps(when, sort_keys=True)
    stood = None if held is None else _instant(held[_AT["modified_at"]])
    newest = max((each for each in (latest, stood) if each is not None), default=None)
    return RecordDraft(drafts[0].ref, values, newest, **fields)


def _wins(column: str, said: str, value: str, before: str, standing: str | None) -> bool:
    """The newer, of two at one instant the greater; the oldest for what is named first."""
    if standing is None or not before:
        return True
    if said == before:
        return value > standing
    return said < before if column.startswith(FIRST) else said > before


def _open(held: Content | None) -> tuple[dict[str, str], dict[str, str]]:
    """The values that stand, and when each was said."""
    values = json.loads(held[0]) if held is not None and held[0] else {}
    when = json.loads(values.pop(AS_OF, "{}"))
    return values, when


def _text(instant: datetime | None) -> str:
    """An instant whose text sorts as instants do."""
    return "" if instant is None else instant.astimezone(UTC).isoformat(timespec="microseconds")


def _instant(stored: Any) -> datetime | None:
    """An instant as the database returned it."""
    if stored is None or isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(str(stored)).replace(tzinfo=UTC)
