"""Arrival order never matters: any permutation and any split of the same rows leaves the same state."""

import json
import os
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction
from tests.ledger.made import NOW
from tests.workflows.rows_that_meet import Row, make_rows
from tests.workflows.whole_state import whole_state

from accord.ledger import prepare
from accord.ledger.keys import make_digest
from accord.ledger.models import Import
from accord.vocabulary.facts import RowRead
from accord.workflows.import_batch import book_batch, sort_batch

pytestmark = pytest.mark.django_db

PERMUTATIONS = int(os.environ.get("ACCORD_PERMUTATIONS", "200"))


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def state_after(batches: Iterable[list[Row]]) -> str:
    """The state that these batches leave in an empty database."""
    digest = make_digest(settings.SECRET_KEY)
    with undone():
        imports: dict[str, tuple[int, int]] = {}
        for batch in batches:
            for source in sorted({row[0] for row in batch}):
                rows = [row for row in batch if row[0] == source]
                if source not in imports:
                    imports[source] = (Import.objects.create(source=source, started_at=NOW).id, 0)
                number, line = imports[source]
                read = [RowRead(line + n, row[1], row[2]) for n, row in enumerate(rows, start=1)]
                ready = sort_batch(read, line, digest)
                book_batch(ready, import_id=number, source=source, cursor=line, digest=digest, now=NOW)
                imports[source] = (number, line + len(rows))
        return json.dumps(whole_state(), sort_keys=True, indent=1)


def permute(rows: list[Row], seed: int) -> list[list[Row]]:
    """The rows in another order, some of them twice, cut into batches at random."""
    chance = random.Random(seed)
    mixed = chance.sample(rows, len(rows)) + chance.sample(rows, chance.randrange(4))
    cuts = sorted(chance.sample(range(1, len(mixed)), chance.randrange(len(mixed))))
    return [mixed[a:b] for a, b in zip([0, *cuts], [*cuts, len(mixed)], strict=True)]


def find_differences(seeds: Iterable[int]) -> list[int]:
    """The seeds whose permutation leaves another state than the rows in order."""
    rows = make_rows()
    expected = state_after([rows])
    return [seed for seed in seeds if state_after(permute(rows, seed)) != expected]


def test_permutations_and_splits_leave_the_same_state() -> None:
    assert find_differences(range(40)) == []


@pytest.mark.long
def test_many_permutations_and_splits_leave_the_same_state() -> None:
    assert find_differences(range(PERMUTATIONS)) == []


def test_the_rows_say_something() -> None:
    state = json.loads(state_after([make_rows()]))
    assert any("+" in contact for contact in state["contacts"])
    assert any("Pass(" in journey for journey in state["journeys"].values())
    assert state["deals"]["crm/deal/d1"][3] == ["crm/person/p1", "crm/person/p2"]


def test_the_mutant_in_which_the_last_to_arrive_wins_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from accord.ledger import record

    class Latest(tuple):  # type: ignore[type-arg]
        def __gt__(self, other: object) -> bool:
            return True

    monkeypatch.setattr(record, "rank", Latest)
    monkeypatch.setattr(prepare, "rank", Latest)
    assert find_differences(range(10))
