"""A score as lines that add up to it exactly, as of any instant: each fact, each rule, each cap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accord.agreement.tables import Tables
from accord.journey import kernel as k
from accord.journey.encode import decided_by, microseconds
from accord.journey.live import Fact, Pass, Reader
from accord.journey.pack import as_list
from accord.journey.score import worth
from accord.vocabulary.facts import FactKind


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of a score in milli-points; a cap's line is negative. `fact` is what earned it, if one did."""

    text: str
    milli_points: int
    fact: Fact | None = None
    age_days: int = 0
    cap: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Both axes of a score, and the lines of each: they sum to it to the last milli-point."""

    as_of: datetime
    fit: int
    fit_lines: tuple[Contribution, ...]
    engagement: int
    engagement_lines: tuple[Contribution, ...]


def explain(facts: Iterable[Fact], tables: Tables, as_of: datetime) -> Explanation:
    """Why a contact's score is what it is at an instant. Off any journey, engagement is 0 without lines."""
    known = [fact for fact in sorted(facts) if fact.occurred_at <= as_of]
    fit_lines = _fit_lines(known, tables)
    engagement_lines = _engagement_lines(known, tables, as_of)
    return Explanation(
        as_of,
        sum(line.milli_points for line in fit_lines),
        fit_lines,
        sum(line.milli_points for line in engagement_lines),
        engagement_lines,
    )


def explain_qualified(facts: Iterable[Fact], tables: Tables, lead: Pass) -> Explanation | None:
    """Why a pass qualified, by what was known at that fact; None if it never did."""
    if lead.qualified_at is None or lead.qualified_by is None:
        return None
    by = lead.qualified_by
    return explain((fact for fact in facts if fact <= by), tables, lead.qualified_at)


def _fit_lines(known: list[Fact], tables: Tables) -> tuple[Contribution, ...]:
    holds: dict[int, Fact] = {}
    for fact in known:
        if fact.kind != FactKind.attribute:
            continue
        decides, satisfied = decided_by(fact.value, tables)
        for r in range(len(tables.fit_rules)):
            if satisfied >> r & 1:
                holds[r] = fact
            elif decides >> r & 1:
                holds.pop(r, None)
    lines = [
        Contribution(rule.text, rule.milli_points, holds[r])
        for r, rule in enumerate(tables.fit_rules)
        if r in holds and rule.milli_points
    ]
    return (*lines, *_cut("fit", lines, int(tables.fit_cap)))


def _engagement_lines(known: list[Fact], tables: Tables, as_of: datetime) -> tuple[Contribution, ...]:
    reader = Reader(known, tables, as_of)
    if not reader.passes or reader.passes[-1][k.P_ENDED_AT] != k.NONE:
        return ()
    t, now = as_list(tables), microseconds(as_of)
    lines: list[Contribution] = []
    for c, text in enumerate(tables.criterion_text):
        earned = []
        for i in range(reader.passes[-1][k.P_OPENED_BY], len(known)):
            if t[k.CRITERION + reader.packed.kinds[i]] == c:
                age = (now - reader.packed.at[i]) // k.DAY
                earned.append(Contribution(text, worth(t[k.POINTS + c], age, t), known[i], age))
        lines += [line for line in earned if line.milli_points]
        lines += _cut(text, earned, t[k.CAPS + c])
    return (*lines, *_cut("engagement", lines, t[k.ENGAGEMENT_CAP]))


def _cut(text: str, lines: list[Contribution], cap: int) -> list[Contribution]:
    """The cap's own line, where it cuts."""
    over = sum(line.milli_points for line in lines) - cap
    return [Contribution(text, -over, cap=True)] if over > 0 else []
