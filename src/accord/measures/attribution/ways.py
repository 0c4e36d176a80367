"""Which way deals came: the touches of both teams before each, step by step, from the same paths as credit."""

from collections.abc import Iterable, Sequence

from accord.measures.attribution.ways_shapes import Flow, Way, Ways, WayStep
from accord.measures.mirror import Row, bound_by
from accord.measures.number import Number, Rows
from accord.measures.scope import Scope
from accord.measures.sitting import Sitting
from accord.measures.sql import sql

MOST = 12  # whole ways that are listed
BETWEEN = " > "
_FLOW = "deals that went from this step to the next, of those won or lost in the window or open now"
_WAY = "deals that came this whole way, of those won or lost in the window or open now"


def ways_of(asked: Sitting, scope: Scope) -> Ways:
    """The ways of a sitting that knows the window's paths; no flows where no deal was won, lost or is open.

    Deals that are open are on no path yet: their touches so far are asked for here.
    """
    text = sql("credit_open_touched")
    asked.give("credit_open_touched", asked.arrow(text, bound_by(text, scope.bound())), **scope.bound())
    rows = asked.ask("credit_flows", **scope.bound())
    whole = asked.ask("credit_way_texts", **scope.bound())
    counts = [sum(row[name] for row in whole) for name in ("won", "lost", "open", "longer")]
    won, lost, still_open, longer = (int(count) for count in counts)
    return Ways(
        won=won,
        lost=lost,
        open=still_open,
        longer=longer,
        flows=_flows(rows, scope),
        ways=tuple(_way(row, scope) for row in whole[:MOST]),
        others=max(len(whole) - MOST, 0),
    )


def written(step: WayStep | None) -> str:
    """A step as rows are asked for it; empty for an end."""
    return f"{step.team}:{step.channel}" if step else ""


def _flows(rows: Iterable[Row], scope: Scope) -> tuple[Flow, ...]:
    found: dict[tuple[int, WayStep, WayStep | None], dict[str, int]] = {}
    for row in rows:
        begin = WayStep(team=row["team"], channel=row["channel"])
        ended = row["next_team"] is None
        after = None if ended else WayStep(team=row["next_team"], channel=row["next_channel"])
        found.setdefault((int(row["step"]), begin, after), {})[row["what"]] = int(row["deals"])
    return tuple(
        _flow(at, begin, after, [counts.get(what, 0) for what in ("won", "lost", "open")], scope)
        for (at, begin, after), counts in found.items()
    )


def _flow(at: int, begin: WayStep, after: WayStep | None, counts: Sequence[int], scope: Scope) -> Flow:
    won, lost, still_open = counts
    where = (("step", str(at)), ("word", written(begin)), ("cell", written(after)))
    name = f"credit:flow:{at}:{written(begin)}{BETWEEN}{written(after)}"
    label = f"{begin.channel}{BETWEEN}{after.channel}" if after else begin.channel
    number = _number(scope, name, label, sum(counts), _FLOW, "credit_flows", where)
    return Flow(at=at, step=begin, next=after, won=won, lost=lost, open=still_open, number=number)


def _way(row: Row, scope: Scope) -> Way:
    text = row["way"]
    parts = (each.partition(":") for each in text.split(BETWEEN))
    steps = tuple(WayStep(team=team, channel=channel) for team, _, channel in parts)
    label = BETWEEN.join(step.channel for step in steps)
    deals = row["won"] + row["lost"] + row["open"]
    where = (("source", text),)
    number = _number(scope, f"credit:way:{text}", label, deals, _WAY, "credit_way_texts", where)
    return Way(
        steps=steps, won=row["won"], lost=row["lost"], open=row["open"], longer=int(row["longer"]), number=number
    )  # fmt: skip


def _number(
    scope: Scope, name: str, label: str, deals: int, formula: str, query: str, where: tuple[tuple[str, str], ...]
) -> Number:  # fmt: skip
    rows = Rows("rows_ways", deals, where)
    return scope.number(name, label, deals, "deals", formula, query, clause="attribution", rows=rows)
