"""Who a segment's rule finds now: how many people, at which accounts, in how many of them a deal is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.agreement.rules.fit import FitTest
from accord.agreement.rules.segment import AxisTest, MarkTest, Segment, StageTest, Test, read_segment
from accord.agreement.tables import FitRule
from accord.journey.encode import satisfies
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope

MILLI = 1_000
_MARKS = {"open deal": "open_deal", "customer": "customer", "target account": "target"}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AccountReached:
    """One account of an audience: how many of its people, and whether a deal is open there."""

    account: int
    people: int
    open_deal: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody whom a rule finds as of an instant; `alone` are people of no account. Accounts in their order."""

    people: int
    alone: int
    accounts: tuple[AccountReached, ...]
    contacts: frozenset[int]
    as_of: datetime | None

    @property
    def in_deals(self) -> int:
        """Accounts with an open deal."""
        return sum(one.open_deal for one in self.accounts)


def find_audience(mirror: Mirror, scope: Scope, text: str) -> Audience:
    """Who the rule finds in a mirror. Raises `RuleUnclear` for a rule that cannot be read; nobody is a fair answer."""
    segment = read_segment(text)
    said: dict[int, dict[str, str]] = defaultdict(dict)
    if segment.attributes:
        for row in mirror.ask("campaign_attributes", word="|".join(sorted(segment.attributes))):
            said[row["contact"]][row["attribute"]] = row["said"]
    stages = tuple(str(stage.id).casefold() for stage in scope.document.stages) if scope.document else ()
    rows = [
        row
        for row in mirror.ask("campaign_people")
        if _is_in(segment, row, said.get(row["contact"], {}), stages)
    ]
    return _audience(rows, mirror.as_of)


def _audience(rows: Iterable[Row], as_of: datetime | None) -> Audience:
    people: dict[int, int] = defaultdict(int)
    deals: dict[int, bool] = defaultdict(bool)
    contacts, alone = set(), 0
    for row in rows:
        contacts.add(row["contact"])
        if row["account"] is None:
            alone += 1
            continue
        people[row["account"]] += 1
        deals[row["account"]] |= row["open_deal"]
    accounts = tuple(AccountReached(one, people[one], deals[one]) for one in sorted(people))
    return Audience(len(contacts), alone, accounts, frozenset(contacts), as_of)


def _is_in(segment: Segment, row: Row, said: Mapping[str, str], stages: tuple[str, ...]) -> bool:
    return all(_holds(test, row, said, stages) for test in segment.all_of) and not any(
        _holds(test, row, said, stages) for test in segment.unless
    )


def _holds(test: Test, row: Row, said: Mapping[str, str], stages: tuple[str, ...]) -> bool:
    """Whether a test holds of somebody; what nobody recorded satisfies none."""
    if isinstance(test, MarkTest):
        return bool(row[_MARKS[test.mark]])
    if isinstance(test, AxisTest):
        return int(row[test.axis]) >= test.least * MILLI
    if isinstance(test, StageTest):
        stage = row["stage"]
        return stage is not None and 0 <= stage < len(stages) and stages[stage] in test.stages
    return test.attribute in said and satisfies(_rule(test), said[test.attribute])


def _rule(test: FitTest) -> FitRule:
    return FitRule(test.attribute, test.one_of, test.low, test.high, 0, "")
