"""Amounts stated anew: an ad platform corrects a day, and the newer statement counts, once.

Facts are append-only, so the correction is a fact of its own: the difference to what stood. The sum of a
statement and its corrections is what was stated last, and every sum over facts is right without knowing.
"""

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import NamedTuple

from django.db import connection

from accord.ledger.prepare import ReadyFact
from accord.ledger.sql import in_chunks, marks
from accord.vocabulary.facts import FactKind

STATED = frozenset({int(FactKind.spend), int(FactKind.impressions), int(FactKind.ad_clicks)})
_KIND, _AMOUNT, _CURRENCY = 0, 7, 8


class Stated(NamedTuple):
    """What a statement says now: its sum by currency, its corrections so far, the import that spoke last."""

    sums: dict[str, int]
    corrections: int
    import_id: int | None


def restate(source: str, facts: Iterable[ReadyFact], import_id: int | None) -> list[ReadyFact]:
    """The facts to append: an amount that differs from what stands becomes its correction.

    An amount of nothing is kept only as the correction of one that stands. Two amounts under one name within
    one import are no correction: the first stands. Expects the turn.
    """
    facts = list(facts)
    stated = {fact.source_id for fact in facts if fact.columns[_KIND] in STATED}
    standing = _find_standing(source, stated) if stated else {}
    ready: list[ReadyFact] = []
    met: set[str] = set()
    for fact in facts:
        stands = standing.get(fact.source_id)
        again = fact.source_id in met
        met.add(fact.source_id)
        if stands is None or again or (import_id is not None and stands.import_id == import_id):
            if fact.columns[_KIND] not in STATED or fact.columns[_AMOUNT]:
                ready.append(fact)
            continue
        corrections = _correct(fact, stands)
        ready += corrections or [fact]
    return ready


def _correct(fact: ReadyFact, stands: Stated) -> list[ReadyFact]:
    """The differences, one per currency; none where the statement is as it stood."""
    amount, currency = fact.columns[_AMOUNT], fact.columns[_CURRENCY]
    differences = {
        each: (amount if each == currency else 0) - stands.sums.get(each, 0)
        for each in sorted({currency, *stands.sums})
    }
    found: list[ReadyFact] = []
    for each, difference in differences.items():
        if difference:
            columns = (*fact.columns[:_AMOUNT], difference, each, *fact.columns[_CURRENCY + 1 :])
            name = _name(fact.source_id, stands.corrections + len(found) + 1)
            found.append(fact._replace(source_id=name, columns=columns))
    return found


def _find_standing(source: str, stated: Collection[str]) -> dict[str, Stated]:
    """Follow each statement from its first fact through its corrections."""
    found: dict[str, Stated] = {}
    asked = {name: name for name in stated}
    number = 0
    while asked:
        known = _find(source, asked)
        for name, (amount, currency, import_id) in known.items():
            sums = dict(found[asked[name]].sums) if number else {}
            sums[currency] = sums.get(currency, 0) + (amount or 0)
            found[asked[name]] = Stated(sums, number, import_id)
        number += 1
        asked = {_name(asked[name], number): asked[name] for name in known}
    return found


def _find(source: str, names: Collection[str]) -> dict[str, tuple[int | None, str, int | None]]:
    found = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(names)):
            cursor.execute(
                "SELECT source_id, amount, currency, import_id FROM ledger_fact "  # noqa: S608 - placeholders
                f"WHERE source = %s AND source_id IN ({marks(len(chunk))})",
                [source, *chunk],
            )
            found.update({name: tuple(rest) for name, *rest in cursor.fetchall()})
    return found


def _name(source_id: str, number: int) -> str:
    """The digest under which a statement's n-th correction stands."""
    return sha256(f"{source_id}/{number}".encode()).hexdigest()[: len(source_id)]
