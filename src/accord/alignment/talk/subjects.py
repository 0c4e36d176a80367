"""What one can talk about, and who sees it: the same sight as that of the page it stands on.

`lead:<identity key>`, `contact:<id>`, `account:<id>`, `deal:<key>`, `number:<name>`, `clause:<path>`,
`unsigned:<name under which mails were sent without a sign-off>`, and what a room
beside this one keeps (`campaign:<key>`, `lesson:<campaign key>`, `piece:<key>`, `send:<key>`): who brings both
together says how it is found (`find_by`).
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from accord.contacts.find import visible_accounts
from accord.contacts.models import Account, Deal, Identity
from accord.contacts.naming import find_names
from accord.contacts.visible import find_visible_ids
from accord.teams.rights import Right, may
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Role, Viewer

_SPELLED = re.compile(
    r"(?:(?:lead|contact|account|deal|campaign|lesson|piece|send):[0-9]{1,19}|(?:number|clause):[\w.:/' -]{1,180}"
    r"|unsigned:[^\x00-\x1f]{1,180})"
)
LARGEST = 2**63 - 1


class About(StrEnum):
    """The kinds of subject."""

    lead = "lead"
    contact = "contact"
    account = "account"
    deal = "deal"
    number = "number"
    clause = "clause"
    campaign = "campaign"
    lesson = "lesson"  # what both teams learnt from a campaign: beside its results
    piece = "piece"
    send = "send"  # of mails, in its first hour
    unsigned = "unsigned"  # mails that nobody signed, by the name they were sent under


_KEPT_BESIDE = (About.campaign, About.lesson, About.piece, About.send)


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject as its reader sees it. `id` is where its page is: a contact's or account's; 0 for the others."""

    about: str
    kind: About
    name: str
    id: int = 0
    key: int = 0  # the identity key that a lead or contact is kept under; 0 for the others


Finder = Callable[[Viewer, Mapping[str, int]], dict[str, Subject]]
_FINDERS: dict[About, Finder] = {}


def find_by(kind: About, finder: Finder) -> None:
    """Say how the subjects of another room are found: those of these numbers that the viewer sees, by their texts."""
    _FINDERS[kind] = finder


def split(about: str) -> tuple[About, str]:
    """The kind and what follows it. Raises `NotFound` for what is no subject."""
    kind, _, rest = about.partition(":")
    if not _SPELLED.fullmatch(about) or (rest.isdigit() and int(rest) > LARGEST):
        raise no_such_subject()
    return About(kind), rest


def get_subject(viewer: Viewer, about: str) -> Subject:
    """A subject that this viewer sees. Raises `NotFound`, with the same words, for one that is not or not theirs."""
    split(about)
    found = find_subjects(viewer, [about]).get(about)
    if found is None:
        raise no_such_subject()
    return found


def find_subjects(viewer: Viewer, abouts: Iterable[str]) -> dict[str, Subject]:
    """Those of these subjects that the viewer sees, by their texts. A few queries, whatever their number."""
    wanted: dict[About, dict[str, str]] = {}
    for about in dict.fromkeys(abouts):
        try:
            kind, rest = split(about)
        except NotFound:
            continue
        wanted.setdefault(kind, {})[about] = rest
    found: dict[str, Subject] = {}
    for kind, texts in wanted.items():
        if kind is About.unsigned and may(viewer, Right.see_board):
            found |= {about: Subject(about, kind, rest) for about, rest in texts.items()}
        elif kind is About.number and may(viewer, Right.see_board):
            found |= {about: Subject(about, kind, rest.replace("_", " ")) for about, rest in texts.items()}
        elif kind is About.clause and may(viewer, Right.read_agreement):
            found |= {about: Subject(about, kind, rest) for about, rest in texts.items()}
        elif kind in _KEPT_BESIDE:
            numbers = {about: int(rest) for about, rest in texts.items()}
            found |= _FINDERS[kind](viewer, numbers) if kind in _FINDERS else {}
        elif kind not in (About.number, About.clause, About.unsigned) and may(viewer, Right.see_contacts):
            found |= _people(viewer, kind, {about: int(rest) for about, rest in texts.items()})
    return found


def _people(viewer: Viewer, kind: About, numbers: dict[str, int]) -> dict[str, Subject]:
    if kind is About.account:
        accounts = dict(visible_accounts(viewer).filter(pk__in=numbers.values()).values_list("pk", "name"))
        return {
            about: Subject(about, kind, accounts[n] or str(n), n)
            for about, n in numbers.items()
            if n in accounts
        }
    if kind is About.deal:
        return _deals(viewer, numbers)
    by_key = kind is About.lead
    contacts = _contacts_of_keys(numbers.values()) if by_key else dict(_keys_of_contacts(numbers.values()))
    people = {about: contacts[n] if by_key else n for about, n in numbers.items() if n in contacts}
    seen = find_visible_ids(viewer, set(people.values()))
    names = find_names(viewer, seen)
    return {
        about: Subject(
            about, kind, names.get(one) or str(one), one, numbers[about] if by_key else contacts[one]
        )
        for about, one in people.items()
        if one in seen
    }


def _deals(viewer: Viewer, numbers: dict[str, int]) -> dict[str, Subject]:
    """A deal is called by its account; a rep sees those that are theirs, their team's or nobody's."""
    deals = Deal.objects.filter(pk__in=numbers.values())
    if viewer.role is Role.rep:
        deals = deals.filter(owner__in=sorted({"", *viewer.sales_ids, *viewer.team_sales_ids}))
    rows = dict(deals.values_list("pk", "account_id"))
    names = dict(Account.objects.filter(pk__in=[a for a in rows.values() if a]).values_list("pk", "name"))
    return {
        about: Subject(about, About.deal, names.get(rows[n] or 0) or str(n), rows[n] or 0)
        for about, n in numbers.items()
        if n in rows
    }


def _contacts_of_keys(keys: Collection[int]) -> dict[int, int]:
    return dict(Identity.objects.filter(key__in=keys).values_list("key", "contact_id"))


def _keys_of_contacts(contacts: Collection[int]) -> Iterable[tuple[int, int]]:
    """A contact and the key that its talk is kept under: the smallest, so that a merge finds it again."""
    rows = Identity.objects.filter(contact_id__in=contacts, contact__gone=False).order_by(
        "contact_id", "-key"
    )
    return rows.values_list("contact_id", "key")


def keys_beside(subject: Subject) -> list[int]:
    """Every identity key of a lead's or contact's person: what was said under any of them stands on their page."""
    if subject.kind not in (About.lead, About.contact):
        return []
    return list(Identity.objects.filter(contact_id=subject.id).values_list("key", flat=True))


def no_such_subject() -> NotFound:
    """The one answer for a subject that does not exist, and for one that is not for this viewer."""
    return NotFound("talk.no_subject", "there is no such thing to talk about", "open it from its page")
