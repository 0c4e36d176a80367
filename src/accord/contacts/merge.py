"""Acts on identity: two contacts are one person, or two. Every one can be taken back.

A merge is a ruling between two identity keys; facts keep their keys, so nothing is rewritten and an
unmerge gives back what was. Where both contacts had an open lead, the one history has one lead: the later
is closed as its duplicate while the merge stands (`copies`), and is one again after it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accord.contacts.account_review import take_back_accounts
from accord.contacts.clusters import resettle
from accord.contacts.counter import keep_numbers, take_numbers
from accord.contacts.deal_contacts import settle_deals
from accord.contacts.models import Identity, ReviewPair, Ruling
from accord.contacts.moved import tell_moved
from accord.contacts.names import find_names
from accord.contacts.ruled import Ruled
from accord.contacts.visible import no_such_contact, visible_contacts
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.ledger.sql import take_turn
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.people import Viewer


def merge(by: Viewer, left_contact: int, right_contact: int, reason: str, now: datetime) -> Ruled:
    """Make two contacts one.

    Raises `NotFound` unless the viewer may see both, `Refused` when they are one or kept apart.
    """
    require(by, Right.merge_contacts)
    with transaction.atomic():
        take_turn()
        left, right = _members(by, left_contact), _members(by, right_contact)
        if left == right:
            raise Refused(
                "contact.same", "this is one contact already", "choose another contact to merge it with"
            )
        _refuse_kept_apart(left, right)
        return rule(by, "merge", [(left[0], right[0])], True, reason, now)


def unmerge(by: Viewer, act_key: str, reason: str, now: datetime) -> Ruled:
    """Take back a merge or a keep-apart, of contacts or of accounts, by its act's key; twice is harmless.

    An answer to the review queue that is taken back is asked again.

    Records that hang together by other evidence stay one: keep them apart if they are two people.
    """
    require(by, Right.merge_contacts)
    with transaction.atomic():
        take_turn()
        rulings = list(Ruling.objects.filter(act_key=act_key))
        if not rulings:
            return take_back_accounts(by, act_key, reason, now)
        keys = sorted({key for ruling in rulings for key in (ruling.left, ruling.right)})
        contacts = set(Identity.objects.filter(key__in=keys).values_list("contact_id", flat=True))
        if visible_contacts(by).filter(pk__in=contacts).count() != len(contacts):
            raise NotFound("act.unknown", f'there is no merge "{act_key}"', "take it from the contact's page")
        done = Act.objects.get(key=act_key)
        record_act(
            key=f"unmerge/{act_key}"[:120],
            kind="unmerge",
            actor=by.actor,
            now=now,
            subject=done.subject,
            other=done.other,
            reason=reason[:300],
            corrects=act_key,
        )
        between = _acts_between(contacts, done)
        Ruling.objects.filter(act_key=act_key).update(active=False)
        ends = (done.subject, done.other)
        if not Ruling.objects.filter(active=True, left__in=ends, right__in=ends).exists():
            ReviewPair.objects.filter(what="contact", left__in=ends, right__in=ends).update(state="open")
        return _after(act_key, keys, ends, between, now)


def keep_apart(by: Viewer, contact_id: int, keys: Sequence[int], reason: str, now: datetime) -> Ruled:
    """Split a contact: the records `keys` are somebody else than its other records.

    Raises `Invalid`-like `Refused` unless `keys` are some, but not all, of the contact's records.
    """
    require(by, Right.merge_contacts)
    with transaction.atomic():
        take_turn()
        members = _members(by, contact_id)
        away = [key for key in members if key in set(keys)]
        rest = [key for key in members if key not in set(keys)]
        if not away or not rest or len(away) != len(set(keys)):
            raise Refused(
                "contact.nothing_to_split",
                "a split needs some of this contact's records, and must leave one",
                "choose the records that belong to somebody else",
            )
        standing = Ruling.objects.filter(active=True, same=True, left__in=members, right__in=members)
        for ruling in standing:
            if (ruling.left in away) != (ruling.right in away):
                raise Refused(
                    "contact.merged_by_hand",
                    "these records were merged by hand",
                    f"take the merge back first: {ruling.act_key}",
                )
        return rule(by, "keep_apart", [(a, b) for a in away for b in rest], False, reason, now)


def rule(
    by: Viewer, kind: str, pairs: Sequence[tuple[int, int]], same: bool, reason: str, now: datetime
) -> Ruled:
    """Record a decision about pairs of identity keys and settle what it touches. Expects the turn."""
    left, right = pairs[0]
    times = Ruling.objects.filter(left=min(left, right), right=max(left, right)).count()
    act_key = f"{kind}/{min(left, right)}/{max(left, right)}/{times + 1}"
    record_act(
        key=act_key,
        kind=kind,
        actor=by.actor,
        now=now,
        subject=left,
        other=right,
        reason=reason[:300],
        payload={"pairs": [[str(a), str(b)] for a, b in pairs]},
    )
    Ruling.objects.bulk_create(
        [Ruling(act_key=act_key, left=min(pair), right=max(pair), same=same) for pair in pairs],
        ignore_conflicts=True,
    )
    return _after(act_key, sorted({key for pair in pairs for key in pair}), (left, right), (), now)


def _after(
    act_key: str, keys: Sequence[int], ends: tuple[int, int], between: tuple[str, ...], now: datetime
) -> Ruled:
    """Settle the clusters around `keys`; returns where both ends are now."""
    numbers = take_numbers()
    resettle(keys, numbers)
    settle_deals(numbers)
    keep_numbers(numbers)
    numbers.moved.update(ends)
    tell_moved(numbers, now)
    seats = dict(Identity.objects.filter(key__in=ends).values_list("key", "contact_id"))
    return Ruled(act_key, seats[ends[0]], seats[ends[1]], between)


def _members(by: Viewer, contact_id: int) -> list[int]:
    """The contact's identity keys, canonical first; locks its account before it."""
    contact = visible_contacts(by).select_for_update().filter(pk=contact_id).first()
    if contact is None:
        raise no_such_contact(contact_id)
    keys = list(Identity.objects.filter(contact_id=contact_id).values_list("key", flat=True))
    names = find_names(keys)
    # Erased records have no name any more: they come last, by key.
    return sorted(keys, key=lambda key: (key not in names, names.get(key), key))


def _refuse_kept_apart(left: Sequence[int], right: Sequence[int]) -> None:
    for ruling in Ruling.objects.filter(active=True, same=False, left__in=[*left, *right]):
        ends = {ruling.left, ruling.right}
        if ends & set(left) and ends & set(right):
            raise Refused(
                "contact.kept_apart",
                "somebody decided that these are two people",
                f"take that decision back first: {ruling.act_key}",
            )


def _acts_between(contacts: set[int], done: Act) -> tuple[str, ...]:
    """Acts on any record of these contacts since the decision, but for decisions about identity."""
    keys = Identity.objects.filter(contact_id__in=contacts).values_list("key", flat=True)
    acts = Act.objects.filter(subject__in=list(keys), occurred_at__gte=done.occurred_at)
    acts = acts.exclude(kind__in=["merge", "unmerge", "keep_apart"]).order_by("occurred_at", "key")
    return tuple(acts.values_list("key", flat=True))
