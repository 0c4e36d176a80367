"""The funnel: volumes by period, rates by matured cohort, young cohorts marked and compared at their age."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import groupby

from accord.measures.board import Cohort, Funnel, Period, Stage
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Number, Rows
from accord.measures.scope import Scope
from accord.vocabulary.said import said

_CLAUSE = "count.conversion"


def funnel(mirror: Mirror, scope: Scope) -> Funnel:
    """Stages in order, months, and cohorts; all empty while no agreement gives stages."""
    return Funnel(_stages(mirror, scope), _periods(mirror, scope), cohorts(mirror, scope))


def _stages(mirror: Mirror, scope: Scope) -> tuple[Stage, ...]:
    rows = mirror.ask("funnel_stages", **scope.bound())
    return tuple(_stage(row, rows, scope) for row in rows)


def _stage(row: Row, rows: list[Row], scope: Scope) -> Stage:
    index, name = row["stage"], row["id"]
    before = rows[index - 1] if index else None

    def share(kind: str, label: str, cases: int, of: str) -> Number:
        return scope.share(
            f"{kind}:{name}", label, row["matured_entered"], cases,
            said("matured leads that reached %(stage)s or went past it / %(of)s", stage=name, of=of), "funnel_stages",
            Rows("rows_leads", row["matured_entered"], (("matured", "yes"), ("reached", str(index)))),
            _CLAUSE, of,
        )  # fmt: skip

    entered = scope.number(
        f"entered:{name}", name, row["entered"], "leads",
        said("leads begun in the window that reached %(stage)s or went past it", stage=name), "funnel_stages",
        clause="stages", rows=Rows("rows_leads", row["entered"], (("reached", str(index)),)),
    )  # fmt: skip
    return Stage(
        id=name,
        owner=row["owner"],
        line_before=index == scope.line,
        entered=entered,
        share_of_first=share("share_of_first", "of all leads", row["matured"], "matured leads"),
        share_of_previous=share(
            "share_of_previous", "of the stage before",
            before["matured_entered"] if before else row["matured"],
            said("matured leads that reached %(stage)s", stage=before["id"]) if before else "matured leads",
        ),
    )  # fmt: skip


def _periods(mirror: Mirror, scope: Scope) -> tuple[Period, ...]:
    by_month: dict[date, list[tuple[str, int]]] = defaultdict(list)
    for row in mirror.ask("funnel_periods", **scope.bound()):
        by_month[row["period"]].append((row["stage"], row["leads"]))
    return tuple(Period(month, tuple(entered)) for month, entered in by_month.items())


def cohorts(mirror: Mirror, scope: Scope) -> tuple[Cohort, ...]:
    """The leads begun in each month of the window, the oldest first, and how many reached each stage so far."""
    past = {row["cohort"]: row for row in mirror.ask("funnel_at_age", **scope.bound())}
    found = []
    for month, rows in groupby(mirror.ask("funnel_cohorts", **scope.bound()), key=lambda row: row["cohort"]):
        reached = list(rows)
        young = bool(reached[0]["young"])
        found.append(
            Cohort(
                start=month,
                leads=reached[0]["leads"],
                young=young,
                reached=tuple((row["id"], row["reached"]) for row in reached),
                says=_says(past.get(month)) if young else "",
                days_left=_days_left(month, scope) if young else 0,
            )
        )
    return tuple(found)


def _days_left(month: date, scope: Scope) -> int:
    """Days until a lead begun on the month's last day has had the agreed time."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return (after + timedelta(days=scope.mature_days) - scope.today).days


def _says(past: Row | None) -> str:
    """What past cohorts had at this age; empty without matured leads to compare with."""
    if past is None or not past["past_leads"]:
        return "no past cohort has matured yet"
    share = past["past_reached"] / past["past_leads"]
    return said(
        "at this age (%(age)s days), past cohorts had %(share)s won", age=past["age"], share=f"{share:.1%}"
    )
