"""What sales heard in the last whole week, topic by topic, against each topic's own past weeks.

A week runs from Monday to Monday in the reporting zone and is judged once it is over. Its topics are those known before
it began (the agreement's reasons and competitors, and whatever five people had said by then): chosen by the past alone,
so that the promise of the false alarm holds. What nobody said before is shown as new, and judged from the next week on.
"""

from dataclasses import replace

from accord.agreement.hearing import CLAUSE, Hearing, hearing_of
from accord.measures.hears.gather import WEEK, Heard, Key, agreed_keys, gather
from accord.measures.hears.lines import SORTS, Hears, Topic
from accord.measures.hears.made import OF, Maker, segment_of
from accord.measures.hears.spikes import expected, holm, upper_tail
from accord.measures.hears.topics import GROUP
from accord.measures.mirror import Mirror
from accord.measures.number import Rows, Window
from accord.measures.scope import Scope
from accord.vocabulary.said import said

__all__ = ["OF", "hears", "segment_of"]

_SHARE = "people of whom it was said in the week / people of whom an outcome was recorded in it"
_OUTCOMES = (
    "people with an outcome in the week: returned, recycled, disqualified, a deal won or lost, words noted"
)


def hears(mirror: Mirror, scope: Scope, segment: str = "") -> Hears:
    """The last whole week before the window's end (before today without one), of one segment or of all.

    Without outcomes it says so; of a segment that nobody is of, too.
    """
    scope, limits = replace(scope, as_of=mirror.as_of), hearing_of(scope.document)
    heard = gather(mirror, scope, limits, segment)
    missing = max(limits.least - len(heard.before), 0)
    agreed = agreed_keys(scope.document, limits)
    keys = sorted(
        key for key in heard.counts if key in heard.known | agreed or heard.of(key, heard.week) >= GROUP
    )
    judged = sorted(heard.known | agreed) if not missing and heard.outcomes.get(heard.week) else []
    chances = {key: _chance(heard, key) for key in judged}
    found = dict(zip(judged, holm([chances[key] for key in judged], limits.false_alarm), strict=True))
    made = Maker(scope, heard)
    topics = [_topic(made, key, chances.get(key), found.get(key, False), missing) for key in keys]
    topics.sort(key=lambda t: (not t.spike, -t.weeks[-1], -sum(t.weeks), t.key))
    return _whole(made, limits, topics, len(judged), missing)


def _chance(heard: Heard, key: Key) -> float:
    return upper_tail(*heard.past(key), heard.of(key, heard.week), heard.outcomes[heard.week])


def _topic(made: Maker, key: Key, chance: float | None, spike: bool, missing: int) -> Topic:
    heard, (sort, topic) = made.heard, key
    counts, outcomes = heard.past(key)
    now, of = heard.of(key, heard.week), heard.outcomes.get(heard.week, 0)
    likely = expected(counts, outcomes, of) if chance is not None else None
    return Topic(
        key=f"{sort}:{topic}",
        sort=sort,
        topic=topic,
        share=made.share(key, "week", SORTS.get(sort, sort), now, of, _SHARE),
        past=made.past(key),
        expected=likely,
        chance=chance,
        spike=spike,
        missing=missing,
        says=_said(now, likely, spike, missing, new=key not in heard.known),
        weeks=(*counts, now),
        sources=made.by_source(key),
    )


def _said(now: int, likely: float | None, spike: bool, missing: int, *, new: bool) -> str:
    if missing:
        return said("not enough weeks, %(n)s more", n=missing)
    if likely is None:
        return "new this week: no past to hold it against" if new else "no outcome this week"
    usual, high = f"{likely:.1f}", "a spike: %(n)s people, where %(likely)s were to be expected"
    if spike:
        return said(high, n=now, likely=usual)
    if now == 1:
        return said(
            "as its past lets one expect: one person, where %(likely)s were to be expected", likely=usual
        )
    return said(
        "as its past lets one expect: %(n)s people, where %(likely)s were to be expected", n=now, likely=usual
    )


def _whole(made: Maker, limits: Hearing, topics: list[Topic], judged: int, missing: int) -> Hears:
    scope, heard = made.scope, made.heard
    of = heard.outcomes.get(heard.week, 0)
    outcomes = scope.number(
        made.name("outcomes"), "Outcomes in the week", of, "people", _OUTCOMES, "hears_weeks",
        rows=Rows("rows_hears", of, made.week),
    )  # fmt: skip
    count = sum(topic.spike for topic in topics)
    enough = judged > 0
    spikes = scope.number(
        made.name("spikes"), "Spikes", count if enough else None, "topics",
        "topics of which more people spoke than their own past weeks let one expect", "hears_topics",
        clause=f"{CLAUSE}.false alarm", enough=enough,
        note=said("not enough weeks, %(n)s more", n=missing) if missing else "" if of else "no outcome this week",
    )  # fmt: skip
    percent = f"{100 * limits.false_alarm:g}"
    promise = "where nothing changed, any topic is called a spike in at most %(n)s %% of weeks"
    return Hears(
        window=Window(heard.week, heard.week + WEEK),
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
        segment=heard.segment,
        segments=made.segments(),
        rivals=made.rivals(),
    )


def _summed(of: int, judged: int, count: int, missing: int) -> str:
    if missing:
        return said("not enough weeks, %(n)s more", n=missing)
    if not of:
        return "no outcome was recorded in this week"
    one = "%(n)s of %(all)s topics is a spike"
    return said(one if count == 1 else "%(n)s of %(all)s topics are spikes", n=count, all=judged)
