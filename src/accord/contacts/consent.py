"""What people said about being written to, called, measured: recorded per purpose and medium, never rewritten."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from accord.contacts.models import Consent, Identity
from accord.contacts.shapes import ConsentView
from accord.contacts.visible import no_such_contact, visible_contacts
from accord.ledger.models import Fact
from accord.ledger.sql import in_chunks
from accord.teams.rights import Right, require
from accord.vocabulary.consent import (
    ConsentStanding,
    ConsentState,
    Medium,
    Origin,
    Purpose,
    Statement,
    decide_consent,
    strictest,
)
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind
from accord.vocabulary.people import Viewer

# What facts of any system say about consent. A complaint is an objection, the person's own word.
_SAID = {
    FactKind.unsubscribed: (ConsentState.withdrawn, Origin.person),
    FactKind.opted_out: (ConsentState.withdrawn, Origin.system),
    FactKind.complained: (ConsentState.objected, Origin.person),
}


def record_consent(
    by: Viewer, contact_id: int, purpose: Purpose, medium: Medium, said: Statement, *, now: datetime
) -> bool:
    """Record what a contact said, on all its records; False when exactly this was recorded before.

    A colleague records on the person's word: never as the person. Whoever may see them may stop messages to them;
    granting is a right of its own.
    Raises `Refused` without the right, `NotFound` for a contact not for this viewer, `Invalid` for a future instant.
    """
    require(by, Right.record_consent if said.state is ConsentState.granted else Right.see_contacts)
    if not visible_contacts(by).filter(pk=contact_id).exists():
        raise no_such_contact(contact_id)
    if said.at > now:
        raise Invalid(
            "consent.future", "nobody has said this yet: its instant is ahead", "correct the instant"
        )
    said = said._replace(origin=Origin.colleague, source=by.actor)
    return write_statements(keys_of(contact_id), purpose, medium, said, now=now)


def write_statements(
    keys: Collection[int],
    purpose: Purpose,
    medium: Medium,
    said: Statement,
    *,
    now: datetime,
    evidence: str = "",
) -> bool:
    """Append one statement under every key; the same one twice is one. For callers that know who speaks."""
    rows = [
        Consent(
            key=_name(key, purpose, medium, said),
            subject=key,
            purpose=purpose,
            medium=medium,
            state=said.state,
            origin=said.origin,
            source=said.source,
            wording=said.wording,
            jurisdiction=said.jurisdiction,
            evidence=evidence,
            occurred_at=said.at,
            received_at=now,
        )
        for key in keys
    ]
    before = Consent.objects.filter(key__in=[row.key for row in rows]).count()
    Consent.objects.bulk_create(rows, ignore_conflicts=True)
    return before < len(rows)


def find_consents(viewer: Viewer, contact_id: int) -> tuple[ConsentView, ...]:
    """What holds for a contact, a row for each purpose and medium about which anything was said."""
    if not visible_contacts(viewer).filter(pk=contact_id).exists():
        raise no_such_contact(contact_id)
    said = _statements(keys_of(contact_id))
    pairs = {(purpose, medium) for spoken in said.values() for purpose, medium, _ in spoken}
    return tuple(
        ConsentView(
            purpose,
            medium,
            because.state is ConsentState.granted,
            because.state,
            because.at,
            because.origin,
            because.source,
            because.wording,
            because.jurisdiction,
        )
        for purpose, medium in sorted(pairs)
        if (because := _hold(said, purpose, medium).because) is not None
    )


def collect_consents(keys: Collection[int]) -> list[dict[str, Any]]:
    """Every statement recorded under these identity keys, in order."""
    rows = Consent.objects.filter(subject__in=list(keys)).order_by("id").values()
    return [dict(row) for row in rows]


def find_standing(contact_id: int, purpose: Purpose, medium: Medium) -> ConsentStanding:
    """Whether a contact may be written to, called or measured for a purpose by a medium; None: nothing said.

    What was said about `any` medium speaks for each.
    """
    return hold(keys_of(contact_id), purpose, medium)


def hold(keys: Collection[int], purpose: Purpose, medium: Medium) -> ConsentStanding:
    """What holds for the person behind these identity keys."""
    return _hold(_statements(keys), purpose, medium)


def hold_by(people: Mapping[int, int], purpose: Purpose, medium: Medium) -> dict[int, ConsentStanding]:
    """What holds for each of many people, given whose each identity key is (key to person)."""
    said: dict[int, dict[int, Spoken]] = defaultdict(dict)
    statements = _statements(people)
    for key, person in people.items():
        said[person][key] = statements.get(key, [])
    return {
        person: _hold({k: s for k, s in spoken.items() if s}, purpose, medium)
        for person, spoken in said.items()
    }


def siblings_of(key: int) -> list[int]:
    """The identity keys of the person behind one of them; the key alone while nobody knows whose it is."""
    contact = Identity.objects.filter(key=key).values_list("contact_id", flat=True).first()
    return keys_of(contact) if contact is not None else [key]


def keys_of(contact_id: int) -> list[int]:
    """The identity keys of a contact."""
    return list(Identity.objects.filter(contact_id=contact_id).order_by("key").values_list("key", flat=True))


Spoken = list[tuple[Purpose, Medium, Statement]]


def _hold(said: dict[int, Spoken], purpose: Purpose, medium: Medium) -> ConsentStanding:
    """Each record decides for itself; of records that are one person the strictest word counts."""
    return strictest(
        decide_consent(s for p, m, s in spoken if p is purpose and m in (medium, Medium.any))
        for spoken in said.values()
    )


def _statements(keys: Collection[int]) -> dict[int, Spoken]:
    found: dict[int, Spoken] = defaultdict(list)
    for chunk in in_chunks(list(keys)):
        for row in Consent.objects.filter(subject__in=chunk):
            said = Statement(
                row.occurred_at,
                ConsentState(row.state),
                Origin(row.origin),
                row.source,
                row.wording,
                row.jurisdiction,
            )
            found[row.subject].append((Purpose(row.purpose), Medium(row.medium), said))
        for fact in Fact.objects.filter(subject__in=chunk, kind__in=list(_SAID)):
            state, origin = _SAID[FactKind(fact.kind)]
            said = Statement(fact.occurred_at, state, origin, fact.source)
            medium = Medium.any if fact.kind == FactKind.complained else Medium.email
            found[fact.subject].append((Purpose.marketing, medium, said))
    return found


def _name(key: int, purpose: Purpose, medium: Medium, said: Statement) -> str:
    parts: Iterable[str] = (
        str(key), purpose, medium, said.state, said.origin, said.source, said.wording, said.at.isoformat()
    )  # fmt: skip
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
