"""People at one company under a signed contact policy, brought as an import brings them."""

from datetime import datetime, timedelta

from accord.agreement import content_hash
from accord.contacts.models import Identity
from accord.teams.models import SealedAgreement
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, Ref
from tests.agreement.contact.company import CLAUSE, MONDAY
from tests.contacts.bringing import bring, person

HEAD = "agreement: {id: halden, version: 1, currency: EUR, in_force: 2027-01-01}\n"
REST = "reporting: {zone: Europe/Amsterdam, currency: EUR}\n"


def sign(mode: str = "{contact_policy: enforce}", clause: str = CLAUSE) -> str:
    """Put a contact policy in force; returns its hash."""
    text = f"{HEAD}mode: {mode}\n{REST}{clause}"
    found = content_hash(text)
    SealedAgreement.objects.create(
        hash=found,
        sealed=text.encode(),
        agreement_id="halden",
        version=1,
        in_force_from=MONDAY - timedelta(days=50),
        sealed_at=MONDAY - timedelta(days=50),
    )
    return found


def pia(number: int = 0, **more: object) -> RecordDraft:
    """A person at Water Works in the Netherlands."""
    fields = {
        "email": f"pia{number}@waterworks.example",
        "name": f"Pia Number{number}",
        "company": "Water Works",
        "country": "NL",
        **more,
    }
    return person(f"p{number}", **fields)


def did(about: Ref, kind: FactKind, at: datetime, **fields: object) -> FactDraft:
    """Something that happened at an instant."""
    return FactDraft(f"{about}/{kind}/{at}/{sorted(fields.items())}", about, kind, at, **fields)  # type: ignore[arg-type]


def contact_of(key: int) -> int:
    """The contact that a record lives in now."""
    return int(Identity.objects.values_list("contact_id", flat=True).get(key=key))


def bring_pia(number: int = 0, *facts: FactDraft, **more: object) -> int:
    """Bring one person and what happened to them; returns their contact."""
    draft = pia(number, **more)
    return contact_of(bring([draft], facts)[draft.ref])
