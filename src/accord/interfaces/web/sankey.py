"""The ways of deals as a drawing: a column for each step, a band for each flow, and how they ended at the right.

Measured in its own box, 1000 wide; a flow of a band's height is so many deals. What has ended runs on beside the steps.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accord.interfaces.web import figures
from accord.reporting.attribution import Flow, Ways, WayStep

WIDE, TALL, BAR, GAP, LEAST = 1000.0, 380.0, 10.0, 8.0, 20.0
ENDS = 150.0  # room for the words at the right
OTHERS = "(other)"  # the channels of a step that have no name of their own
OUTCOMES = ("won", "lost", "open")
_NO_STEP = WayStep(team="", channel="")


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a column, or an end: so many deals high."""

    x: float
    y: float
    height: float
    side: str  # marketing, sales, none; of an end: won, lost, open
    name: str
    deals: int
    at: int  # its column, from 1


@dataclass(frozen=True, slots=True)
class Band:
    """Deals that went from one bar to the next; `address` leads to them, where they are one flow."""

    outline: str
    side: str
    title: str
    deals: int
    address: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole of it; `columns` are the places of their titles."""

    height: float
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    columns: tuple[tuple[float, int], ...]  # x, number; 0: how it ended


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands in a column: a step, or what ended before (`end`)."""

    step: WayStep
    end: str = ""


_Link = tuple[int, _Place, _Place, int, Flow | None]  # column, from, to, deals, the flow where it is one


def drawing_of(ways: Ways, only: str = "") -> Drawing | None:
    """The ways of all deals, or of those that ended one way (`won`); None where there are none."""
    links = list(_links(ways.flows, (only,) if only else OUTCOMES))
    if not links:
        return None
    last = max(at for at, *_ in links) + 1
    held: dict[int, dict[_Place, int]] = defaultdict(dict)
    for at, begin, after, deals, _ in links:
        held[at][begin] = held[at].get(begin, 0) + deals
        if at + 1 == last:
            held[last][after] = held[last].get(after, 0) + deals
    whole = sum(held[1].values())
    scale = TALL / whole
    apart = (WIDE - ENDS - BAR) / (last - 1)
    places = {at: _column(held[at], scale) for at in held}
    xs = {at: (at - 1) * apart for at in held}
    bars = [
        Bar(xs[at], y, held[at][place] * scale, place.end or place.step.team or "none", place.end or place.step.channel,
            held[at][place], 0 if at == last else at)
        for at, column in places.items() for place, y in column.items() if not place.end or at == last
    ]  # fmt: skip
    height = max(y + max(held[at][p] * scale, LEAST) for at, c in places.items() for p, y in c.items())
    titles = tuple((xs[at], 0 if at == last else at) for at in sorted(held))
    return Drawing(height + 30, tuple(bars), tuple(_bands(links, places, xs, scale)), titles)


def _links(flows: Iterable[Flow], outcomes: tuple[str, ...]) -> Iterable[_Link]:
    """Every flow, and what has ended on its way to the last column."""
    ended: dict[tuple[int, str], int] = defaultdict(int)
    last = max((flow.at for flow in flows if _size(flow, outcomes)), default=0)
    for flow in flows:
        begin = _Place(flow.step)
        if flow.next is not None:
            if deals := _size(flow, outcomes):
                yield flow.at, begin, _Place(flow.next), deals, flow
            continue
        for name in outcomes:
            if deals := getattr(flow, name):
                yield flow.at, begin, _Place(_NO_STEP, name), deals, flow
                for later in range(flow.at + 1, last + 1):
                    ended[later, name] += deals
    for (at, name), deals in ended.items():
        lane = _Place(_NO_STEP, name)
        yield at, lane, lane, deals, None


def _size(flow: Flow, outcomes: tuple[str, ...]) -> int:
    return sum(getattr(flow, name) for name in outcomes)


def _column(held: dict[_Place, int], scale: float) -> dict[_Place, float]:
    """How high each place of a column begins: won, then marketing, sales and nobody, then lost and open."""
    found, y = {}, 0.0
    for place in sorted(held, key=lambda each: _order(each, held[each])):
        found[place] = y
        y += max(held[place] * scale, LEAST) + GAP
    return found


def _order(place: _Place, deals: int) -> tuple[int, bool, int, str]:
    if place.end:
        return {"won": 0, "lost": 4, "open": 5}[place.end], False, 0, ""
    team = {"marketing": 1, "sales": 2}.get(place.step.team, 3)
    return team, place.step.channel == OTHERS, -deals, place.step.channel


def _bands(
    links: list[_Link], places: dict[int, dict[_Place, float]], xs: dict[int, float], scale: float
) -> Iterable[Band]:
    """The bands in the order of their columns; at each end they lie in the order of what they join."""
    out: dict[tuple[int, _Place], float] = defaultdict(float)
    into: dict[tuple[int, _Place], float] = defaultdict(float)
    ordered = sorted(
        links, key=lambda link: (link[0], places[link[0]][link[1]], places[link[0] + 1][link[2]])
    )
    for at, begin, after, deals, flow in ordered:
        height = deals * scale
        left = places[at][begin] + out[at, begin]
        right = places[at + 1][after] + into[at + 1, after]
        out[at, begin] += height
        into[at + 1, after] += height
        begins = xs[at] + (0.0 if begin.end else BAR)
        names = [each.end or each.step.channel for each in (begin, after)]
        side = "ended" if begin.end else begin.step.team or "none"
        title = " → ".join(names if names[0] != names[1] else names[:1])
        address = figures.address(flow.number) if flow else ""
        yield Band(_outline(begins, xs[at + 1], left, right, height), side, title, deals, address)


def _outline(x: float, to: float, left: float, right: float, height: float) -> str:
    """A band bent from one height to another."""
    bend = (x + to) / 2
    a, b, c, d = (f"{each:.1f}" for each in (left, right, left + height, right + height))
    x_, to_, m = f"{x:.1f}", f"{to:.1f}", f"{bend:.1f}"
    return f"M{x_} {a}C{m} {a} {m} {b} {to_} {b}V{d}C{m} {d} {m} {c} {x_} {c}Z"
