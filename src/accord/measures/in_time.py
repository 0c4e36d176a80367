"""Followed up in time: of the leads whose due time has passed, in time, late and never told apart; hot leads; weeks.

The promise runs from qualifying, in the open hours of the agreement's first calendar; of a lead that was handed over
here by its owner's clock, as the lead's own page and every reminder have it.
"""

from dataclasses import dataclass
from datetime import date

from accord.measures.mirror import Mirror
from accord.measures.number import Number, Part, Rows
from accord.measures.promised_times import HOT, class_of_promise, first_calendar
from accord.measures.scope import Scope
from accord.measures.wilson import ENOUGH, wilson
from accord.vocabulary.said import said

_FOLLOW_UP, _FIRST = "sales_promises.follow_up", "sales_promises.first_attempt"
_ALL, _HOT = -1, -2
_WHAT = "leads whose due time has passed"


@dataclass(frozen=True, slots=True)
class Week:
    """One week of one promise: what could be judged in it, and how much of it was kept."""

    start: date
    hits: int
    cases: int

    @property
    def share(self) -> float | None:
        """The share kept; None where nothing could be judged."""
        return self.hits / self.cases if self.cases else None


def in_time(mirror: Mirror, scope: Scope) -> tuple[Number, ...]:
    """`in_time_share` with late and never beside it, then one share for each class that was promised a time.

    None without a calendar or a promised first attempt.
    """
    document = scope.document
    if document is None or scope.times.hours is None or document.sales_promises is None:
        return ()
    rows = {row["promise"]: row for row in mirror.ask("in_time", **scope.bound())}
    none = {"cases": 0, "in_time": 0, "late": 0, "never": 0}
    found = [_all_together(scope, rows.get(_ALL, none))]
    table = document.sales_promises.first_attempt
    names = list(document.qualified_lead.classes) if document.qualified_lead else []
    for key in table:
        places = (
            [_HOT]
            if key == HOT
            else [at for at, name in enumerate(names) if class_of_promise(table, name) == key]
        )
        if places:
            found.append(_of_class(scope, key, places, rows))
    return tuple(found)


def _all_together(scope: Scope, row: dict[str, int]) -> Number:
    late = _count(scope, "late", "Late", row["late"], "tried only after the due time: late is not lost")
    never = _count(scope, "never", "Never tried", row["never"], "due time passed, and nobody has tried yet")
    return _share(
        scope, "in_time_share", "Followed up in time", row["in_time"], row["cases"], _FOLLOW_UP,
        (("tried", "in_time"),), (late, never),
    )  # fmt: skip


def _of_class(scope: Scope, key: str, places: list[int], rows: dict[int, dict[str, int]]) -> Number:
    hits = sum(rows[place]["in_time"] for place in places if place in rows)
    cases = sum(rows[place]["cases"] for place in places if place in rows)
    where = (("tried", "in_time"), ("reached", str(places[0]))) if len(places) == 1 else None
    return _share(
        scope,
        f"in_time_share:{key}",
        said("In time, %(key)s", key=key),
        hits,
        cases,
        f"{_FIRST}.{key}",
        where,
    )


def _share(
    scope: Scope,
    name: str,
    label: str,
    hits: int,
    cases: int,
    clause: str,
    where: tuple[tuple[str, str], ...] | None,
    beside: tuple[Number, ...] = (),
) -> Number:
    calendar = first_calendar(scope.document) if scope.document else None
    few = "" if cases >= ENOUGH else said("only %(n)s leads: read the interval, not the share", n=cases)
    return scope.number(
        name, label, hits / cases if cases else None, "share",
        said(
            "leads tried by a person of sales within the promised time / leads whose due time has passed, returned "
            "ones apart; of a lead handed over here by its owner's clock (hours, absences, pauses), of any other from "
            "qualifying, in the hours of the calendar %(calendar)s",
            calendar=calendar[0] if calendar else "",
        ),
        "in_time", clause=clause, interval=wilson(hits, cases), enough=not few,
        note=few if cases else "no lead's due time has passed", beside=beside,
        rows=Rows("rows_in_time", hits, where) if where else None, part=Part(hits, cases, _WHAT),
    )  # fmt: skip


def _count(scope: Scope, name: str, label: str, value: int, formula: str) -> Number:
    rows = Rows("rows_in_time", value, (("tried", name),))
    return scope.number(name, label, value, "leads", formula, "in_time", clause=_FOLLOW_UP, rows=rows)


def hot_leads(mirror: Mirror, scope: Scope) -> Number | None:
    """How many leads qualified by asking for us; None where the agreement names nothing hot."""
    if not scope.times.hot_kinds:
        return None
    value = mirror.ask("hot_leads", **scope.bound())[0]["leads"]
    return scope.number(
        "hot_leads", "Hot leads", value, "leads", "leads that qualified in the window by asking for us", "hot_leads",
        clause="marketing_promises.volume.hot_at_least", rows=Rows("rows_hot_leads", value),
    )  # fmt: skip


def weeks_of(mirror: Mirror, scope: Scope, promise: str) -> tuple[Week, ...]:
    """The weeks of a promise that a consequence may name: follow_up, accepted, sales_ready_of_accepted; else none.

    A lead falls in the week in which it could first be judged: when its due time was up, or when it had matured.
    """
    every = scope.bound(from_day=None, to_day=None)
    if promise == "follow_up":
        found = mirror.ask("weekly_in_time", **every)
        return tuple(Week(row["week"], row["hits"], row["cases"]) for row in found)
    columns = {"accepted": ("accepted", "qualified"), "sales_ready_of_accepted": ("sales_ready", "accepted")}
    if promise not in columns:
        return ()
    hits, cases = columns[promise]
    return tuple(
        Week(r["week"], r[hits], r[cases]) for r in mirror.ask("weekly_quality", **every) if r[cases]
    )
