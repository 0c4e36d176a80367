"""Where a person is and how senior, as far as anybody recorded it: for quiet hours and weekends."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from accord.contacts.models import Contact
from accord.ledger.models import Fact, SourceRecord
from accord.ledger.sql import in_chunks
from accord.ledger.withdrawn import find_withdrawn
from accord.vocabulary.countries import country_code
from accord.vocabulary.facts import FactKind
from accord.vocabulary.seniority import Seniority, seniority_of

_NEVER = datetime.min.replace(tzinfo=UTC)


def find_countries(contacts: Sequence[Contact], people: Mapping[int, int]) -> dict[int, str]:
    """The ISO code of each person's country: their newest record that names one, else their account's.

    `people`: identity key to person.
    """
    said: dict[int, list[tuple[datetime, str, str, str]]] = defaultdict(list)
    for chunk in in_chunks(sorted(people)):
        rows = SourceRecord.objects.filter(pk__in=chunk, deleted=False).exclude(country="")
        for row in rows:
            said[people[row.key]].append(
                (row.modified_at or _NEVER, row.source, row.external_id, row.country)
            )
    found = {}
    for contact in contacts:
        newest = sorted(said[contact.pk], key=lambda row: row[:3], reverse=True)
        names = [row[3] for row in newest] + ([contact.account.country] if contact.account else [])
        found[contact.pk] = next((code for name in names if (code := country_code(name))), "")
    return found


def find_attributes(people: Mapping[int, int]) -> dict[int, dict[str, str]]:
    """The newest word on each attribute (role, ...) by person (identity key to person)."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    facts: list[Fact] = []
    for chunk in in_chunks(sorted(people)):
        facts += Fact.objects.filter(subject__in=chunk, kind=int(FactKind.attribute))
    gone = find_withdrawn({fact.subject for fact in facts})
    for fact in sorted(facts, key=lambda fact: (fact.occurred_at, fact.source, fact.source_id)):
        name, _, value = fact.value.partition("=")
        if fact.seq not in gone and value:
            found[people[fact.subject]][name] = value
    return found


def find_seniority(attributes: dict[str, str]) -> Seniority | None:
    """How senior the person is by their role."""
    return seniority_of(attributes.get("role", ""))


def find_renewals(attributes: dict[str, str]) -> tuple[datetime, ...]:
    """When their contract ends, where a source says so (`contract_end=2027-06-30`)."""
    try:
        ends = datetime.fromisoformat(attributes.get("contract_end", ""))
    except ValueError:
        return ()
    return (ends if ends.tzinfo else ends.replace(tzinfo=UTC),)
