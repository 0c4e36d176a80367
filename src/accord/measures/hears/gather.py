"""What was heard by topic and week, as the mirror counts it: the week that is judged, and those before it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from accord.agreement.hearing import Hearing
from accord.agreement.shape import Document
from accord.measures.hears.topics import GROUP, NAMED, RIVAL, WON_AGAINST
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.measures.sitting import sitting

Key = tuple[str, str]
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Heard:
    """Counts by topic and week, outcomes by week; by source, segment and competitor over all the weeks looked at."""

    segment: str  # of which alone; empty: of all
    week: date
    before: tuple[date, ...]  # weeks with outcomes before it, the oldest first, at most as many as agreed
    outcomes: Mapping[date, int]
    counts: Mapping[Key, Mapping[date, int]]
    known: frozenset[Key]  # before the week began
    sources: Mapping[tuple[str, str, str], int]
    segments: Mapping[str, int]  # people with outcomes, whichever segment is asked for
    rivals: Mapping[str, tuple[int, int]]  # deals lost to it, and won against it

    @property
    def first(self) -> date:
        """The first of the weeks looked at."""
        return self.before[0] if self.before else self.week

    def of(self, key: Key, week: date) -> int:
        """People of whom a topic was said in a week."""
        return self.counts.get(key, {}).get(week, 0)

    def past(self, key: Key) -> tuple[list[int], list[int]]:
        """The weeks before: people of whom it was said, and outcomes."""
        return [self.of(key, week) for week in self.before], [self.outcomes[week] for week in self.before]


def gather(mirror: Mirror, scope: Scope, limits: Hearing, segment: str = "") -> Heard:
    """The last whole week before the window's end (before today without one) and the agreed weeks before it."""
    week = last_week(scope)
    bound = scope.bound(segment=segment or None)
    with sitting(mirror) as asked:
        outcomes = {row["week"]: row["people"] for row in asked.ask("hears_weeks", **bound)}
        before = tuple(sorted(each for each in outcomes if each < week)[-limits.against :])
        first = before[0] if before else week
        counts: dict[Key, dict[date, int]] = defaultdict(dict)
        ever: dict[Key, int] = defaultdict(int)
        for row in asked.ask("hears_topics", **bound):
            key = row["sort"], row["topic"]
            if row["week"] < week:
                ever[key] += row["people"]
            if first <= row["week"] <= week:
                counts[key][row["week"]] = row["people"]
        span = bound | {"early": str(first), "cell": str(week)}
        sources = {
            (row["sort"], row["topic"], row["source"]): row["people"]
            for row in asked.ask("hears_sources", **span)
        }
        segments = {row["segment"]: row["people"] for row in asked.ask("hears_segments", **span)}
        rivals = {row["topic"]: (row["lost"], row["won"]) for row in asked.ask("hears_rivals", **span)}
    known = frozenset(key for key, people in ever.items() if people >= GROUP and counts.get(key))
    return Heard(segment, week, before, outcomes, counts, known, sources, segments, rivals)


def last_week(scope: Scope) -> date:
    """The Monday of the last week that is over."""
    end = min(scope.window.end, scope.today) if scope.window else scope.today
    return end - timedelta(days=end.weekday()) - WEEK


def agreed_keys(document: Document | None, limits: Hearing) -> frozenset[Key]:
    """The agreement's own reasons and competitors: the closed vocabulary, always looked at."""
    rivals = {(sort, name) for sort in (RIVAL, WON_AGAINST, NAMED) for name, _ in limits.rivals}
    outcomes = document.outcomes if document else None
    if outcomes is None:
        return frozenset(rivals)
    reasons = {
        "returned": outcomes.return_.reasons if outcomes.return_ else (),
        "recycled": tuple(outcomes.recycle),
        "disqualified": tuple(outcomes.disqualify),
    }
    return frozenset(
        rivals
        | {
            (sort, name.replace("_", " ").strip().lower())
            for sort, names in reasons.items()
            for name in names
        }
    )
