"""Whether a promise is kept: what was promised against what is measured, and never more sure than the rows allow."""

from datetime import date
from enum import StrEnum

from accord.agreement.cycle import find_cycle
from accord.measures.board import PromisePart
from accord.measures.number import Number
from accord.measures.scope import Scope
from accord.vocabulary.quantity import Share


class Kept(StrEnum):
    """What can be said of a promise."""

    kept = "kept"
    broken = "broken"  # under the promise, and so is the whole 95 % interval
    unsure = "unsure"  # under the promise, but the interval reaches it
    running = "running"  # a count of the cycle that is not reached yet, and the cycle is not over
    few = "few"  # too little data to judge by
    shown = "shown"  # measured, but no single figure keeps or breaks it
    unmeasured = "unmeasured"


def kept(part: PromisePart, scope: Scope) -> Kept:
    """The verdict on one part of a promise."""
    number = part.measured
    if number is None:
        return Kept.unmeasured
    promised = Share.read(part.promised)
    if promised is not None and number.unit == "share":
        return kept_share(number, float(promised.as_share))
    if part.promised.isdecimal() and isinstance(number.value, int):
        return _kept_count(number.value, int(part.promised), scope)
    return Kept.shown if number.value is not None else Kept.few


def kept_share(number: Number, promised: float) -> Kept:
    """A share against the promised one; few cases are never called broken."""
    if number.value is None or number.interval is None:
        return Kept.few
    if float(number.value) >= promised:
        return Kept.kept if number.enough else Kept.few
    if not number.enough:
        return Kept.few
    return Kept.broken if number.interval.high < promised else Kept.unsure


def _kept_count(value: int, promised: int, scope: Scope) -> Kept:
    """A count of the cycle: judged over the cycle alone, and broken only when the cycle is over."""
    cycle = _cycle(scope)
    if cycle is None or scope.window is None or scope.window.start != cycle[0]:
        return Kept.shown
    if value >= promised:
        return Kept.kept
    return Kept.broken if scope.today >= cycle[1] else Kept.running


def _cycle(scope: Scope) -> tuple[date, date] | None:
    return find_cycle(scope.document.agreement.cycle) if scope.document else None
