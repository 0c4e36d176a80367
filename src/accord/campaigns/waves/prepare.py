"""Letters made ready together: asked about in one go, each with its slot of the contact policy; taken one by one."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from django.db.models import F

from accord.agreement.contact import Ask, Situation, decide_contact
from accord.agreement.contact import Taken as SlotTaken
from accord.campaigns.models import Addressee, Wave
from accord.campaigns.shapes import Campaign
from accord.campaigns.waves.freeze import ask_of, excluded_by, left_out, reason_of
from accord.campaigns.waves.mailboxes import Mailbox, find_bounced, find_mailboxes
from accord.contacts.consent import hold
from accord.contacts.leases import keep_slot, return_slots
from accord.contacts.may_contact import policy_of
from accord.contacts.models import Contact, Identity
from accord.contacts.situation import read_situations, taken_of
from accord.teams.agreements import Current
from accord.vocabulary.waves import Fate, Left

TOGETHER = 50
HANDED = (Fate.sending, Fate.sent, Fate.bounced, Fate.refused, Fate.unknown)
Wait = Callable[[Mailbox], datetime | None]  # until when an address has to wait its turn; None: it may go


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter whose slot is taken: the person may be written to by what was known of them then."""

    row: Addressee
    box: Mailbox
    situation: Situation
    lease: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter to carry: whose, which arm's words, under which id."""

    row: int
    box: Mailbox
    arm: str
    message_id: str
    lease: str
    chance: float | None


def prepare(wave: Wave, campaign: Campaign, standing: Current, ready: deque[Prepared], now: datetime) -> bool:
    """Make the letters that are due next ready; False when none is due. Expects the turn of the contact policy.

    Who may not be written to is put off until they may, or excluded, each with its reason.
    """
    # What has a slot already is ready with another carrier of this wave, who lives or was taken for dead.
    due = Addressee.objects.filter(wave=wave, fate=Fate.waiting.value, lease="", due_at__lte=now)
    rows = list(due.order_by("due_at", "pk")[:TOGETHER])
    boxes = dict(_reachable(rows, campaign, now))
    ask, policy = ask_of(campaign), policy_of(standing)
    people = Contact.objects.select_related("account").in_bulk([box.contact for box in boxes.values()])
    situations = read_situations(list(people.values()), policy, ask, now)
    granted: dict[tuple[str, int], list[SlotTaken]] = defaultdict(list)
    for row in rows:
        box = boxes.get(row.pk)
        if box is None:
            continue
        around = granted[("account", box.account) if box.account is not None else ("person", box.contact)]
        situation = situations[box.contact]
        situation = replace(situation, taken=(*situation.taken, *around))
        verdict = decide_contact(policy, situation, ask, now)
        if verdict.stopped:
            why = excluded_by(verdict, campaign.plan.ends_at)
            _leave(
                row,
                {"fate": Fate.excluded.value, **why} if why else _later(verdict.when, reason_of(verdict)),
                now,
            )
            continue
        lease = keep_slot(box.key, ask, verdict, standing, actor="rule", now=now)
        around.append(taken_of(lease, box.contact))
        _leave(row, {"lease": lease.token}, now)
        ready.append(Prepared(row, box, situation, lease.token))
    return bool(rows)


def take(
    one: Prepared, campaign: Campaign, standing: Current, claim: int, wait: Wait, now: datetime
) -> Taken | None:
    """Take one letter; None where its turn has to wait, or what was known when it was made ready holds no more."""
    row, ask = one.row, ask_of(campaign)
    until = wait(one.box)
    if until is None:
        until = _still(one, ask, standing, campaign, now)
    if until is not None:
        return_slots([one.lease], now)
        _leave(row, {"due_at": until, "lease": ""}, now)
        return None
    message = row.message_id or token_hex(16)
    mine = Addressee.objects.filter(pk=row.pk, fate=Fate.waiting.value, lease=one.lease)
    taken = mine.update(
        fate=Fate.sending.value, claim=claim, message_id=message, tries=F("tries") + 1, why="", sentence="",
        clause="", until=None, moved_at=now,
    )  # fmt: skip
    return Taken(row.pk, one.box, row.arm, message, one.lease, row.chance) if taken else None


def _still(one: Prepared, ask: Ask, standing: Current, campaign: Campaign, now: datetime) -> datetime | None:
    """None: it may go. Their own word is asked anew; so is the clock; a wave that moved on asks everything anew."""
    said = hold(list(one.box.keys), ask.purpose, ask.medium)
    situation = replace(one.situation, consents={(ask.purpose, ask.medium): said})
    verdict = decide_contact(policy_of(standing), situation, ask, now)
    if not verdict.stopped and not _pulled(one.box, campaign):
        return None
    return now  # due at once: the next round names the reason, and when it ends


def _reachable(rows: list[Addressee], campaign: Campaign, now: datetime) -> Iterator[tuple[int, Mailbox]]:
    """The mailboxes of those who can be written to, by row; the others are excluded with their reason."""
    subjects = [row.subject for row in rows]
    contacts = dict(Identity.objects.filter(key__in=subjects).values_list("key", "contact_id"))
    boxes = find_mailboxes(set(contacts.values()))
    bounced = find_bounced(boxes.values())
    pulled = {one.account_id for one in campaign.pulled}
    keys = [key for box in boxes.values() for key in box.keys]
    handed = Addressee.objects.filter(campaign=campaign.key, subject__in=keys)
    got = set(handed.filter(fate__in=[fate.value for fate in HANDED]).values_list("subject", flat=True))
    seen: set[int] = set()
    for row in rows:
        box = boxes.get(contacts.get(row.subject, 0))
        left = left_out(box, pulled=pulled, bounced=bounced)
        if left is None and box is not None and (box.contact in seen or not got.isdisjoint(box.keys)):
            left = Left.got_it
        if left is not None or box is None:
            _leave(row, {"fate": Fate.excluded.value, "why": (left or Left.gone).value}, now)
            continue
        seen.add(box.contact)
        yield row.pk, box


def _pulled(box: Mailbox, campaign: Campaign) -> bool:
    return box.account is not None and any(one.account_id == box.account for one in campaign.pulled)


def _later(when: datetime | None, why: dict[str, object]) -> dict[str, object]:
    return {"due_at": when, **why}


def _leave(row: Addressee, changes: dict[str, object], now: datetime) -> None:
    Addressee.objects.filter(pk=row.pk).update(moved_at=now, **changes)
