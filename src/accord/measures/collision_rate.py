"""How often we collide: touches the contact policy speaks against, of all touches; by week, cycle, clause and side.

Touches of one company are not independent (its people share caps and campaigns), so intervals know how far companies
differ: a share's variance between companies over its variance by chance says how many touches go together, and Wilson's
interval is taken of so many fewer. Where nothing collided every company counts as one block.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from accord.agreement.cycle import find_cycle
from accord.measures.collision_cost import cost_of
from accord.measures.collision_lines import ClauseLine, CollisionRate, SideLine, Stretch
from accord.measures.mirror import Mirror
from accord.measures.number import Interval, Number, Part, Rows, Window
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.measures.wilson import ENOUGH, wilson
from accord.vocabulary.said import said

OF = "collisions:"  # what the names of its numbers begin with
CLAUSE = "contact_policy"
_RATE = "touches that the contact policy of their instant speaks against / touches of either team, each counted once"
_PEOPLE = "people reached by a touch that the contact policy speaks against / people reached"
_BOTH = "touches that ran into the other team / touches of either team"
_SIDES = ("marketing", "sales")
_WEEK = timedelta(days=7)
Row = dict[str, Any]


def collision_rate(mirror: Mirror, scope: Scope) -> CollisionRate:
    """The figures over a window (all time without one). Without touches or without a policy they say so."""
    with sitting(mirror) as asked:
        spread = {row["what"]: row for row in asked.ask("collision_spread", **scope.bound())}
        days = asked.ask("collision_days", **scope.bound())
        clauses = asked.ask("collision_clauses", **scope.bound())
        cost = cost_of(asked, scope)
    scope = replace(scope, as_of=mirror.as_of)
    made = _Maker(scope, _together(spread["touches"]))
    people = spread["people"]
    return CollisionRate(
        window=scope.window or _everything(mirror, scope),
        zone=scope.zone,
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        rate=made.rate("touches", "Touches that collided", days, _RATE),
        people=_Maker(scope, _together(people)).share(
            "people",
            "People who saw us collide",
            people["hits"],
            people["cases"],
            _PEOPLE,
            "people reached",
            Rows("rows_collisions", people["hits"], (("tried", "people_collided"),)),
            "collision_spread",
        ),
        both_teams=made.rate("both", "Touches into the other team", days, _BOTH, count="both_teams"),
        weeks=tuple(_stretches(made, scope, "week", days)),
        cycles=tuple(_stretches(made, scope, "cycle", days)),
        clauses=tuple(_clauses(made, clauses, sum(row["touches"] for row in days))),
        sides=tuple(_sides(made, days)),
        cost=cost,
        says=_said(scope, days),
    )


def _everything(mirror: Mirror, scope: Scope) -> Window:
    starts = [s.first_at[:10] for s in mirror.manifest.facts if s.first_at]
    first = date.fromisoformat(min(starts)) if starts else scope.today
    return Window(min(first, scope.today), scope.today + timedelta(days=1))


def _said(scope: Scope, days: Sequence[Row]) -> str:
    if not scope.contact.agreed:
        return "no contact policy is agreed: nothing can collide with it"
    return "" if days else "nobody was reached in these days"


def _together(spread: Mapping[str, Any]) -> float:
    """How many cases go together as if they were one: the design effect of companies, at least 1."""
    cases, hits, companies = spread["cases"], spread["hits"], spread["companies"]
    if not cases:
        return 1.0
    if companies < 2 or hits in (0, cases):
        return float(spread["cases_squared"] / cases)  # as if all of a company went together
    share = hits / cases
    apart = spread["hits_squared"] - 2 * share * spread["products"] + share**2 * spread["cases_squared"]
    between = companies / (companies - 1) * apart / cases**2
    return max(1.0, float(between / (share * (1 - share) / cases)))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Shares of touches or people, `together` of which count as one."""

    scope: Scope
    together: float

    def share(
        self,
        name: str,
        label: str,
        hits: int,
        cases: int,
        formula: str,
        what: str,
        rows: Rows,
        query: str,
        clause: str = CLAUSE,
    ) -> Number:
        few = said("only %(n)s %(what)s: read the interval, not the share", n=cases, what=what)
        enough = cases / self.together >= ENOUGH
        if cases >= ENOUGH and not enough:
            few = said(
                "touches of one company go together: as much is known as from %(n)s of them",
                n=round(cases / self.together),
            )
        return self.scope.number(
            f"{OF}{name}",
            label,
            hits / cases if cases else None,
            "share",
            formula,
            query,
            clause=clause,
            rows=rows,
            enough=enough,
            note="" if enough or not cases else few,
            interval=self.span(hits, cases),
            part=Part(hits, cases, what),
        )

    def span(self, hits: int, cases: int) -> Interval | None:
        together = min(self.together, float(cases)) or 1.0
        return wilson(hits / together, cases / together)

    def rate(
        self,
        name: str,
        label: str,
        days: Iterable[Row],
        formula: str,
        *,
        count: str = "collided",
        **where: str,
    ) -> Number:
        rows = list(days)
        hits, cases = sum(row[count] for row in rows), sum(row["touches"] for row in rows)
        chosen = (("tried", count), *sorted(where.items()))
        return self.share(
            name,
            label,
            hits,
            cases,
            formula,
            "touches",
            Rows("rows_collisions", hits, chosen),
            "collision_days",
        )


