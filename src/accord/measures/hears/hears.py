"""What sales heard in the last whole week, topic by topic, against each topic's own past weeks.

A week runs from Monday to Monday in the reporting zone and is judged once it is over. Its topics are those known before
it began (the agreement's reasons, and whatever five people had said by then): chosen by the past alone, so that the
promise of the false alarm holds. What nobody said before is shown as new, and is judged from the next week on.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from accord.agreement.hearing import CLAUSE, Hearing, hearing_of
from accord.agreement.shape import Document
from accord.measures.hears.lines import SORTS, FromSource, Hears, Topic
from accord.measures.hears.spikes import expected, holm, upper_tail
from accord.measures.hears.topics import GROUP
from accord.measures.mirror import Mirror
from accord.measures.number import Number, Part, Rows, Window
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.measures.wilson import ENOUGH, wilson
from accord.vocabulary.said import said

OF = "hears:"  # what the names of its numbers begin with: hears:week:question:price
Key = tuple[str, str]
_WEEK = timedelta(days=7)
_SHARE = "people of whom it was said in the week / people of whom an outcome was recorded in it"
_PAST = (
    "people of whom it was said, summed over the weeks before / people with outcomes, summed over those weeks"
)
_FROM = "people of this source of whom it was said in all these weeks / people of this source with outcomes in them"


@dataclass(frozen=True, slots=True)
class _Heard:
    """Counts by topic and week, outcomes by week, and by source over all the weeks looked at."""

    week: date
    before: tuple[date, ...]  # weeks with outcomes before it, the oldest first, at most as many as agreed
    outcomes: Mapping[date, int]
    counts: Mapping[Key, Mapping[date, int]]
    known: frozenset[Key]  # before the week began
    sources: Mapping[tuple[str, str, str], int]

    def of(self, key: Key, week: date) -> int:
        return self.counts.get(key, {}).get(week, 0)

    def past(self, key: Key) -> tuple[list[int], list[int]]:
        return [self.of(key, week) for week in self.before], [self.outcomes[week] for week in self.before]


def hears(mirror: Mirror, scope: Scope) -> Hears:
    """The last whole week before the window's end (before today without one). Without outcomes it says so."""
    limits = hearing_of(scope.document)
    heard = _gather(mirror, scope, limits)
    missing = max(limits.least - len(heard.before), 0)
    agreed = _agreed(scope.document)
    keys = sorted(
        key for key in heard.counts if key in heard.known | agreed or heard.of(key, heard.week) >= GROUP
    )
    judged = sorted(heard.known | agreed) if not missing and heard.outcomes.get(heard.week) else []
    chances = {key: _chance(heard, key) for key in judged}
    found = dict(zip(judged, holm([chances[key] for key in judged], limits.false_alarm), strict=True))
    topics = [_topic(scope, heard, key, chances.get(key), found.get(key, False), missing) for key in keys]
    topics.sort(key=lambda t: (not t.spike, -t.weeks[-1], -sum(t.weeks), t.key))
    return _whole(scope, heard, limits, topics, len(judged), missing)


def _chance(heard: _Heard, key: Key) -> float:
    return upper_tail(*heard.past(key), heard.of(key, heard.week), heard.outcomes[heard.week])


def _gather(mirror: Mirror, scope: Scope, limits: Hearing) -> _Heard:
    week = _last_week(scope)
    bound = scope.bound()
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
        span = {"early": str(first), "cell": str(week)}
        sources = {
            (row["sort"], row["topic"], row["source"]): row["people"]
            for row in asked.ask("hears_sources", **(bound | span))
        }
    known = frozenset(key for key, people in ever.items() if people >= GROUP and counts.get(key))
    return _Heard(week, before, outcomes, counts, known, sources)


def _last_week(scope: Scope) -> date:
    """The Monday of the last week that is over."""
    end = min(scope.window.end, scope.today) if scope.window else scope.today
    return end - timedelta(days=end.weekday()) - _WEEK


def _agreed(document: Document | None) -> frozenset[Key]:
    """The agreement's own reasons: the closed vocabulary, always looked at."""
    outcomes = document.outcomes if document else None
    if outcomes is None:
        return frozenset()
    returned = outcomes.return_.reasons if outcomes.return_ else ()
    named = {
        "returned": returned,
        "recycled": tuple(outcomes.recycle),
        "disqualified": tuple(outcomes.disqualify),
    }
    return frozenset(
        (sort, name.replace("_", " ").strip().lower()) for sort, names in named.items() for name in names
    )


def _topic(scope: Scope, heard: _Heard, key: Key, chance: float | None, spike: bool, missing: int) -> Topic:
    sort, topic = key
    counts, outcomes = heard.past(key)
    now, of = heard.of(key, heard.week), heard.outcomes.get(heard.week, 0)
    likely = expected(counts, outcomes, of) if chance is not None else None
    made = _Maker(scope, heard, key)
    return Topic(
        key=f"{sort}:{topic}",
        sort=sort,
        topic=topic,
        share=made.share("week", SORTS.get(sort, sort), now, of, _SHARE),
        past=made.past(sum(counts), sum(outcomes)),
        expected=likely,
        chance=chance,
        spike=spike,
        missing=missing,
        says=_said(now, likely, spike, missing, new=key not in heard.known),
        weeks=(*counts, now),
        sources=made.by_source(),
    )


