"""The past is read in pages whose cursor stands with their rows: a kill at any point loses nothing."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from twins.salesforce.seed import make_seed

from accord.connectors.salesforce.live import bulk
from accord.ledger.models import Fact, SourceRecord, SyncObject
from accord.workflows import book_page, read_crm
from accord.workflows.connections import forget_sessions
from accord.workflows.read_crm import read_history
from tests.crm.campaign import Killed
from tests.crm.company import Clock, connect_to, salesforce, sign

pytestmark = pytest.mark.django_db
PEOPLE = 60


def read_with_kills(patch: pytest.MonkeyPatch, seed: int) -> tuple[int, int]:
    """Read the past in pages of 7 with a kill in every third transaction; people known, and kills."""
    dice, kills = Random(seed), 0
    real = book_page.identify_batch

    def deadly(*values: Any, **named: Any) -> None:
        real(*values, **named)
        if dice.random() < 0.33:
            raise Killed

    patch.setattr(book_page, "identify_batch", deadly)
    patch.setattr(bulk, "_PAGE", 7)
    with salesforce(make_seed(PEOPLE, seed)) as twin:
        clock = Clock(twin)
        sign()
        connect_to(twin, clock)
        for _ in range(600):
            try:
                again = read_history("salesforce", clock)
            except Killed:
                kills += 1
                forget_sessions()
                continue
            if again is None:
                break
            clock.pass_(seconds=max((again - clock.now).total_seconds(), 0) + 1)
    people = SourceRecord.objects.filter(source="crm", kind="person").exclude(values="")
    return people.count(), kills


def test_nothing_is_lost_or_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every person is known, every fact once."""
    people, kills = read_with_kills(monkeypatch, 3)
    assert people == PEOPLE and kills > 5
    assert Fact.objects.values("source", "source_id").distinct().count() == Fact.objects.count()


def test_a_cursor_in_its_own_transaction_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant moves the cursor first: what a kill took back is never read again."""
    real = book_page.book_page

    def mutant(*values: Any, changes: Mapping[str, Any], **named: Any) -> Any:
        row: SyncObject = values[3]
        SyncObject.objects.filter(id=row.id).update(**changes)
        for name, value in changes.items():
            setattr(row, name, value)
        return real(*values, changes={}, **named)

    monkeypatch.setattr(read_crm, "book_page", mutant)
    people, kills = read_with_kills(monkeypatch, 3)
    assert kills > 5 and people < PEOPLE
