"""One live lead: its facts in, its journey out, interpreted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from accord.agreement.tables import Outcome, Tables
from accord.journey import kernel as k
from accord.journey.encode import decided_by, instant, kind_of, microseconds
from accord.journey.fold import fold_one
from accord.journey.kernel import Row
from accord.journey.pack import as_list, work
from accord.vocabulary.facts import Agent, FactKind


class Fact(NamedTuple):
    """One fact as the journey needs it. Its own order is the ledger's: (occurred_at, source, source_id)."""

    occurred_at: datetime
    source: str
    source_id: str
    kind: int
    value: str = ""
    agent: int = 0
    released_at: datetime | None = None  # a click weighs nothing before

    def weighs(self, as_of: datetime) -> bool:
        """Whether it is released by then."""
        return self.released_at is None or self.released_at <= as_of


@dataclass(frozen=True, slots=True)
class Stay:
    """One stage held from an instant to another (None: still). `moved_by` is the fact, None: silence."""

    stage: str
    entered_at: datetime
    left_at: datetime | None
    moved_by: Fact | None


@dataclass(frozen=True, slots=True)
class Pass:
    """One buying cycle of one contact. Scores are milli-points, `klass` a class name or empty."""

    number: int
    opened_at: datetime
    opened_by: Fact
    first_touch_at: datetime | None
    stage: str  # now; empty once the pass has ended
    furthest: str
    stays: tuple[Stay, ...]
    qualified_at: datetime | None
    qualified_by: Fact | None
    fit: int | None  # at qualification
    engagement: int | None
    klass: str
    asked_at: datetime | None  # the first hand-raise
    accepted_at: datetime | None
    attempted_at: datetime | None  # first genuine attempt since it qualified
    connected_at: datetime | None
    won_at: datetime | None
    won_before_first_touch: bool
    closed_at: datetime | None
    closed_by: Fact | None
    outcome: Outcome | None
    ended_at: datetime | None  # of a customer: when they left
    agreement: str = ""  # the hash of the version that judged it, where there are several


@dataclass(frozen=True, slots=True)
class Journey:
    """All passes of one contact as of an instant, and when the stage changes if nothing happens."""

    as_of: datetime
    passes: tuple[Pass, ...]
    stage: str  # empty: not on a journey now
    fit: int  # milli-points now
    engagement: int
    next_change_at: datetime | None


def fold_contact(facts: Iterable[Fact], tables: Tables, as_of: datetime) -> Journey:
    """The journey of one contact as of an instant; later facts are left out. No facts: no passes."""
    ordered = sorted(facts)
    return Reader(ordered, tables, as_of).journey()


