"""A row that was handed in is safe, refused, or failed: its thread always hears which."""

import threading
from collections.abc import Callable, Sequence

import pytest

from accord.ledger.group_commit import GroupWriter
from accord.vocabulary.errors import ForNow


def hand_in_at_once(writer: GroupWriter[int], rows: int) -> list[str]:
    """So many threads, one row each; what each of them heard."""
    heard: list[str] = [""] * rows
    start = threading.Barrier(rows)

    def hand_in(row: int) -> None:
        start.wait()
        try:
            writer.hand_in(row)
            heard[row] = "safe"
        except ForNow as problem:
            heard[row] = problem.code

    threads = [threading.Thread(target=hand_in, args=(row,)) for row in range(rows)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def test_every_thread_goes_on_after_its_row_is_written_and_groups_are_bounded() -> None:
    groups: list[list[int]] = []
    writer: GroupWriter[int] = GroupWriter(lambda take: groups.append(list(take())), room=100, most=20)
    assert hand_in_at_once(writer, 60) == ["safe"] * 60
    assert sorted(row for group in groups for row in group) == list(range(60))
    assert max(map(len, groups)) <= 20


def test_a_row_is_never_safe_before_the_write_has_ended() -> None:
    ended = threading.Event()
    order: list[str] = []

    def write(take: Callable[[], Sequence[int]]) -> None:
        take()
        assert not ended.wait(0.2)  # nobody went on meanwhile
        order.append("written")

    GroupWriter(write, room=10).hand_in(1)
    ended.set()
    assert order == ["written"]


def test_a_failing_write_is_told_to_all_of_its_group_and_the_next_goes_on() -> None:
    failures = iter([True, False])
    kept: list[int] = []

    def write(take: Callable[[], Sequence[int]]) -> None:
        rows = take()
        if next(failures):
            raise OSError("no space left")
        kept.extend(rows)

    writer = GroupWriter(write, room=10, window=0.2)
    assert hand_in_at_once(writer, 3) == ["inbox.failed"] * 3
    writer.hand_in(9)
    assert kept == [9]


def test_a_write_that_fails_before_it_takes_its_rows_is_told_too() -> None:
    def write(take: Callable[[], Sequence[int]]) -> None:
        raise OSError("database is locked")

    assert hand_in_at_once(GroupWriter(write, room=10), 2) == ["inbox.failed"] * 2


def test_without_room_a_row_is_refused_and_those_that_wait_are_kept() -> None:
    free = threading.Event()
    kept: list[int] = []

    def write(take: Callable[[], Sequence[int]]) -> None:
        free.wait(10)
        kept.extend(take())

    writer = GroupWriter(write, room=2)
    waiting = [threading.Thread(target=writer.hand_in, args=(row,)) for row in range(2)]
    for thread in waiting:
        thread.start()
    while len(writer._waiting) < 2:
        free.wait(0.01)
    with pytest.raises(ForNow, match="inbox.full"):
        writer.hand_in(2)
    free.set()
    for thread in waiting:
        thread.join()
    assert sorted(kept) == [0, 1]
