"""Coverage of the target accounts: known, reached by either team and by both, engaged, in a deal; white space.

Counted in accounts, so that one lively account does not hide ten silent ones. Shares of a list that is known whole
carry no interval: nothing is sampled.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from accord.measures.coverage_lines import STEPS, TargetCoverage, WhiteSpace
from accord.measures.mirror import Mirror
from accord.measures.number import Number, Part, Rows
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.vocabulary.said import said
from accord.vocabulary.seniority import Seniority, seniority_of

OF = "coverage:"  # what the names of its numbers begin with: coverage:both
CLAUSE = "target_accounts"
Row = dict[str, Any]
_CLAUSES = {"both": "kpis.shared_activity"}
_TESTS: dict[str, Callable[[Row], bool]] = {
    "known": lambda row: row["known"] > 0,
    "marketing": lambda row: row["by_marketing"],
    "sales": lambda row: row["by_sales"],
    "both": lambda row: row["by_marketing"] and row["by_sales"],
    "engaged": lambda row: row["engaged"],
    "in_opportunity": lambda row: row["in_opportunity"],
    "won": lambda row: row["won"],
    "white": lambda row: not row["by_marketing"] and not row["by_sales"],
}
_LEVELS: dict[Seniority | None, str] = {
    Seniority.chief: "Chief",
    Seniority.vice_president: "Vice president",
    Seniority.director: "Director",
    Seniority.manager: "Manager",
    Seniority.staff: "Staff",
    None: "Role unknown",
}
_CELLS = {"known": "known", "marketing": "by_marketing", "sales": "by_sales", "engaged": "engaged"}


def coverage(mirror: Mirror, scope: Scope) -> TargetCoverage:
    """The target accounts over a window (ever without one). Without a list: no steps, and why."""
    with sitting(mirror) as asked:
        accounts = asked.ask("coverage", **scope.bound())
        people = asked.ask("coverage_people", **scope.bound())
    scope = replace(scope, as_of=mirror.as_of)
    levels: dict[Seniority | None, list[Row]] = defaultdict(list)
    for row in people:
        levels[seniority_of(row["role"])].append(row)
    return TargetCoverage(
        window=scope.window,
        zone=scope.zone,
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        accounts=_accounts(scope, accounts),
        steps=tuple(_step(scope, name, accounts) for name in STEPS) if accounts else (),
        levels=_levels(scope, levels, len(accounts)) if accounts else (),
        says=_said(scope, accounts),
    )


def _levels(
    scope: Scope, levels: Mapping[Seniority | None, Sequence[Row]], accounts: int
) -> tuple[WhiteSpace, ...]:
    shown = [level for level in _LEVELS if level is not None or levels.get(level)]
    return tuple(_white(scope, level, levels.get(level, ()), accounts) for level in shown)


def _said(scope: Scope, accounts: Sequence[Row]) -> str:
    if not accounts:
        return "no system says which accounts are on the list"
    clause = scope.document.target_accounts if scope.document else None
    agreed = sum(clause.tiers.values()) if clause else 0
    if agreed and agreed != len(accounts):
        words = "the agreement speaks of %(agreed)s target accounts, the systems mark %(n)s"
        return said(words, agreed=agreed, n=len(accounts))
    if clause is None:
        return "the agreement names no list: these are the accounts that a system marks as targets"
    return "the list of the agreement, as the systems mark it"


def _accounts(scope: Scope, accounts: Sequence[Row]) -> Number:
    clause = scope.document.target_accounts if scope.document else None
    return scope.number(
        f"{OF}accounts", "Target accounts", len(accounts), "accounts", "accounts that a system marks as on the list",
        "targets", clause=CLAUSE, rows=Rows("rows_coverage", len(accounts)), enough=bool(accounts),
        target=sum(clause.tiers.values()) or None if clause else None,
    )  # fmt: skip


def _step(scope: Scope, name: str, accounts: Sequence[Row]) -> Number:
    hits = sum(bool(_TESTS[name](row)) for row in accounts)
    return scope.number(
        OF + name, STEPS[name], hits / len(accounts), "share", f"target accounts: {STEPS[name].casefold()} / all",
        "coverage", clause=_CLAUSES.get(name, CLAUSE), rows=Rows("rows_coverage", hits, (("tried", name),)),
        part=Part(hits, len(accounts), "target accounts"),
    )  # fmt: skip


def _white(scope: Scope, level: Seniority | None, people: Sequence[Row], accounts: int) -> WhiteSpace:
    label = _LEVELS[level]
    roles = "|".join(sorted({row["role"] for row in people})) or "?"

    def number(tried: str, label_: str, value: int) -> Number:
        return scope.number(
            f"{OF}{label.casefold().replace(' ', '-')}:{tried}", label_, value, "accounts",
            f"target accounts, people of this level: {label_.casefold()}", "coverage_people", clause=CLAUSE,
            rows=Rows("rows_white_space", value, (("tried", tried), ("word", roles))),
        )  # fmt: skip

    known = {row["account"] for row in people}
    reached = {
        name: len({row["account"] for row in people if column == "known" or row[column]})
        for name, column in _CELLS.items()
    }
    counts = {name: number(name, STEPS[name], count) for name, count in reached.items()}
    return WhiteSpace(
        level=label,
        known=counts["known"],
        marketing=counts["marketing"],
        sales=counts["sales"],
        engaged=counts["engaged"],
        white=number("white", "Nobody known", accounts - len(known)),
    )
