"""The work of a wave: freeze its audience, then letter by letter, until none is due. Killed anywhere, nothing repeats.

Two transactions stand around each letter: it is `sending` before its first byte leaves, and what became of it is
written with the taking of the next. So a kill leaves one letter a line of which nobody knows.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction

from accord.campaigns.find import get_campaign
from accord.campaigns.models import Addressee, Wave
from accord.campaigns.shapes import Arm
from accord.campaigns.signed_part import signed_words
from accord.campaigns.waves.claim import Told, Trip, begin, end, settle, take_next
from accord.campaigns.waves.freeze import called, freeze
from accord.campaigns.waves.prepare import Taken
from accord.contacts.leases import take_lease_turn
from accord.ledger.jobs import ClaimedJob, enqueue_job, extend_lease
from accord.ledger.outbox_hold import is_held
from accord.ledger.sql import in_chunks, take_turn
from accord.reporting.campaigns.audience import audience_of
from accord.teams.agreements import current
from accord.teams.people import SYSTEM
from accord.vocabulary.waves import Fate, WaveState
from accord.workflows.campaign_mail import CampaignMail, get_campaign_mail
from accord.workflows.carriers import Carrier, open_carrier
from accord.workflows.letters import make_letter
from accord.workflows.wave_facts import record_sent, tell_resolved
from accord.workflows.wave_pace import Pacer
from accord.workflows.work import utc_now

SEND_WAVE = "send_wave"
LEASE = timedelta(minutes=1)  # a carrier that is silent for so long is taken for dead
_SLICE = 20.0  # seconds of work before the row is put back, so that other waves come round
_PEOPLE = 200  # frozen in one transaction
_HELD = timedelta(seconds=30)
log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def do_send_wave(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part; returns when it is due again."""
    return send_wave(job, utc_now)


def plan_wave(key: int, now: datetime) -> None:
    """See to it that a wave is worked on. In the transaction of whatever makes that needed."""
    enqueue_job(SEND_WAVE, str(key), due_at=now)


def send_wave(job: ClaimedJob, clock: Clock, *, work_for: float = _SLICE) -> datetime | None:
    """Work on a wave for a while; when it is due again, None when it is at rest or over.

    Raises `ForNow` while the mail server cannot be reached: no letter is touched then.
    """
    now = clock()
    wave = Wave.objects.filter(pk=int(job.key)).first()
    if wave is None or wave.state != WaveState.running:
        return None
    if is_held():
        return now + _HELD
    if extend_lease(job, now, LEASE) is None:
        return None
    if wave.frozen_at is None:
        _freeze(job, wave, clock)
    mail = get_campaign_mail()
    with transaction.atomic():
        take_lease_turn()
        take_turn()
        trip, lost = begin(wave, job.claim, clock())
        for row in lost:
            tell_resolved(row, clock())
    try:
        _carry_all(trip, mail, clock, job, until=monotonic() + work_for)
    finally:
        with transaction.atomic():
            take_lease_turn()
            end(trip, clock())
    return _due_again(wave, clock())


def _carry_all(trip: Trip, mail: CampaignMail, clock: Clock, job: ClaimedJob, *, until: float) -> None:
    """Letter by letter, until none is due or the time is over."""
    pacer = Pacer(mail.pace, clock())
    arms, _ = signed_words(trip.wave.text)
    name = called(trip.campaign)
    renewed = monotonic()
    with open_carrier(mail) as carrier:
        before: tuple[Taken, Told] | None = None
        while True:
            if monotonic() - renewed > LEASE.total_seconds() / 4:
                renewed = monotonic()
                if extend_lease(job, clock(), LEASE) is None:
                    until = 0.0  # somebody else carries it now: settle, then leave
            more = monotonic() < until and _ready(carrier, trip, before, clock)
            taken = _step(trip, before, pacer, clock(), more=more)
            if taken is None:
                break
            before = (taken, _carry(carrier, mail, taken, arms, trip, name, clock))
            pacer.went(taken.box, clock())


def _carry(
    carrier: Carrier,
    mail: CampaignMail,
    taken: Taken,
    arms: Sequence[Arm],
    trip: Trip,
    name: str,
    clock: Clock,
) -> Told:
    """Write a letter and hand it over. One that cannot be written waits, and is given up after a few tries."""
    try:
        letter = make_letter(mail, taken, arms, trip.wave.campaign_id, name, clock())
    except Exception as problem:  # whatever stops one person's letter must not stop the others'
        log.exception("a letter cannot be written")
        return Told(None, f"cannot be written: {type(problem).__name__}")
    return carrier.carry(letter)


def _ready(carrier: Carrier, trip: Trip, before: tuple[Taken, Told] | None, clock: Clock) -> bool:
    """Be connected before a letter is taken; where that fails, what is known is written first."""
    try:
        carrier.ready()
    except Exception:
        if before is not None:
            with transaction.atomic():
                take_lease_turn()
                _settle(trip, *before, clock())
        raise
    return True


def _step(
    trip: Trip, before: tuple[Taken, Told] | None, pacer: Pacer, now: datetime, *, more: bool
) -> Taken | None:
    """One transaction: what became of the letter before, and the next one taken."""
    with transaction.atomic():
        take_lease_turn()
        take_turn()
        if before is not None:
            _settle(trip, *before, now)
        return take_next(trip, lambda box: pacer.wait(box, now), now) if more else None


def _settle(trip: Trip, taken: Taken, told: Told, now: datetime) -> None:
    if settle(trip, taken, told, now) and told.fate in (Fate.sent, Fate.bounced, Fate.unknown):
        gone = f"hard {told.answer}" if told.fate is Fate.bounced else ""
        record_sent(taken.box, trip.campaign, taken.message_id, taken.arm, taken.chance, now, bounced=gone)


def _freeze(job: ClaimedJob, wave: Wave, clock: Clock) -> None:
    """Freeze the audience part by part; begun anew after a kill, it adds what is missing."""
    now = clock()
    campaign = get_campaign(SYSTEM, wave.campaign_id, now)
    standing = current(now)
    if standing is None or not standing.signed:
        return
    people = sorted(audience_of(SYSTEM, campaign.plan.segment, now).contacts)
    for some in in_chunks(people, _PEOPLE):
        with transaction.atomic():
            freeze(wave, campaign, some, standing, clock())
        if extend_lease(job, clock(), LEASE) is None:
            return
    with transaction.atomic():
        Wave.objects.filter(pk=wave.pk, frozen_at=None).update(frozen_at=clock())


def _due_again(wave: Wave, now: datetime) -> datetime | None:
    """When the next letter is due; a wave whose letters have all left, or never will, is done."""
    with transaction.atomic():
        standing = Wave.objects.select_for_update().get(pk=wave.pk)
        if standing.state != WaveState.running:
            return None
        if standing.frozen_at is None:
            return now
        rows = Addressee.objects.filter(wave=wave)
        due = rows.filter(fate=Fate.waiting.value).order_by("due_at").values_list("due_at", flat=True).first()
        if due is not None:
            return max(due, now)
        if not rows.filter(fate=Fate.sending.value).exists():
            standing.state, standing.moved_at, standing.moved_by = WaveState.done.value, now, "rule"
            standing.version += 1
            standing.save(update_fields=["state", "moved_at", "moved_by", "version"])
    return None
