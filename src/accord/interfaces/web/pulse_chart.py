"""The pulse of a send as a drawing: answers by the minute, between what ordinary sends bring. Plain numbers for SVG."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accord.campaigns.pulse.shapes import LookTaken, SendSheet
from accord.learning.pulse import LOOKS

WIDE, HIGH = 1000.0, 300.0
_MARKS = (0, 15, 30, 45, 60)


@dataclass(frozen=True, slots=True)
class PulseChart:
    """In a box of 1000 x 300: the band as one outline, the expected and the counted line, marks of both scales."""

    band: str
    expected: str
    answered: str
    at: tuple[float, float] | None  # where the counted line stands now
    passed: float | None  # the minute at which the verdict fell
    marks: tuple[int, ...]
    top: int


def pulse_chart(sheet: SendSheet) -> PulseChart | None:
    """The drawing; None before the first look."""
    looks = sheet.looks
    if not looks:
        return None
    top = max(4.0, *(max(look.answered, look.high or look.expected) for look in looks)) * 1.05

    def line(value: Callable[[LookTaken], float], order: Sequence[LookTaken] = looks) -> str:
        return "L".join(f"{_x(each.minute):.1f} {HIGH * (1 - value(each) / top):.1f}" for each in order)

    over = [look for look in looks if look.high is not None]
    band = f"M0 {HIGH}L{line(_high, over)}L{line(_low, over[::-1])}Z" if over else ""
    last = looks[-1]
    passed = sheet.line.minute
    return PulseChart(
        band=band,
        expected=f"M0 {HIGH}L{line(_expected)}" if sheet.learnt or sheet.by_control else "",
        answered=f"M0 {HIGH}L{line(_answered)}",
        at=(round(_x(last.minute), 1), round(HIGH * (1 - last.answered / top), 1)),
        passed=round(_x(passed), 1) if passed is not None else None,
        marks=_MARKS,
        top=round(top),
    )


def _x(minute: float) -> float:
    return WIDE * minute / LOOKS


def _high(look: LookTaken) -> float:
    return look.high or 0.0


def _low(look: LookTaken) -> float:
    return look.low or 0.0


def _expected(look: LookTaken) -> float:
    return look.expected


def _answered(look: LookTaken) -> float:
    return look.answered
