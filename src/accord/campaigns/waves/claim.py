"""The next letter, taken by one carrier, and what became of the one before: never twice, never against the policy.

A letter is `sending` in the record before its first byte leaves, and `sent` only when the server has taken it. Whoever
dies between leaves it `sending`: the next carrier calls it `unknown` and sends it no more.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from accord.campaigns.find import get_campaign, may_start
from accord.campaigns.models import Addressee, CampaignAnswer, CampaignRow, Wave
from accord.campaigns.shapes import Campaign
from accord.campaigns.waves.prepare import Prepared, Taken, Wait, prepare, take
from accord.contacts.leases import return_slots
from accord.teams.agreements import Current, current
from accord.teams.people import SYSTEM
from accord.vocabulary.waves import Fate, WaveState

AGAIN_AFTER, MOST_TRIES = timedelta(minutes=5), 5


@dataclass(frozen=True, slots=True)
class Told:
    """What the mail server said to one letter: a fate, or None for "later"."""

    fate: Fate | None
    answer: str = ""


@dataclass(slots=True)
class Trip:
    """One carrier's time with a wave: who carries, what it last saw of the campaign, whose slots it took already."""

    wave: Wave
    claim: int
    campaign: Campaign
    standing: Current | None = None
    seen: tuple[int, int, str] | None = None
    ready: deque[Prepared] = field(default_factory=deque)


def begin(wave: Wave, claim: int, now: datetime) -> tuple[Trip, list[Addressee]]:
    """Begin to carry. What an earlier carrier left on its way is unknown from now on: those letters come beside.

    Expects a transaction that holds the turn of the contact policy.
    """
    lost = list(Addressee.objects.filter(wave=wave, fate=Fate.sending.value).exclude(claim=claim))
    rows = Addressee.objects.filter(pk__in=[row.pk for row in lost])
    rows.update(fate=Fate.unknown.value, answer="whoever carried it died before the answer", moved_at=now)
    for row in lost:
        row.moved_at = now
    let_go(Addressee.objects.filter(wave=wave, fate=Fate.waiting.value).exclude(lease=""), now)
    return Trip(wave, claim, get_campaign(SYSTEM, wave.campaign_id, now)), lost


def end(trip: Trip, now: datetime) -> None:
    """End it: slots that were taken and not used are given back. Expects a transaction that holds the turn."""
    let_go(Addressee.objects.filter(pk__in=[one.row.pk for one in trip.ready], fate=Fate.waiting.value), now)
    trip.ready.clear()


def let_go(rows: QuerySet[Addressee], now: datetime) -> None:
    """Give the slots of letters back that have not left."""
    return_slots(list(rows.values_list("lease", flat=True)), now)
    rows.update(lease="")


def take_next(trip: Trip, wait: Wait, now: datetime) -> Taken | None:
    """Take the next letter that is due; None when none is, or the wave may not go on (it is paused then, and says why).

    Who may not be written to is put off until they may, or excluded, each with its reason. Expects a transaction that
    holds the turn of the contact policy.
    """
    if not _may_go_on(trip, now) or trip.standing is None:
        return None
    while True:
        while trip.ready:
            taken = take(trip.ready.popleft(), trip.campaign, trip.standing, trip.claim, wait, now)
            if taken is not None:
                return taken
        if not prepare(trip.wave, trip.campaign, trip.standing, trip.ready, now):
            return None


def settle(trip: Trip, taken: Taken, told: Told, now: datetime) -> bool:
    """Write what became of a letter; False where somebody settled it meanwhile. Expects a transaction."""
    mine = Addressee.objects.filter(
        pk=taken.row, claim=trip.claim, fate__in=[Fate.sending.value, Fate.unknown.value]
    )
    answer = told.answer[:200]
    if told.fate is not None:
        return bool(mine.update(fate=told.fate.value, answer=answer, moved_at=now))
    return_slots([taken.lease], now)
    tries = mine.values_list("tries", flat=True).first() or 0
    if tries >= MOST_TRIES:
        return bool(mine.update(fate=Fate.refused.value, answer=answer, moved_at=now))
    due = now + AGAIN_AFTER * 2**tries
    return bool(mine.update(fate=Fate.waiting.value, due_at=due, answer=answer, lease="", moved_at=now))


def _may_go_on(trip: Trip, now: datetime) -> bool:
    wave = Wave.objects.select_for_update().filter(pk=trip.wave.pk).first()
    if wave is None or wave.state != WaveState.running:
        return False
    row = CampaignRow.objects.filter(pk=wave.campaign_id).values_list("version", flat=True).first()
    standing = current(now)
    answers = CampaignAnswer.objects.filter(campaign=wave.campaign_id).count()
    seen = (row or 0, answers, standing.hash if standing else "")
    if seen != trip.seen:
        trip.campaign, trip.standing, trip.seen = get_campaign(SYSTEM, wave.campaign_id, now), standing, seen
    agreed = standing is not None and standing.signed
    verdict = may_start(trip.campaign, now, sending=wave.hash, agreed=agreed)
    if verdict.start:
        return True
    why = verdict.bars[0].value
    Wave.objects.filter(pk=wave.pk).update(
        state=WaveState.paused.value, why=why, moved_at=now, moved_by="rule", version=F("version") + 1
    )
    return False