class Reader:
    """The rows of one folded contact, read back as words and instants."""

    def __init__(self, ordered: list[Fact], tables: Tables, as_of: datetime) -> None:
        self.ordered = ordered
        self.tables = tables
        self.as_of = as_of
        self.packed = encode_contact([self._held(fact) for fact in ordered], tables)
        self.passes, self.stays = fold_lists(self.packed, microseconds(as_of), as_list(tables))

    def journey(self) -> Journey:
        """The whole journey."""
        passes = tuple(self._pass(row) for row in self.passes)
        if not passes:
            releases = (f.released_at for f in self.ordered if not f.weighs(self.as_of))
            return Journey(self.as_of, (), "", 0, 0, min(filter(None, releases), default=None))
        last = self.passes[-1]
        changes = [
            self._time(last[k.P_NEXT]),
            *(f.released_at for f in self.ordered if not f.weighs(self.as_of)),
        ]
        next_change = min(filter(None, changes), default=None)
        return Journey(
            self.as_of, passes, passes[-1].stage, last[k.P_FIT_NOW], last[k.P_ENGAGEMENT_NOW], next_change
        )

    def _held(self, fact: Fact) -> Fact:
        return fact if fact.weighs(self.as_of) else fact._replace(agent=int(Agent.unknown))

    def _pass(self, row: Row) -> Pass:
        qualified = row[k.P_QUALIFIED_AT] != k.NONE
        return Pass(
            number=row[k.P_NUMBER],
            opened_at=instant(row[k.P_OPENED_AT]),
            opened_by=self.ordered[row[k.P_OPENED_BY]],
            first_touch_at=self._time(row[k.P_TOUCH_AT]),
            stage=self._stage(row[k.P_STAGE]),
            furthest=self._stage(row[k.P_FURTHEST]),
            stays=tuple(self._stay(stay) for stay in self.stays if stay[k.S_NUMBER] == row[k.P_NUMBER]),
            qualified_at=self._time(row[k.P_QUALIFIED_AT]),
            qualified_by=self._fact(row[k.P_QUALIFIED_BY]),
            fit=row[k.P_FIT] if qualified else None,
            engagement=row[k.P_ENGAGEMENT] if qualified else None,
            klass=self.tables.class_names[row[k.P_CLASS]] if row[k.P_CLASS] >= 0 else "",
            asked_at=self._time(row[k.P_ASKED_AT]),
            accepted_at=self._time(row[k.P_ACCEPTED_AT]),
            attempted_at=self._time(row[k.P_ATTEMPTED_AT]),
            connected_at=self._time(row[k.P_CONNECTED_AT]),
            won_at=self._time(row[k.P_WON_AT]),
            won_before_first_touch=row[k.P_WON_EARLY] == 1,
            closed_at=self._time(row[k.P_CLOSED_AT]),
            closed_by=self._fact(row[k.P_CLOSED_BY]),
            outcome=Outcome(row[k.P_OUTCOME]) if row[k.P_OUTCOME] >= 0 else None,
            ended_at=self._time(row[k.P_ENDED_AT]),
        )

    def _stay(self, row: Row) -> Stay:
        return Stay(
            self._stage(row[k.S_STAGE]),
            instant(row[k.S_FROM]),
            self._time(row[k.S_TO]),
            self._fact(row[k.S_BY]),
        )

    def _stage(self, stage: int) -> str:
        return self.tables.stage_ids[stage] if stage >= 0 else ""

    def _time(self, at: int) -> datetime | None:
        return None if at == k.NONE else instant(at)

    def _fact(self, index: int) -> Fact | None:
        return None if index == k.NONE else self.ordered[index]


class Packed(NamedTuple):
    """The facts of one contact as the fold's columns."""

    kinds: list[int]
    at: list[int]
    value: list[int]
    masks: list[int]


def encode_contact(ordered: list[Fact], tables: Tables) -> Packed:
    """The facts of one contact as the fold's lists; they must be in order."""
    packed = Packed([], [], [], [0, 0])
    for fact in ordered:
        packed.kinds.append(kind_of(fact.kind, fact.value, fact.agent))
        packed.at.append(microseconds(fact.occurred_at))
        if fact.kind == FactKind.attribute:
            packed.value.append(len(packed.masks) // 2)
            packed.masks.extend(decided_by(fact.value, tables))
        else:
            packed.value.append(0)
    return packed


def fold_lists(packed: Packed, now: int, t: list[int]) -> tuple[list[Row], list[Row]]:
    """Run the interpreted fold over one contact: (rows of passes, rows of stays)."""
    room, last = 4, len(packed.kinds)
    while not fold_one(0, last, *packed, now, t, w := work(lambda n: [0] * n, room)):
        room *= 4
    rows = range(k.ROWS, k.ROWS + k.PASS_WIDTH * w[k.PASSES], k.PASS_WIDTH)
    stays = range(w[k.STAY_BASE], w[k.STAY_BASE] + k.STAY_WIDTH * w[k.STAYS], k.STAY_WIDTH)
    return [w[at : at + k.PASS_WIDTH] for at in rows], [w[at : at + k.STAY_WIDTH] for at in stays]
