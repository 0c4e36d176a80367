"""One week: what is known of its hours, the choice between parts of its days, and what may be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from accord.measures.family import Verdict
from accord.measures.scope import Scope
from accord.measures.send_time.effect import Sends, counted, planned, weigh
from accord.measures.send_time.fit import CELLS, Best, Known, best_of, fit_week, fit_within
from accord.measures.send_time.judging import SLOTS, differs, in_office, judge, slots_of
from accord.measures.send_time.lines import Hour, Slot
from accord.measures.send_time.material import Material
from accord.measures.send_time.numbers import Maker, label_of, says_of
from accord.measures.wilson import Z95
from accord.vocabulary.said import said

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def week_of(scope: Scope, found: Material, mine: Flags | None, everybody: Known) -> "Week":
    """Everybody's week, or that of some, drawn towards everybody else's."""
    which = np.ones(len(found.sends), np.bool_) if mine is None else mine
    sends = found.sends.some(which)
    known = everybody
    if mine is not None:
        others = found.sends.some(~which)
        towards = fit_week(*counted(others, weigh(others), CELLS), only=everybody.likeliest)
        known = fit_within(*counted(sends, weigh(sends), CELLS), towards)
    rate = float(sends.answered.mean()) if len(sends) else 0.0
    # The same mails under the same words give the same draws, on every machine and every day.
    seed = crc32(scope.reading.hash.encode()) + len(sends)
    draws = np.minimum(rate * np.exp(known.draws(seed)), 1.0)
    tried = np.unique(slots_of(sends.cell))
    best = best_of(_in_parts(draws)[:, tried]) if len(tried) else Best(np.zeros(0), np.zeros(0))
    return Week(sends, which, rate, known, draws, best, tried, seed)


@dataclass(frozen=True, slots=True)
class Week:
    """One week on its way: its mails, what is known of each hour, and the choice between parts of days."""

    sends: Sends
    mine: Flags  # of the material
    rate: float
    known: Known
    draws: Floats  # of the rate at each hour
    best: Best  # between the parts of days in which something was sent
    tried: NDArray[np.int64]  # those parts
    seed: int

    def judged(self) -> list[Verdict]:
        """Every part of the week beside the rest."""
        return judge(self.sends, weigh(self.sends), self.seed)

    def says(self, verdicts: Sequence[Verdict]) -> str:
        """Whether any part of the week differs, and where nothing can be told, why."""
        if not len(self.sends):
            return "no mail to people whose zone is known has had seven days to be answered"
        if len(np.unique(self.sends.cell)) == 1:
            return said(
                "everything was sent in one hour of the week, %(when)s: there is nothing to compare",
                when=label_of(int(self.sends.cell[0])),
            )
        if not any(each.missing == 0 for each in verdicts):
            return "too few answers to tell one part of the week from another"
        if not differs(verdicts):
            return "every difference between parts of the week is within noise"
        return "some parts of the week are answered more than others, by more than noise"

    def advice(self, random: bool, verdicts: Sequence[Verdict]) -> str:
        """What to choose where a difference is sure and not confounded; else how many more sends it takes."""
        if not len(self.sends):
            return "send a campaign, and bring its events"
        if random and differs(verdicts):
            at = int(self.best.regret.argmin())
            return said(
                "send in the %(part)s: %(chance)s %% sure to be the best of those tried, and %(regret)s answers in a "
                "thousand mails lost where it is not",
                part=label_of(int(self.tried[at]), part=True),
                chance=f"{100 * float(self.best.chance[at]):.0f}",
                regret=f"{1000 * float(self.best.regret[at]):.1f}",
            )  # fmt: skip
        more = planned(self.sends, in_office(self.sends.cell))
        return said("not enough data: about %(n)s more sends at slots drawn at random", n=f"{more:,}")

    def hours(self, maker: Maker) -> tuple[Hour, ...]:
        """All 168, in the order of the week."""
        if not len(self.sends):
            return ()
        sent = np.bincount(self.sends.cell, minlength=CELLS)
        hits = np.bincount(self.sends.cell, weights=self.sends.answered, minlength=CELLS).astype(np.int64)
        low, high = self.known.at(Z95)
        scale = [np.minimum(self.rate * np.exp(each), 1.0) for each in (self.known.middle, low, high)]
        return tuple(
            Hour(at // 24, at % 24, int(sent[at]), int(hits[at]),
                 maker.hour(at, int(sent[at]), int(hits[at]), *(float(each[at]) for each in scale)))
            for at in range(CELLS)
        )  # fmt: skip

    def slots(self, maker: Maker, verdicts: Sequence[Verdict]) -> tuple[Slot, ...]:
        """All 28 parts of days, in the order of the week."""
        if not len(self.sends):
            return ()
        part = slots_of(self.sends.cell)
        sent = np.bincount(part, minlength=SLOTS)
        hits = np.bincount(part, weights=self.sends.answered, minlength=SLOTS).astype(np.int64)
        drawn = _in_parts(self.draws)
        place = {int(at): n for n, at in enumerate(self.tried)}
        return tuple(
            Slot(
                cell=f"p{at // 4}-{at % 4}",
                weekday=at // 4,
                label=label_of(at, part=True),
                sends=maker.sent(f"p{at // 4}-{at % 4}", label_of(at, part=True), int(sent[at])),
                rate=maker.part(at, int(sent[at]), int(hits[at]), drawn[:, at]),
                best_share=float(self.best.chance[place[at]]) if at in place else None,
                regret=float(self.best.regret[place[at]]) if at in place else None,
                says=says_of(verdicts[at], int(sent[at])),
            )
            for at in range(SLOTS)
        )


def _in_parts(draws: Floats) -> Floats:
    return np.asarray(draws.reshape(len(draws), SLOTS, CELLS // SLOTS).mean(axis=2))
