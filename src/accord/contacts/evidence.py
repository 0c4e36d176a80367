"""What a source record says about whose it is, as keyed digests: nothing personal."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from accord.contacts.matching.emails import (
    company_domain,
    is_free_mail,
    is_role_address,
    normalise_email,
)
from accord.contacts.matching.people import full_name_key
from accord.contacts.matching.phones import normalise_phone
from accord.ledger.keys import Digest, make_digest
from accord.vocabulary.facts import RecordDraft

# Evidence shared by this many records tells nobody apart (a switchboard, a test address): it is ignored.
CROWD = 21


class Kind(StrEnum):
    """What kind of evidence; the first group decides, the second only asks a person."""

    said = "said"  # an association of its own: stays until it is taken back
    link = "link"  # this record names the other (vendor's id, vendor's merge)
    linked = "linked"  # the other names this record
    email = "email"  # a work address of one person
    free_name = "free_name"  # the same free-mail address and the same full name
    work_name = "work_name"  # the same company domain and the same full name
    free_mail = "free_mail"
    role_mail = "role_mail"
    phone = "phone"


RANK = {Kind.said: 1, Kind.link: 1, Kind.linked: 1, Kind.email: 2, Kind.free_name: 2, Kind.work_name: 3}
ADVICE = frozenset({Kind.free_mail, Kind.role_mail, Kind.phone})


class EvidenceRow(NamedTuple):
    """One row of `contacts_evidence`."""

    kind: str
    digest: str
    key: int


@lru_cache(maxsize=2)
def _digest_under(secret: str) -> Digest:
    return make_digest(secret)


def digest_of(kind: str, *parts: object) -> str:
    """The keyed digest of one piece of evidence."""
    return _digest_under(settings.SECRET_KEY)("\x1f".join(("evidence", kind, *map(str, parts))))


def work_domain(draft: RecordDraft) -> str:
    """The company domain a person's record shows: of the work address first, else of its web site."""
    return _work_domain(draft.email, draft.domain)


# These two are asked for before the write lock is taken and again under it: hence the memory of a batch.
@lru_cache(maxsize=4096)
def _work_domain(address: str, site: str) -> str:
    email = normalise_email(address)
    # By host: colleagues share the look-up.
    domain = company_domain(email.rpartition("@")[2]) if email else ""
    return domain or (company_domain(site) if site else "")


@lru_cache(maxsize=4096)
def _show(address: str, full_name: str, site: str, number: str) -> tuple[tuple[str, str], ...]:
    """Kind and digest of everything these fields show."""
    shown: list[tuple[Kind, tuple[str, ...]]] = []
    email = normalise_email(address)
    name = full_name_key(full_name)
    if email and is_free_mail(email):
        shown.append((Kind.free_mail, (email,)))
        if name:
            shown.append((Kind.free_name, (email, name)))
    elif email and is_role_address(email):
        shown.append((Kind.role_mail, (email,)))
    elif email:
        shown.append((Kind.email, (email,)))
    domain = _work_domain(address, site)
    if name and domain:
        shown.append((Kind.work_name, (domain, name)))
    phone = normalise_phone(number) if number else ""
    if phone:
        shown.append((Kind.phone, (phone,)))
    digest = _digest_under(settings.SECRET_KEY)
    # The plain text of a kind: a database driver is slower with a member of an enumeration.
    return tuple((kind.value, digest("\x1f".join(("evidence", kind, *parts)))) for kind, parts in shown)


def own_evidence(key: int, draft: RecordDraft) -> list[EvidenceRow]:
    """What the record's own fields show, without its links."""
    shown = _show(draft.email, draft.name, draft.domain, draft.phone)
    return [EvidenceRow(kind, digest, key) for kind, digest in shown]


def foresee_evidence(drafts: Iterable[RecordDraft]) -> None:
    """Reckon what a batch of persons will show before the write lock is taken."""
    for draft in drafts:
        _show(draft.email, draft.name, draft.domain, draft.phone)


def link_evidence(key: int, others: Iterable[int], *, said: bool) -> list[EvidenceRow]:
    """One piece of evidence for each named record, held by both sides.

    `said`: an association that came alone, which a later row of the record itself does not take back.
    """
    rows = []
    for other in others:
        if other == key:
            continue
        if said:
            digest = digest_of(Kind.said, min(key, other), max(key, other))
            rows += [EvidenceRow(Kind.said.value, digest, key), EvidenceRow(Kind.said.value, digest, other)]
        else:
            digest = digest_of(Kind.link, key, other)
            rows += [EvidenceRow(Kind.link.value, digest, key), EvidenceRow(Kind.linked.value, digest, other)]
    return rows
