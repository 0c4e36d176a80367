"""The people and buyers of `benchmarks.siloed`, drawn once a seed and lived through twice; and the life with a wall.

Both lives share the buyers, when they came, how likely each is to buy, the reps, when each is there, how soon each
would get to each lead, which leads each would leave lying, and how many first attempts a day holds.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from accord.agreement.clocks import OpenHours, open_hours
from accord.agreement.shape import Document
from accord.measures.promised_times import first_calendar
from accord.simulation import HALDEN, SILOED, simulate
from accord.simulation.shapes import NONE
from accord.vocabulary.errors import Invalid

REPS = 4
NOW = datetime(2027, 4, 5, tzinfo=UTC)
WEEKS = 9  # of arrivals
AFTER = timedelta(days=21)  # and so long until it is counted
ZONE = ZoneInfo("Europe/Amsterdam")
HOT, OTHERS = timedelta(minutes=30), timedelta(hours=4)  # of working time: the agreement's own promises


@dataclass(frozen=True, slots=True)
class Habits:
    """What is assumed of people; shares are 0-1. `response` alone is of Accord's life only."""

    neglect: float = SILOED.never_followed_share  # of leads a rep would leave lying, told once
    spared: float = SILOED.hand_raise_attention  # of those: spared because the buyer asked by hand
    delay_hours: float = 6.0  # working hours until a rep gets to a lead that they mean to call: median
    spread: float = SILOED.response_spread  # of its logarithm
    per_day: int = 6  # first attempts one rep makes in a day, at most
    sick_share: float = 0.02  # of working days: somebody falls ill, for two days, and tells no system
    response: float = 0.5  # chance that one reminder (or alarm) of Accord's makes its reader act
    reaction_hours: float = 1.0  # working hours from reading it to acting: median
    half_life: float = 5.0  # working days of waiting that halve a buyer's chance
    unasked: float = 0.1  # of their chance is left to buyers whom nobody calls


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who met the definition: when, whether by asking, and how likely they are to buy when called at once."""

    name: str
    at: datetime
    hot: bool
    chance: float


@dataclass(frozen=True, slots=True)
class World:
    """One draw. Matrices are leads x reps (x tries)."""

    leads: tuple[Lead, ...]
    office: OpenHours
    there: tuple[OpenHours, ...]  # when each rep is at work
    holidays: tuple[tuple[date, date], ...]  # one of each rep: known beforehand
    leaves_at: datetime  # when the last rep leaves the company
    until: datetime
    inclined: np.ndarray
    delay: np.ndarray
    moved: np.ndarray
    reaction: np.ndarray


class Diary:
    """First attempts of a day that a rep can still make."""

    def __init__(self, world: World, per_day: int) -> None:
        self.there, self.per_day, self.made = world.there, per_day, Counter[tuple[int, date]]()

    def slot(self, rep: int, at: datetime) -> datetime:
        """This instant, or the beginning of the first later day that is not full. Raises `Invalid` for who has left."""
        while self.made[rep, at.astimezone(ZONE).date()] >= self.per_day:
            at = self.there[rep].next_open(_midnight(at.astimezone(ZONE).date() + timedelta(days=1)))
        return at

    def note(self, rep: int, at: datetime) -> None:
        """One attempt is made."""
        self.made[rep, at.astimezone(ZONE).date()] += 1


def draw(seed: int, habits: Habits, document: Document, people: int = 1_500) -> World:
    """Buyers of the simulated company who met the definition both teams signed, one of an account; and the reps."""
    strict = replace(SILOED, loose_definition=False)
    sim = simulate(replace(HALDEN, people=people, months=3, behaviour=strict), seed, NOW)
    hands, begin = sim.handovers, sim.until - WEEKS * 7 * 86_400
    chosen, seen = [], set()
    fits = hands.meets_definition & ~hands.known_account & (hands.qualified_at >= begin)
    for n in sorted(np.flatnonzero(fits), key=lambda n: int(hands.qualified_at[n])):
        account = int(sim.people.account[hands.person[n]])
        if account not in seen:
            seen.add(account)
            chosen.append(n)
    leads = tuple(
        Lead(
            f"p{hands.person[n]}",
            datetime.fromtimestamp(int(hands.qualified_at[n]), UTC),
            bool(hands.asked_at[n] != NONE and hands.asked_at[n] <= hands.qualified_at[n]),
            float(sim.people.propensity[hands.person[n]]),
        )
        for n in chosen
    )
    rng = np.random.Generator(np.random.PCG64([seed, 4]))
    calendar = first_calendar(document)
    assert calendar is not None
    office = open_hours(calendar[1], date(2026, 12, 1), date(2027, 12, 31))
    first = datetime.fromtimestamp(begin, UTC).date()
    holidays, there = _absences(rng, habits, office, first)
    leaves_at = _midnight(first + timedelta(days=int(rng.integers(21, 36)))) + timedelta(hours=18)
    there[-1] = there[-1].without([(leaves_at, datetime(2027, 12, 31, tzinfo=UTC))])
    shape = (len(leads), REPS)
    return World(
        leads=leads,
        office=office,
        there=tuple(there),
        holidays=tuple(holidays),
        leaves_at=leaves_at,
        until=NOW + AFTER,
        inclined=rng.random(shape),
        delay=rng.lognormal(np.log(habits.delay_hours), habits.spread, shape),
        moved=rng.random((*shape, 8)),
        reaction=rng.lognormal(np.log(habits.reaction_hours), 0.7, (*shape, 8)),
    )


def _absences(
    rng: np.random.Generator, habits: Habits, office: OpenHours, first: date
) -> tuple[list[tuple[date, date]], list[OpenHours]]:
    holidays, there = [], []
    for _rep in range(REPS):
        monday = first - timedelta(days=first.weekday()) + timedelta(weeks=int(rng.integers(1, WEEKS)))
        away = [(monday, monday + timedelta(days=4))]
        ill = [first + timedelta(days=d) for d in range(WEEKS * 7 + 21) if rng.random() < habits.sick_share]
        away += [(day, day + timedelta(days=1)) for day in ill]
        spans = [(_midnight(a), _midnight(b + timedelta(days=1))) for a, b in away]
        holidays.append(away[0])
        there.append(office.without(spans))
    return holidays, there


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def means_to(world: World, habits: Habits, lead: int, rep: int) -> bool:
    """Whether this rep would get to this lead by themselves, once told of it."""
    spared = 1 - habits.spared if world.leads[lead].hot else 1.0
    return bool(world.inclined[lead, rep] >= habits.neglect * spared)


def gets_to(world: World, lead: int, rep: int, told: datetime) -> datetime:
    """When they get to it, once they are at work. Raises `Invalid` for who has left."""
    start = world.there[rep].next_open(told)
    return world.there[rep].due(start, timedelta(hours=float(world.delay[lead, rep])))


def behind_a_wall(world: World, habits: Habits, days: int) -> dict[int, datetime]:
    """First attempts by lead, when a list is handed over at 9:00 each Monday (`days` 7) or each working day (1).

    Lines go round the reps in order, whoever is away or has left; nobody reminds, nothing is given to another.
    """
    wanted = []
    for n, lead in enumerate(world.leads):
        rep = n % REPS
        handed = _next_list(lead.at, days)
        if means_to(world, habits, n, rep):
            try:
                wanted.append((gets_to(world, n, rep, handed), n, rep))
            except Invalid:
                continue
    diary, made = Diary(world, habits.per_day), {}
    for at, n, rep in sorted(wanted):
        try:
            slot = diary.slot(rep, at)
        except Invalid:
            continue
        diary.note(rep, slot)
        if slot < world.until:
            made[n] = slot
    return made


def _next_list(at: datetime, days: int) -> datetime:
    day = at.astimezone(ZONE).date()
    while True:
        nine = _midnight(day) + timedelta(hours=9)
        if nine > at and day.weekday() < 5 and (days == 1 or day.weekday() == 0):
            return nine
        day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one life: shares 0-1 of all leads, hours on the wall of those that were called."""

    called: float
    in_time: float
    median: float
    p90: float
    conversion: float
    patient: float  # conversion, were waiting to cost nothing


def result(world: World, habits: Habits, attempts: dict[int, datetime]) -> Result:
    """Conversion is expected, not drawn: chance x 0.5 ** (working days waited / half-life); a share of it uncalled."""
    hours, in_time, bought, patient = [], 0, 0.0, 0.0
    for n, lead in enumerate(world.leads):
        at = attempts.get(n)
        if at is None:
            bought += lead.chance * habits.unasked
            patient += lead.chance * habits.unasked
            continue
        worked = world.office.elapsed(lead.at, at)
        hours.append((at - lead.at) / timedelta(hours=1))
        in_time += worked <= (HOT if lead.hot else OTHERS)
        waited = worked / timedelta(hours=7.75)
        patient += lead.chance
        bought += lead.chance * max(habits.unasked, 0.5 ** (waited / habits.half_life))
    n = len(world.leads)
    found = np.array(hours) if hours else np.array([np.nan])
    median, p90 = float(np.median(found)), float(np.quantile(found, 0.9))
    return Result(len(hours) / n, in_time / n, median, p90, bought / n, patient / n)
