"""Take the slot with the answer: of two who ask for the last one, one wins, and the other is told who has it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import connection, transaction

from accord.agreement.contact import Ask, Verdict, decide_contact
from accord.contacts.answers import Answer, view_answer
from accord.contacts.lease_models import ContactLease
from accord.contacts.may_contact import find_contact, policy_of
from accord.contacts.models import Contact, Identity
from accord.contacts.reached import GIVEN_BACK, USED, find_touches
from accord.contacts.situation import LONGEST_LEASE, open_slots, people_around, read_situation
from accord.teams.agreements import Current, current
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.facts import Team
from accord.vocabulary.people import Role, Viewer

LEASE = timedelta(hours=1)  # long enough for a tool to send and to say so
# One lock for everyone who takes a slot; the number is arbitrary and permanent.
_TURN = 72_017_002
_MAY_TAKE = {
    Role.rep: frozenset({Team.sales}),
    Role.marketing: frozenset({Team.marketing}),
    Role.manager: frozenset({Team.sales, Team.success, Team.marketing}),
    Role.ops: frozenset({Team.sales, Team.success, Team.marketing}),
}


@dataclass(frozen=True, slots=True)
class Leased:
    """The answer, and the slot that was taken with it; without a token nothing was taken."""

    answer: Answer
    token: str
    until: datetime | None

    @property
    def granted(self) -> bool:
        """Whether the asker may go ahead (against advice, where the answer is no)."""
        return bool(self.token)


def lease_contact(
    by: Viewer, contact_id: int, ask: Ask, now: datetime, *, hold_for: timedelta = LEASE
) -> Leased:
    """Decide and take the slot in one transaction; nobody else decides meanwhile.

    Who is stopped gets no slot; who is only advised gets one. It counts as used until `now + hold_for`, unless a
    touch uses it or it is given back before. Raises `Refused` for a team that is not theirs and without a signed
    agreement in force, `NotFound` for a contact not for this viewer, `Invalid` for a time beyond a day.
    """
    require(by, Right.see_contacts)
    _check(by, ask, hold_for)
    with transaction.atomic():
        take_lease_turn()
        contact = find_contact(by, contact_id)
        standing = _signed(now)
        verdict, lease = take_slot(contact, ask, standing, actor=by.actor, now=now, hold_for=hold_for)
        answer = view_answer(contact.pk, ask, verdict, standing, now)
    return Leased(answer, lease.token, lease.until) if lease else Leased(answer, "", None)


def take_slot(
    contact: Contact, ask: Ask, standing: Current, *, actor: str, now: datetime, hold_for: timedelta = LEASE
) -> tuple[Verdict, ContactLease | None]:
    """Decide, and take the slot unless the asker is stopped. For callers who hold the turn (`take_lease_turn`)."""
    policy = policy_of(standing)
    verdict = decide_contact(policy, read_situation(contact, policy, ask, now), ask, now)
    if verdict.stopped:
        return verdict, None
    subject = _key_of(contact)
    return verdict, keep_slot(subject, ask, verdict, standing, actor=actor, now=now, hold_for=hold_for)


def keep_slot(
    subject: int,
    ask: Ask,
    verdict: Verdict,
    standing: Current,
    *,
    actor: str,
    now: datetime,
    hold_for: timedelta = LEASE,
) -> ContactLease:
    """Take the slot that a verdict gave, for one of the person's identity keys. For callers who hold the turn."""
    return ContactLease.objects.create(
        token=token_hex(16),
        subject=subject,
        team=ask.team.value,
        medium=ask.medium.value,
        automatic=ask.automatic,
        campaign=ask.campaign[:200],
        actor=actor,
        advised=verdict.advised_only,
        agreement_hash=standing.hash,
        taken_at=now,
        until=now + hold_for,
    )


def _signed(now: datetime) -> Current:
    standing = current(now)
    if standing is None or not standing.signed:
        raise Refused(
            "contact.unsigned",
            "no signed agreement is in force, so no slot can be taken",
            "both teams sign first; the question alone is answered without",
        )
    return standing


def take_lease_turn() -> None:
    """Wait until no other transaction decides on a slot; ends with the transaction. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def give_back(by: Viewer, token: str, now: datetime) -> bool:
    """The taker does not need the slot; False when it was used, given back or expired before.

    Raises `NotFound` for a slot that is nobody's, or another person's (a manager and operations may).
    """
    require(by, Right.see_contacts)
    with transaction.atomic():
        take_lease_turn()
        lease = ContactLease.objects.filter(token=token).first()
        if lease is None or (lease.actor != by.actor and by.role not in (Role.manager, Role.ops)):
            raise NotFound(
                "contact.no_lease", "there is no such slot of yours", "ask again, and take a new one"
            )
        keep_used(lease, now)
        open_ones = ContactLease.objects.filter(pk=lease.pk, ended_at=None, until__gt=now)
        return bool(open_ones.update(ended=GIVEN_BACK, ended_at=now))


def return_slots(tokens: Collection[str], now: datetime) -> None:
    """Slots that Accord itself took are not needed now. Expects a transaction that holds the turn."""
    rows = ContactLease.objects.filter(token__in=list(tokens), ended_at=None, until__gt=now)
    rows.update(ended=GIVEN_BACK, ended_at=now)


def keep_used(lease: ContactLease, now: datetime) -> None:
    """Note which touch used each slot around a person, as the record tells it now. Expects a transaction."""
    seat = Identity.objects.select_related("contact").filter(key=lease.subject).first()
    if seat is None:
        return
    people = people_around(seat.contact)
    since = lease.taken_at - LONGEST_LEASE
    _, used = open_slots(people, find_touches(people, since), since, now)
    for token, touch in used.items():
        rows = ContactLease.objects.filter(token=token, ended_at=None)
        rows.update(ended=USED, ended_at=touch.at, fact=touch.seq)


def _check(by: Viewer, ask: Ask, hold_for: timedelta) -> None:
    if ask.team not in _MAY_TAKE.get(by.role, frozenset()):
        raise Refused(
            "contact.not_your_team",
            "a slot is taken for one's own team",
            "ask without taking it, or let that team take it",
        )
    if not timedelta() < hold_for <= LONGEST_LEASE:
        raise Invalid("contact.lease_length", "a slot is held for at most a day", "give a shorter time")


def _key_of(contact: Contact) -> int:
    """The record that the slot is kept under; a split leaves it with whoever that record is then."""
    return Identity.objects.filter(contact_id=contact.pk).order_by("key").values_list("key", flat=True)[0]
