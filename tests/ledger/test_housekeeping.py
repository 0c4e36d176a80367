"""Housekeeping puts everything back as it was, however the work ended."""

import gc

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.ledger.made import record, touch

from accord.ledger.housekeeping import CHECKPOINT_ROWS, Housekeeping


def pages() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_collection_and_checkpoints_come_back_after_an_error() -> None:
    before = pages() if connection.vendor == "sqlite" else 0
    with pytest.raises(ZeroDivisionError), Housekeeping():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()
    if connection.vendor == "sqlite":
        assert pages() == before > 0


@pytest.mark.django_db(transaction=True)
def test_what_was_written_is_moved_out_of_the_log_between_transactions() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has a log of its own beside the database")
    with CaptureQueriesContext(connection) as asked, Housekeeping() as house:
        record([], [touch(n, None) for n in range(50)])
        house.tidy(CHECKPOINT_ROWS - 1)
        assert not any("wal_checkpoint" in query["sql"] for query in asked.captured_queries)
        house.tidy(1)
        assert any("wal_checkpoint" in query["sql"] for query in asked.captured_queries)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        busy, written, moved = cursor.fetchone()
    assert (busy, written) == (0, moved)


@pytest.mark.django_db
def test_inside_a_transaction_of_the_caller_no_checkpoint_is_tried() -> None:
    with transaction.atomic(), Housekeeping() as house:
        record([], [touch(1, None)])
        house.tidy(CHECKPOINT_ROWS)
    assert gc.isenabled()
