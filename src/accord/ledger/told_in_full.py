"""What a source tells of a record in full: of some kinds, within a span, exactly these facts stand.

A property's history gives every value with its day, so a fact of it that was dated by anything else is withdrawn.
How a deal ended is told by the deal itself: open again, it has not ended. Expects a transaction and the turn.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from accord.ledger.prepare import ReadyFact
from accord.ledger.read_live import note_told
from accord.ledger.said_anew import KnownFact, Settled, compare
from accord.ledger.sql import in_chunks, make_binder, marks, rebind
from accord.ledger.withdrawn import SAID_ANEW, Step, find_withdrawn, record_steps
from accord.vocabulary.facts import FactKind, Ref

_COLUMNS = "kind, occurred_at, channel, campaign, asset, actor, value, amount, currency, agent"
_KIND, _WHEN = 0, 1


class Span(NamedTuple):
    """From when to when a kind is told in full, both included; None: without that end."""

    since: datetime | None = None
    until: datetime | None = None


class InFull(NamedTuple):
    """All that is told of some kinds about one record."""

    about: Ref
    spans: Mapping[FactKind, Span]
    facts: Sequence[ReadyFact]


def settle_in_full(source: str, told: Iterable[InFull], keys: Mapping[Ref, int], now: datetime) -> Settled:
    """Withdraw what stands of these kinds and is not told, bring back what is told again, name what is new."""
    told = list(told)
    held = _find_held(source, {keys[one.about] for one in told}, {kind for one in told for kind in one.spans})
    bind = make_binder()
    steps: list[Step] = []
    fresh: list[ReadyFact] = []
    for one in told:
        bounds = {int(kind): (bind(span.since), bind(span.until)) for kind, span in one.spans.items()}
        facts = held[keys[one.about]]
        left = [fact for fact in facts if fact.columns[_KIND] in bounds and _within(fact, bounds)]
        more, new = compare(one.facts, left, keys, {})
        steps += more
        fresh += new
    note_told(
        source, {(keys[one.about], kind): span.since for one in told for kind, span in one.spans.items()}
    )
    return Settled(fresh, record_steps(steps, SAID_ANEW, now))


def _within(fact: KnownFact, bounds: Mapping[int, tuple[object, object]]) -> bool:
    since, until = bounds[fact.columns[_KIND]]
    when = fact.columns[_WHEN]
    return (since is None or when >= since) and (until is None or when <= until)


def _find_held(source: str, subjects: set[int], kinds: set[FactKind]) -> defaultdict[int, list[KnownFact]]:
    """The source's facts of these kinds about these subjects, by subject."""
    found: defaultdict[int, list[KnownFact]] = defaultdict(list)
    gone = find_withdrawn(subjects, SAID_ANEW)
    wanted = sorted(int(kind) for kind in kinds)
    with connection.cursor() as cursor:
        for some in in_chunks(sorted(subjects)):
            cursor.execute(
                f"SELECT seq, source_id, subject, {_COLUMNS} FROM ledger_fact "  # noqa: S608 - names of ours
                f"WHERE source = %s AND subject IN ({marks(len(some))}) AND kind IN ({marks(len(wanted))})",
                [source, *some, *wanted],
            )
            for seq, source_id, subject, *columns in cursor.fetchall():
                said = tuple(rebind(value) for value in columns)
                found[subject].append(KnownFact(seq, source_id, subject, said, seq not in gone))
    return found
