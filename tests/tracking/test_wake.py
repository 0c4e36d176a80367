"""The worker hears of a letter at once; a thread that others wait for gets the lock soon after it is free."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, transaction

from accord.ledger import first_come as module
from accord.ledger.first_come import first_come
from accord.ledger.inbox import count_waiting, keep_letters
from accord.ledger.wake import Watch
from accord.vocabulary.errors import ForNow
from accord.workflows import receive_events
from accord.workflows.receive_events import keep
from accord.workflows.take_inbox import start_taking
from tests.tracking.letters import letter
from tests.tracking.taking import call, facts

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(act: Callable[[], None]) -> threading.Thread:
    """Run something on a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def commit_letter() -> None:
    with transaction.atomic():
        keep_letters([letter({"n": 1})])


def test_a_commit_of_somebody_else_wakes_and_silence_does_not() -> None:
    with Watch() as watch:
        while watch.wait(0.05):
            pass  # what was committed before
        assert not watch.wait(0.05)
        thread = in_a_thread(commit_letter)
        assert watch.wait(30)
        thread.join()
        assert not watch.wait(0.05)


def test_what_is_kept_by_a_request_is_taken_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    worker = start_taking(stop)
    try:
        keep(call("track", event="Demo Requested", userId="u1"))
        until = time.monotonic() + 60
        while (count_waiting() or not facts()) and time.monotonic() < until:
            time.sleep(0.02)
        assert facts() == [("demo_request", "user:u1")]
    finally:
        stop.set()
        worker.join(timeout=60)
        # The writer's thread ends with its process; a write that fails closes its connection before.
        monkeypatch.setattr(receive_events, "_write_all", lambda handed: 1 / 0)
        with pytest.raises(ForNow):
            keep(call("track", event="Demo Requested", userId="u1"))
    assert not worker.is_alive()


def test_the_lock_is_had_when_it_is_free_and_not_before() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no single lock to wait for")
    held, let_go, order = threading.Event(), threading.Event(), []

    def hold() -> None:
        with transaction.atomic():
            held.set()
            let_go.wait(30)
            order.append("holder")

    def come() -> None:
        with first_come(30):
            order.append("comer")

    holder = in_a_thread(hold)
    held.wait(30)
    comer = in_a_thread(come)
    comer.join(0.1)
    assert order == []
    let_go.set()
    holder.join()
    comer.join()
    assert order == ["holder", "comer"]


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no single lock to wait for")
    monkeypatch.setattr(module, "_ASK_EVERY", 0.0)
    failed: list[OperationalError] = []
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            held.set()
            let_go.wait(30)

    def come() -> None:
        try:
            with first_come(0.05):
                pass
        except OperationalError as problem:
            failed.append(problem)

    holder = in_a_thread(hold)
    held.wait(30)
    in_a_thread(come).join()
    let_go.set()
    holder.join()
    assert "locked" in str(failed[0])
