"""Drawings as plain numbers: the templates write them as SVG, so that they print and need no script.

Every drawing is measured in its own box (0-1000 wide, 0-100 high) or in per cent; no page computes a pixel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accord.reporting.board import Number, SourceRow, Stage
from accord.reporting.bridge import Bridge, Step

WIDE = 1000.0
WHOLE = 100.0  # per cent of the bridge's drawing


@dataclass(frozen=True, slots=True)
class FunnelPart:
    """One stage with the outline that leads to the next; `width` is its bar on a narrow screen."""

    stage: Stage
    outline: str
    edges: str
    width: float
    last_before_line: bool


@dataclass(frozen=True, slots=True)
class BridgeBar:
    """One step of the bridge: its bar from `x`, `width` long, and where the line to the next step stands."""

    step: Step
    x: float
    width: float
    joint: float
    side: str  # marketing, sales, away, added


@dataclass(frozen=True, slots=True)
class Whisker:
    """A value with its interval on a scale shared by the whole column."""

    low: float
    high: float
    at: float


def funnel_parts(stages: Sequence[Stage]) -> list[FunnelPart]:
    """The funnel as a river that narrows: each part runs from its own height to the next one's."""
    counts = [_plain(stage.entered.value) for stage in stages]
    most = max(counts, default=0) or 1
    heights = [100 * c / most if c else 0.0 for c in counts]
    following = [*heights[1:], *heights[-1:]]
    lines = [*(s.line_before for s in stages[1:]), False][: len(stages)]
    return [
        FunnelPart(stage, *_outline(max(h, 1.5), max(n, 1.5)), max(WIDE * c / most, 4 if c else 0), line)
        for stage, h, n, c, line in zip(stages, heights, following, counts, lines, strict=True)
    ]


def bridge_bars(bridge: Bridge) -> list[BridgeBar]:
    """The steps from marketing's count to sales', on one scale: each hangs where the count stood."""
    bars: list[BridgeBar] = []
    standing, high = 0, 1
    levels: list[tuple[Step, int, int]] = []
    for index, step in enumerate(bridge.steps):
        ends = index in {0, len(bridge.steps) - 1}
        before = 0 if ends else standing
        standing = step.count if ends else standing + step.sign * step.count
        levels.append((step, before, standing))
        high = max(high, before, standing)
    for index, (step, before, after) in enumerate(levels):
        left, right = sorted((before, after))
        side = "added" if step.sign > 0 else "away"
        side = "marketing" if index == 0 else "sales" if index == len(levels) - 1 else side
        width = WHOLE * (right - left) / high
        bars.append(
            BridgeBar(
                step, WHOLE * left / high, max(width, 0.2 if step.count else 0.0), WHOLE * after / high, side
            )
        )
    return bars


def whiskers(rows: Sequence[SourceRow], name: str) -> dict[str, Whisker]:
    """For one column of the sources, each value with its interval, all on the scale of the widest."""
    found: dict[str, Any] = {row.source: getattr(row, name) for row in rows}
    judged = {source: n for source, n in found.items() if n.interval is not None and n.value is not None}
    top = max((n.interval.high for n in judged.values()), default=0) or 1
    return {
        source: Whisker(
            *(round(WIDE * _plain(v) / top, 1) for v in (n.interval.low, n.interval.high, n.value))
        )
        for source, n in judged.items()
    }


@dataclass(frozen=True, slots=True)
class Against(Whisker):
    """A value with its interval, and where all together stand on the same scale; `clipped`: it runs on."""

    whole: float | None
    clipped: bool


def whiskers_of(numbers: Mapping[str, Number], whole: Any) -> dict[str, Against]:
    """Each number with its interval beside all together, on one scale that ends where most intervals do."""
    judged = {key: n for key, n in numbers.items() if n.interval is not None and n.value is not None}
    ends = sorted(n.interval.high for n in judged.values() if n.interval is not None)
    values = [_plain(n.value) for n in judged.values()]
    # One cell of three leads has an interval as wide as the scale: it may not squeeze all the others.
    top = max([*values, *ends[: max(len(ends) * 3 // 4, 1)], _plain(whole)], default=0) or 1

    def at(value: Any) -> float:
        return round(WIDE * min(_plain(value) / top, 1.0), 1)

    return {
        key: Against(
            at(n.interval.low), at(n.interval.high), at(n.value),
            None if whole is None else at(whole), n.interval.high > top,
        )
        for key, n in judged.items()
        if n.interval is not None
    }  # fmt: skip


def _outline(height: float, following: float) -> tuple[str, str]:
    """A part's outline and its two edges in a box of 100 x 100, bent towards the next part's height."""
    a, b = round(50 - height / 2, 2), round(50 - following / 2, 2)
    c, d = round(50 + following / 2, 2), round(50 + height / 2, 2)
    upper, lower = f"L30 {a}C65 {a} 65 {b} 100 {b}", f"C65 {c} 65 {d} 30 {d}L0 {d}"
    return f"M0 {a}{upper}L100 {c}{lower}Z", f"M0 {a}{upper}M100 {c}{lower}"


def _plain(value: Any) -> float:
    return 0.0 if value is None or isinstance(value, str) else float(value)


def weeks_of(counts: Sequence[int]) -> list[tuple[float, float, float, float, bool]]:
    """Counts by week as bars, the last one marked: x, y, width, height of each, and whether it is the last."""
    most, wide = max(counts, default=0) or 1, WIDE / (len(counts) or 1)
    last = len(counts) - 1
    highs = [max(100 * count / most, 2.0) for count in counts]
    return [(wide * at, 100 - high, wide * 0.7, high, at == last) for at, high in enumerate(highs)]
