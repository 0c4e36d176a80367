"""The numbers of send time, each with its formula, its rows, and what must be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps

import numpy as np
from numpy.typing import NDArray

from accord.measures.family import Says, Verdict
from accord.measures.number import Interval, Number, Part, Rows
from accord.measures.scope import Scope
from accord.measures.send_time.effect import Difference
from accord.measures.send_time.fit import between
from accord.measures.send_time.lines import PARTS, WEEKDAYS
from accord.measures.wilson import ENOUGH, wilson
from accord.vocabulary.said import joined, said

OF = "send:"
CLAUSE = "contact_policy.hours"
_SENT = (
    "e-mails of marketing that did not bounce, seven days old or older, to people whose zone is known and who were not "
    "away"
)
_RATE = "e-mails clicked or answered by people within seven days / e-mails sent, by the recipient's own clock; {more}"
_DRAWN = "drawn towards its neighbouring hours and days where few"
_APART = {
    "office": ("Office hours beside other times", "Monday to Friday, 8 to 18 there, less all other times"),
    "weekend": ("Weekends beside working days", "Saturday and Sunday less Monday to Friday"),
}
_LEFT_OUT = (
    ("away", "Sent to somebody away", "an out-of-office reply said so: a day before it, or until the day it names"),
    ("nowhere", "Sent where no zone is known", "neither the person's zone nor a country with one zone is recorded"),
    ("young", "Sent within seven days", "too young: an answer may still come"),
)  # fmt: skip


def label_of(at: int, *, part: bool = False) -> str:
    """A cell in words: `Tuesday 9:00`; a part of a day: `Tuesday morning, 6-12`."""
    if part:
        return f"{WEEKDAYS[at // 4]} {PARTS[at % 4]}"
    return f"{WEEKDAYS[at // 24]} {at % 24}:00"


def says_of(verdict: Verdict, sent: int) -> str:
    """What is said of a part of the week beside the rest."""
    if not sent:
        return "nothing sent"
    if verdict.says is Says.few:
        return said("not enough data: %(n)s more sends", n=f"{verdict.missing:,}")
    return str(verdict.says)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the numbers of one week: everybody's, or one group's (`of`)."""

    scope: Scope
    by: str
    of: str
    random: bool

    def hour(self, at: int, sent: int, hits: int, rate: float, low: float, high: float) -> Number:
        """The rate of one hour; without a mail there no value: what is thought of it is a guess."""
        cell = f"h{at // 24}-{at % 24}"
        return self._rate(
            cell, label_of(at), sent, hits, rate if sent else None, Interval(low, high) if sent else None
        )

    def part(self, at: int, sent: int, hits: int, drawn: NDArray[np.float64]) -> Number:
        """The rate of a part of a day: the mean of its hours."""
        cell, label = f"p{at // 4}-{at % 4}", label_of(at, part=True)
        span = between(drawn, 0.95) if sent else None
        return self._rate(cell, label, sent, hits, float(drawn.mean()) if sent else None, span)

    def whole(self, sent: int, hits: int) -> Number:
        """The rate of everything, as counted."""
        formula = _RATE.format(more="as counted")
        return self._number("rate", "Answered", hits / sent if sent else None, "share", formula,
                            rows=self._rows(hits, tried="answered"), interval=wilson(hits, sent),
                            enough=sent >= ENOUGH, part=Part(hits, sent, "e-mails sent"))  # fmt: skip

    def sent(self, cell: str, label: str, count: int) -> Number:
        """How many were sent."""
        name = f"sent:{cell}" if cell else "sent"
        return self._number(name, label, count, "mails", _SENT, rows=self._rows(count, cell=cell))

    def apart(
        self, name: str, found: Difference, one: NDArray[np.bool_], answered: NDArray[np.bool_]
    ) -> Number:
        """How much more is answered in one kind of hours than in the others, within campaign and zone."""
        label, what = _APART[name]
        few = (
            said("not enough data: about %(n)s more sends", n=f"{found.missing:,}")
            if found.value is None
            else ""
        )
        nothing = ""
        if found.interval is not None and found.interval.low <= 0 <= found.interval.high:
            nothing = "the interval holds nothing: it may make no difference"
        loose = "" if self.random else "confounded: the hours were chosen, not drawn"
        return self._number(
            name, label, found.value, "share", f"share answered, {what}; within the same campaign and zone",
            rows=self._rows(int((one & answered).sum()), cell=f"{name[0]}1", tried="answered"),
            enough=found.value is not None, note=joined(few, nothing, loose), interval=found.interval,
            part=Part(int((one & answered).sum()), int(one.sum()), "e-mails sent"),
        )  # fmt: skip

    def holidays(
        self, holiday: NDArray[np.bool_], answered: NDArray[np.bool_], days: Sequence[str], found: Difference
    ) -> Number:
        """The rate on public holidays of the recipient's country, beside other days of the same campaigns."""
        sent, hits = int(holiday.sum()), int((holiday & answered).sum())
        few = "" if sent >= ENOUGH else said("not enough data: %(n)s more sends on holidays", n=ENOUGH - sent)
        beside = "" if found.value is None or found.interval is None else said(
            "%(value)s %% beside other days of the same campaigns (%(low)s to %(high)s %%)",
            value=f"{100 * found.value:+.1f}",
            low=f"{100 * found.interval.low:.1f}",
            high=f"{100 * found.interval.high:.1f}",
        )  # fmt: skip
        where = (("off_days", dumps(sorted(days) or ["-"])),)
        return self._number(
            "holidays", "On public holidays there", hits / sent if sent else None, "share",
            _RATE.format(more="public holidays of the recipient's country, as counted"),
            rows=self._rows(hits, tried="answered", where=where), enough=not few, note=joined(few, beside),
            interval=wilson(hits, sent), part=Part(hits, sent, "e-mails sent on holidays"),
        )  # fmt: skip

    def left_out(self, *counts: int) -> tuple[Number, ...]:
        """What is not among the mails, each kind with its rows: of everybody, whatever the group."""
        everyone = Maker(self.scope, self.by, "", random=False)
        return tuple(
            everyone._number(name, label, count, "mails", formula, rows=everyone._rows(count, tried=name))
            for (name, label, formula), count in zip(_LEFT_OUT, counts, strict=True)
        )

    def _rate(
        self, cell: str, label: str, sent: int, hits: int, rate: float | None, span: Interval | None
    ) -> Number:
        raw = said("%(raw)s %% as counted", raw=f"{100 * hits / sent:.1f}") if sent else "nothing sent"
        few = said("only %(n)s sent: read the interval", n=sent) if 0 < sent < ENOUGH else ""
        return self._number(
            cell, label, rate, "share", _RATE.format(more=_DRAWN), rows=self._rows(hits, cell=cell, tried="answered"),
            enough=sent >= ENOUGH, note=joined(raw, few), interval=span, part=Part(hits, sent, "e-mails sent"),
        )  # fmt: skip

    def _number(
        self, name: str, label: str, value: float | int | None, unit: str, formula: str, **more: object
    ) -> Number:
        full = f"{OF}{self.by}:{self.of}:{name}"
        return self.scope.number(full, label, value, unit, formula, "send_slots", clause=CLAUSE, **more)

    def _rows(
        self, count: int, *, cell: str = "", tried: str = "sent", where: tuple[tuple[str, str], ...] = ()
    ) -> Rows:
        group = (("dimension", self.by), ("word", self.of)) if self.of else ()
        cells = (("cell", cell),) if cell else ()
        step = (("step", "random"),) if self.random else ()
        return Rows("rows_send_time", count, (("tried", tried), *group, *cells, *step, *where))