def _stretches(made: _Maker, scope: Scope, kind: str, days: Sequence[Row]) -> Iterable[Stretch]:
    """Each week (Monday to Sunday) or cycle of the window in which anybody was reached, the oldest first."""
    grouped: dict[tuple[date, date, str], list[Row]] = defaultdict(list)
    cycle = scope.document.agreement.cycle if scope.document else ""
    for row in days:
        span = _week(row["day"]) if kind == "week" else _cycle(row["day"], cycle)
        if span is not None:
            grouped[span].append(row)
    for (start, end, label), rows in sorted(grouped.items()):
        rate = made.rate(f"{kind}:{label}", label, rows, _RATE, cell=f"{start}/{end}")
        yield Stretch(start, label, rate, end > scope.today)


def _week(day: date) -> tuple[date, date, str]:
    first = day - timedelta(days=day.weekday())
    year, week, _weekday = day.isocalendar()
    return first, first + _WEEK, f"{year}-W{week:02}"


def _cycle(day: date, cycle: str) -> tuple[date, date, str] | None:
    """The quarter, month or year of a day, as long as the agreement's own cycle."""
    if find_cycle(cycle) is None:
        return None
    label = f"{day.year}"
    if "-Q" in cycle:
        label = f"{day.year}-Q{(day.month + 2) // 3}"
    elif "-" in cycle:
        label = f"{day.year}-{day.month:02}"
    span = find_cycle(label)
    return (*span, label) if span else None


def _clauses(made: _Maker, rows: Sequence[Row], touches: int) -> Iterable[ClauseLine]:
    by_clause: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        by_clause[row["clause"]][row["team"]] = row
    for clause, teams in sorted(by_clause.items(), key=lambda each: (-_hits(each[1]), each[0])):
        numbers = [_clause(made, clause, teams, touches, side) for side in ("", *_SIDES)]
        yield ClauseLine(clause, *numbers)


def _hits(teams: Mapping[str, Row]) -> int:
    return sum(row["collided"] for row in teams.values())


def _clause(made: _Maker, clause: str, teams: Mapping[str, Row], touches: int, side: str) -> Number:
    hits = _hits(teams) if not side else _hits({side: teams[side]} if side in teams else {})
    where = (("clause", clause), *((("team", side),) if side else ()), ("tried", "collided"))
    label = (
        said("%(side)s came second", side=side.capitalize()) if side else clause.removeprefix(f"{CLAUSE}.")
    )
    words = "touches that this clause speaks against / touches of either team"
    return made.share(
        f"clause:{clause}{f':{side}' if side else ''}",
        label,
        hits,
        touches,
        words,
        "touches",
        Rows("rows_collisions", hits, where),
        "collision_clauses",
        clause,
    )


def _sides(made: _Maker, days: Sequence[Row]) -> Iterable[SideLine]:
    words = "touches of this team that collided: it came second / touches of this team"
    for side in _SIDES:
        rows = [row for row in days if row["team"] == side]
        yield SideLine(
            side,
            made.rate(
                f"side:{side}", said("%(side)s came second", side=side.capitalize()), rows, words, team=side
            ),
        )