def _said(now: int, likely: float | None, spike: bool, missing: int, *, new: bool) -> str:
    if missing:
        return said("not enough weeks, %(n)s more", n=missing)
    if likely is None:
        return "new this week: no past to hold it against" if new else "no outcome this week"
    words = "a spike: %(n)s people, where %(likely)s were to be expected" if spike else (
        "as its past lets one expect: %(n)s people, where %(likely)s were to be expected"
    )  # fmt: skip
    return said(words, n=now, likely=f"{likely:.1f}")


@dataclass(frozen=True, slots=True)
class _Maker:
    """The numbers of one topic."""

    scope: Scope
    heard: _Heard
    key: Key

    def share(self, name: str, label: str, hits: int, cases: int, formula: str) -> Number:
        return self._number(name, label, hits, cases, formula, (("cell", str(self.heard.week)),))

    def past(self, hits: int, cases: int) -> Number:
        # Its rows are those of one week each: a person who said it in two weeks counts in both.
        return self.scope.number(
            f"{OF}past:{self.key[0]}:{self.key[1]}", "In the weeks before", hits / cases if cases else None, "share",
            _PAST, "hears_topics", clause=f"{CLAUSE}.against", interval=wilson(hits, cases),
            enough=cases >= ENOUGH, part=Part(hits, cases, "outcomes"),
        )  # fmt: skip

    def by_source(self) -> tuple[FromSource, ...]:
        """Each source with enough outcomes, by name."""
        first = self.heard.before[0] if self.heard.before else self.heard.week
        where = (("cell", str(self.heard.week)), ("early", str(first)))
        found = sorted(
            (s, n) for (sort, topic, s), n in self.heard.sources.items() if not sort and n >= ENOUGH
        )
        return tuple(
            FromSource(
                source,
                self._number(
                    f"from {source}", source, self.heard.sources.get((*self.key, source), 0), cases, _FROM,
                    (*where, ("source", source)), sql="hears_sources",
                ),
            )
            for source, cases in found
        )  # fmt: skip

    def _number(
        self, name: str, label: str, hits: int, cases: int, formula: str, where: tuple[tuple[str, str], ...],
        sql: str = "hears_topics",
    ) -> Number:  # fmt: skip
        few = (
            "" if cases >= ENOUGH else said("only %(n)s outcomes: read the interval, not the share", n=cases)
        )
        rows = Rows("rows_hears", hits, (("reason", self.key[0]), ("word", self.key[1]), *where))
        return self.scope.number(
            f"{OF}{name}:{self.key[0]}:{self.key[1]}", label, hits / cases if cases else None, "share", formula, sql,
            clause=CLAUSE, rows=rows, enough=not few, note=few, interval=wilson(hits, cases),
            part=Part(hits, cases, "outcomes"),
        )  # fmt: skip


def _whole(
    scope: Scope, heard: _Heard, limits: Hearing, topics: list[Topic], judged: int, missing: int
) -> Hears:
    of = heard.outcomes.get(heard.week, 0)
    outcomes = scope.number(
        f"{OF}outcomes", "Outcomes in the week", of, "people",
        "people of whom an outcome was recorded in the week: returned, recycled, disqualified, won, lost, words noted",
        "hears_weeks", rows=Rows("rows_hears", of, (("cell", str(heard.week)),)),
    )  # fmt: skip
    count = sum(topic.spike for topic in topics)
    enough = judged > 0
    spikes = scope.number(
        f"{OF}spikes", "Spikes", count if enough else None, "topics",
        "topics of which more people spoke than their own past weeks let one expect", "hears_topics",
        clause=f"{CLAUSE}.false alarm", enough=enough,
        note=said("not enough weeks, %(n)s more", n=missing) if missing else "" if of else "no outcome this week",
    )  # fmt: skip
    percent = f"{100 * limits.false_alarm:g}"
    promise = "where nothing changed, any topic is called a spike in at most %(n)s %% of weeks"
    return Hears(
        window=Window(heard.week, heard.week + _WEEK),
        zone=scope.zone,
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        outcomes=outcomes,
        spikes=spikes,
        topics=tuple(topics),
        judged=judged,
        weeks=(*heard.before, heard.week),
        promise=said(promise, n=percent),
        says=_summed(of, judged, count, missing),
    )


def _summed(of: int, judged: int, count: int, missing: int) -> str:
    if missing:
        return said("not enough weeks, %(n)s more", n=missing)
    if not of:
        return "no outcome was recorded in this week"
    return said("%(n)s of %(all)s topics spike", n=count, all=judged)
