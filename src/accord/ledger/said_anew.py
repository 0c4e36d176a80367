"""A happening that its source says anew: what changed is withdrawn and appended, what stands is left.

A call, a meeting, a deal's birth has one id in its system, whoever it hangs on and whatever is said of it.
Of what is read under that id the newest reading counts. Expects a transaction and the turn.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection

from accord.ledger.models import Happening
from accord.ledger.prepare import ReadyFact
from accord.ledger.sql import in_chunks, marks, rebind
from accord.ledger.withdrawn import SAID_ANEW, Step, find_withdrawn, record_steps
from accord.vocabulary.facts import Ref

Whose = Callable[[Collection[int]], Mapping[int, int]]
_COLUMNS = "kind, occurred_at, channel, campaign, asset, actor, value, amount, currency, agent"


class Reading(NamedTuple):
    """All that one reading says of one happening; no facts: that it did not happen, or not yet."""

    item: str  # digest
    facts: Sequence[ReadyFact]
    modified_at: datetime | None


class Settled(NamedTuple):
    """The facts to append, and how many stopped or began again to count."""

    facts: list[ReadyFact]
    changed: int


class KnownFact(NamedTuple):
    """A fact that the ledger holds, and whether it stands."""

    seq: int
    source_id: str
    subject: int
    columns: tuple[Any, ...]
    stands: bool


def settle(
    source: str, readings: Iterable[Reading], keys: Mapping[Ref, int], whose: Whose, now: datetime
) -> Settled:
    """Compare each happening with what stands of it, withdraw what is not said any more, name what is new.

    `whose` gives the contact of each identity key: a fact about another record of the same contact is the same.
    A reading older than the last one changes nothing.
    """
    newest = _newest(readings)
    seen, members = _find_members(source, newest.keys())
    current = [r for r in newest.values() if not _older(r.modified_at, seen.get(r.item))]
    asked = {f.source_id: r.item for r in current for f in r.facts}
    asked |= {one: r.item for r in current for one in members[r.item]}
    known = _find_known(source, asked)
    subjects = {one.subject for facts in known.values() for one in facts}
    of = whose(subjects | {keys[f.about] for r in current for f in r.facts if f.about is not None})
    steps: list[Step] = []
    fresh: list[ReadyFact] = []
    for reading in current:
        more, new = compare(reading.facts, known[reading.item], keys, of)
        steps += more
        fresh += new
    _keep(source, current, seen)
    return Settled(fresh, record_steps(steps, SAID_ANEW, now))


def _newest(readings: Iterable[Reading]) -> dict[str, Reading]:
    """One page may hold a row twice: the later one."""
    found: dict[str, Reading] = {}
    for reading in readings:
        held = found.get(reading.item)
        if held is None or not _older(reading.modified_at, held.modified_at):
            found[reading.item] = reading
    return found


def _older(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


def compare(
    facts: Iterable[ReadyFact], known: Sequence[KnownFact], keys: Mapping[Ref, int], of: Mapping[int, int]
) -> tuple[list[Step], list[ReadyFact]]:
    """What to withdraw or bring back, and what to append, so that exactly what was read stands."""
    left = sorted(known, key=lambda one: (not one.stands, one.seq))
    taken = {one.source_id for one in known}
    steps: list[Step] = []
    fresh: list[ReadyFact] = []
    for fact in facts:
        key = 0 if fact.about is None else keys[fact.about]
        same = [one for one in left if _says(one, fact, key, of)]
        same.sort(key=lambda one: (not one.stands, one.subject != key))
        if same:
            left.remove(same[0])
            if not same[0].stands:
                steps.append(Step(same[0].seq, same[0].subject, -1))
            continue
        name = _free(fact.source_id, taken)
        taken.add(name)
        fresh.append(fact._replace(source_id=name))
    return steps + [Step(one.seq, one.subject, 1) for one in left if one.stands], fresh


def _says(known: KnownFact, fact: ReadyFact, key: int, of: Mapping[int, int]) -> bool:
    same_person = known.subject == key or of.get(known.subject, 0) == of.get(key, -1)
    return same_person and known.columns == fact.columns


def _free(source_id: str, taken: Collection[str]) -> str:
    """The name itself, else the digest under which its next version stands."""
    name, number = source_id, 0
    while name in taken:
        number += 1
        name = sha256(f"{source_id}/{number}".encode()).hexdigest()[: len(source_id)]
    return name


def _find_members(
    source: str, items: Collection[str]
) -> tuple[dict[str, datetime], defaultdict[str, set[str]]]:
    """As of when each happening was read last, and the names of its facts."""
    seen: dict[str, datetime] = {}
    members: defaultdict[str, set[str]] = defaultdict(set)
    for some in in_chunks(sorted(items)):
        rows = Happening.objects.filter(source=source, item__in=some)
        for item, source_id, modified_at in rows.values_list("item", "source_id", "modified_at"):
            if source_id:
                members[item].add(source_id)
            elif modified_at is not None:
                seen[item] = modified_at
    return seen, members


def _find_known(source: str, asked: Mapping[str, str]) -> defaultdict[str, list[KnownFact]]:
    """The facts under these names, by happening."""
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for some in in_chunks(sorted(asked)):
            cursor.execute(
                f"SELECT seq, source_id, subject, {_COLUMNS} FROM ledger_fact "  # noqa: S608 - names of ours
                f"WHERE source = %s AND source_id IN ({marks(len(some))})",
                [source, *some],
            )
            rows += cursor.fetchall()
    gone = find_withdrawn({row[2] for row in rows}, SAID_ANEW)
    found: defaultdict[str, list[KnownFact]] = defaultdict(list)
    for seq, source_id, subject, *columns in rows:
        said = tuple(rebind(value) for value in columns)
        found[asked[source_id]].append(KnownFact(seq, source_id, subject, said, seq not in gone))
    return found


def _keep(source: str, readings: Iterable[Reading], seen: Mapping[str, datetime]) -> None:
    """Note as of when each happening was read; `record_facts` notes its facts."""
    rows = [
        Happening(source=source, item=r.item, modified_at=r.modified_at)
        for r in readings
        if r.modified_at is not None and r.modified_at != seen.get(r.item)
    ]
    Happening.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        update_fields=["modified_at"],
        unique_fields=["source", "item", "source_id"],
    )
