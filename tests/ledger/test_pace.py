"""Batches grow slowly, shrink at once, and stay within their bounds."""

from accord.ledger.pace import LARGEST, SMALLEST, Pace


def test_fast_transactions_grow_to_the_largest_and_never_beyond() -> None:
    pace, sizes = Pace(), []
    for _ in range(20):
        pace.learn(pace.rows, 0.001)
        sizes.append(pace.rows)
    assert sizes == sorted(sizes)
    assert sizes[0] <= Pace().rows * 1.5 + 1
    assert sizes[-1] == LARGEST


def test_one_slow_transaction_halves_the_next_at_once() -> None:
    pace = Pace(rows=800)
    pace.learn(800, 0.050)
    assert pace.rows == 400


def test_a_crawling_machine_still_gets_batches_worth_their_commit() -> None:
    pace = Pace(rows=800)
    pace.learn(800, 10.0)
    assert pace.rows == SMALLEST
