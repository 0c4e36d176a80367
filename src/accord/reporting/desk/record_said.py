"""What records say in free words (a sheet, the CRM): searched beside what was noted at outcomes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accord.contacts.models import Deal, Identity
from accord.contacts.naming import find_names
from accord.ledger.models import RecordWords, SourceRecord
from accord.ledger.sql import in_chunks
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

_LOOKED_AT = 500  # the newest that hold the text; what is not visible of them is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSaid:
    """One text of a record: what sort of words (vocabulary.heard), of whom, and which source told it."""

    contact: int
    name: str
    sort: str
    text: str
    source: str
    said_at: datetime | None


def find_record_said(viewer: Viewer, search: str, *, limit: int) -> tuple[RecordSaid, ...]:
    """Words of records that hold the text, of people that the viewer may see, the newest first; none without a text.

    Words of a deal are those of the person whose journey it ends. Raises `Refused` for who sees aggregates only.
    """
    require(viewer, Right.see_contacts)
    text = search.strip()[:100]
    if not text:
        return ()
    rows = list(
        RecordWords.objects.filter(text__icontains=text)
        .order_by(F("said_at").desc(nulls_last=True), "-id")
        .values_list("key", "sort", "text", "said_at")[:_LOOKED_AT]
    )
    people, sources = _people_of([key for key, *_ in rows]), _sources_of([key for key, *_ in rows])
    names = find_names(viewer, people.values())
    found = [
        RecordSaid(
            contact=people[key],
            name=names[people[key]],
            sort=sort,
            text=said,
            source=sources.get(key, ""),
            said_at=at,
        )
        for key, sort, said, at in rows
        if people.get(key) in names
    ]
    return tuple(found[:limit])


def _people_of(keys: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in in_chunks(keys):
        found.update(Identity.objects.filter(key__in=some).values_list("key", "contact_id"))
        found.update(Deal.objects.filter(key__in=some, contact__isnull=False).values_list("key", "contact"))
    return found


def _sources_of(keys: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in in_chunks(keys):
        found.update(SourceRecord.objects.filter(key__in=some).values_list("key", "source"))
    return found
