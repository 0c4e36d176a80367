"""The bridge from marketing's count to sales' count: why the two numbers differ, step by step."""

import json
from collections.abc import Sequence

from accord.measures.bridge import Bridge, Step
from accord.measures.mirror import Mirror
from accord.measures.number import Rows
from accord.measures.scope import Scope
from accord.vocabulary.said import joined, said

_DUPLICATE = "the same person more than once: merge them in the system they come from"
_SAYS = {
    "marketing_duplicates": ("Counted twice by marketing", _DUPLICATE),
    "below_definition": ("Below the agreed definition", "never met what both teams call a qualified lead"),
    "known_already": (
        "Already a customer or in a deal",
        "their company was with sales before marketing heard of them: told, never counted as new",
    ),
    "never_synced": ("Never reached sales", "no record and no deal in sales' systems: look at the sync"),
    "sales_only": ("Found by sales alone", "sales knows them, marketing's systems do not"),
    "sales_duplicates": ("Counted twice by sales", _DUPLICATE),
}


def reckon_bridge(mirror: Mirror, scope: Scope, marketing: Sequence[str], sales: Sequence[str]) -> Bridge:
    """The bridge over these sources. Works without an agreement: then nobody is below a definition."""
    sources = {"marketing": list(marketing), "sales": list(sales)}
    marked = any(row["source"] in marketing for row in mirror.ask("bridge_marks"))
    places = {row["place"]: row for row in mirror.ask("bridge", **scope.bound(**sources, marked=marked))}
    filters = [("marked", "yes")] if marked else []
    filters += [(name, json.dumps(names)) for name, names in sources.items()]

    def count(place: str, what: str = "people") -> int:
        return int(places[place][what]) if place in places else 0

    def step(name: str, label: str, sign: int, many: int, says: str) -> Step:
        rows = Rows("rows_bridge", many, tuple(sorted([*filters, ("step", name)])))
        return Step(name, label, sign, many, says, rows)

    total = {side: sum(row[f"{side}_records"] for row in places.values()) for side in sources}
    people = {
        "marketing": sum(row["people"] for place, row in places.items() if place != "sales_only"),
        "sales": count("both") + count("sales_only"),
    }
    counts = {
        "marketing_duplicates": total["marketing"] - people["marketing"],
        "below_definition": count("below_definition"),
        "known_already": count("known_already"),
        "never_synced": count("never_synced"),
        "sales_only": count("sales_only"),
        "sales_duplicates": total["sales"] - people["sales"],
    }
    counted = "people it marked qualified" if marked else "person records in its systems"
    steps = (
        step("marketing", "Marketing counts", 0, total["marketing"], counted),
        *(
            step(name, label, 1 if name.startswith("sales") else -1, counts[name], says)
            for name, (label, says) in _SAYS.items()
        ),
        step("sales", "Sales counts", 0, total["sales"], "people in its systems, as records or in deals"),
    )
    return _bridge(mirror, scope, marketing, sales, steps, count("both"))


def _bridge(
    mirror: Mirror,
    scope: Scope,
    marketing: Sequence[str],
    sales: Sequence[str],
    steps: tuple[Step, ...],
    both: int,
) -> Bridge:
    missing = [
        said("no %(team)s export is in yet", team=team)
        for team, end in (("marketing", steps[0]), ("sales", steps[-1]))
        if not end.count
    ]
    return Bridge(
        tuple(marketing),
        tuple(sales),
        steps,
        both,
        mirror.as_of,
        scope.reading,
        not missing,
        joined(*missing),
    )
