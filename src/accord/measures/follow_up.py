"""What became of the leads marketing handed over: attempted and connected apart, and how fast."""

from accord.measures.mirror import Mirror
from accord.measures.number import Number, Part, Rows
from accord.measures.scope import Scope
from accord.measures.wilson import ENOUGH, wilson
from accord.vocabulary.said import said

_CLAUSE = "sales_promises.follow_up"


def follow_up(mirror: Mirror, scope: Scope) -> tuple[Number, ...]:
    """Attempted, connected, hours to the first attempt (median, slowest tenth), returned shown apart."""
    row = mirror.ask("follow_up", **scope.bound())[0]
    few = _few(row["leads"], row["sales_touches"])

    def share(name: str, label: str, hits: int, formula: str) -> Number:
        cases = row["leads"]
        return scope.number(
            name, label, hits / cases if cases else None, "share", formula, "follow_up",
            clause=_CLAUSE, rows=Rows("rows_follow_up", hits, (("tried", name.removesuffix("_share")),)),
            interval=wilson(hits, cases), enough=not few, note=few,
            part=Part(hits, cases, "qualified leads, returned ones apart"),
        )  # fmt: skip

    def hours(name: str, label: str, formula: str) -> Number:
        attempted = row["attempted"]
        note = "no first attempt is in the exports" if not attempted else ""
        return scope.number(
            name, label, row[name], "hours", formula, "follow_up", clause="sales_promises.first_attempt",
            rows=Rows("rows_follow_up", attempted, (("tried", "attempted"),)), enough=attempted > 0,
            note=note,
        )  # fmt: skip

    words = "of hours on the wall from qualifying to the first attempt by a person of sales"
    return (
        share(
            "attempted_share", "Attempted", row["attempted"],
            "qualified leads a person tried to reach / all qualified",
        ),
        share(
            "connected_share", "Connected", row["connected"],
            "qualified leads spoken with / all qualified",
        ),
        hours("median_hours", "Hours to first attempt, median", said("median %(of)s", of=words)),
        hours("p90_hours", "Hours to first attempt, slowest tenth", said("90th percentile %(of)s", of=words)),
        scope.number(
            "returned", "Returned", row["returned"], "leads",
            "qualified leads that sales returned: in no share above", "follow_up", clause="outcomes.return",
            rows=Rows("rows_follow_up", row["returned"], (("tried", "returned"),)),
        ),
    )  # fmt: skip


def _few(cases: int, sales_touches: int) -> str:
    if not cases:
        return "no lead qualified in the window"
    if not sales_touches:
        return "no activity of sales is in the exports: this says nothing about sales"
    few = said("only %(n)s leads: read the interval, not the share", n=cases)
    return few if cases < ENOUGH else ""
