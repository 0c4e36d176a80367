"""Where a person is and how senior, as far as anybody recorded it: for quiet hours and weekends."""

from collections.abc import Collection
from datetime import UTC, datetime

from accord.contacts.models import Contact
from accord.ledger.models import Fact, SourceRecord
from accord.ledger.withdrawn import find_withdrawn
from accord.vocabulary.countries import country_code
from accord.vocabulary.facts import FactKind
from accord.vocabulary.seniority import Seniority, seniority_of

_NEVER = datetime.min.replace(tzinfo=UTC)


def find_country(contact: Contact, keys: Collection[int]) -> str:
    """The ISO code of the person's country: their newest record that names one, else their account's."""
    rows = SourceRecord.objects.filter(pk__in=list(keys), deleted=False).exclude(country="")
    said = sorted(
        rows.values_list("modified_at", "source", "external_id", "country"),
        key=lambda row: (row[0] or _NEVER, row[1], row[2]),
        reverse=True,
    )
    names = [row[3] for row in said] + ([contact.account.country] if contact.account else [])
    return next((code for name in names if (code := country_code(name))), "")


def find_attributes(keys: Collection[int]) -> dict[str, str]:
    """The newest word on each attribute of the person (role, ...)."""
    facts = Fact.objects.filter(subject__in=list(keys), kind=int(FactKind.attribute))
    gone = find_withdrawn(list(keys))
    found: dict[str, str] = {}
    for fact in facts.order_by("occurred_at", "source", "source_id"):
        name, _, value = fact.value.partition("=")
        if fact.seq not in gone and value:
            found[name] = value
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
