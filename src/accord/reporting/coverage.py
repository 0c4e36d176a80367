"""Coverage of the target accounts for whoever may see the board; the accounts to act on for who may see them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from accord.contacts.account_names import find_account_names
from accord.measures.coverage import OF, coverage
from accord.measures.coverage_lines import STEPS, TargetCoverage
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Window
from accord.measures.scope import Scope
from accord.reporting.ordering import AS_GIVEN, Sorting, figure, many, ordered, when, words
from accord.reporting.owned import by_owners
from accord.reporting.paging import page_of
from accord.reporting.reckoned import reckoned
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer

__all__ = [
    "MISSING",
    "OF",
    "STEPS",
    "TO_SORT",
    "Target",
    "TargetCoverage",
    "Targets",
    "company_coverage",
    "targets_to_act_on",
]
MISSING = {
    "known": "nobody is known there",
    "marketing": "not reached by marketing",
    "sales": "not reached by sales",
    "engaged": "nobody acted",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A target account in which something is missing, and what."""

    account_id: int
    name: str
    tier: str
    owner: str
    known: int
    missing: tuple[str, ...]  # as `MISSING`
    in_opportunity: bool
    last_at: datetime | None


TO_SORT = (
    words("name"),
    many("missing"),
    figure("known"),
    words("owner"),
    when("last_at"),
)


@dataclass(frozen=True, slots=True)
class Targets:
    """A page of those the viewer may see: in the order asked for, else by tier, the least reached first."""

    rows: tuple[Target, ...]
    visible: int
    total: int
    next_offset: int | None


def company_coverage(viewer: Viewer, *, window: Window | None = None, now: datetime) -> TargetCoverage:
    """How far both teams reach the target accounts, over a window (ever without one).

    Raises `Refused` without the right to see the board. Kept by version of the mirror, agreement, window and day.
    """
    return reckoned(viewer, "coverage", coverage, window=window, now=now)


def targets_to_act_on(
    viewer: Viewer,
    *,
    window: Window | None = None,
    now: datetime,
    offset: int = 0,
    limit: int = 50,
    sorting: Sorting = AS_GIVEN,
) -> Targets:
    """The target accounts that a team has not reached or where nobody acted, as far as this viewer may see them.

    All of them are sorted (a column of `TO_SORT`) before a page is cut. Raises `Refused` without the right to see the
    board.
    """
    found = reckoned(viewer, "targets", _to_act_on, window=window, now=now)
    if not (may(viewer, Right.see_rows) and may(viewer, Right.see_contacts)):
        return Targets((), 0, len(found), None)
    names = find_account_names(viewer, {row["account"] for row in found})
    mine = [_target(row, names[row["account"]]) for row in found if row["account"] in names]
    listed, more = page_of(ordered(mine, by_owners(viewer, TO_SORT, mine, sorting), sorting), offset, limit)
    return Targets(tuple(listed), len(mine), len(found), more)


def _to_act_on(mirror: Mirror, scope: Scope) -> tuple[Row, ...]:
    return tuple(row for row in mirror.ask("coverage", **scope.bound()) if _missing(row))


def _missing(row: Row) -> tuple[str, ...]:
    has = {
        "known": row["known"] > 0,
        "marketing": row["by_marketing"],
        "sales": row["by_sales"],
        "engaged": row["engaged"],
    }
    return tuple(name for name, there in has.items() if not there)


def _target(row: Row, name: str) -> Target:
    last: datetime | None = row["last_at"]
    return Target(
        row["account"], name, row["tier"], row["owner"], row["known"], _missing(row), row["in_opportunity"],
        last.replace(tzinfo=UTC) if last else None,
    )  # fmt: skip
