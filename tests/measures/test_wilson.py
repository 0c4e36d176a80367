"""The interval of a share, against a published table and by its own definition."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.measures.wilson import Z95, wilson


def test_published_values() -> None:
    """Newcombe (1998), table I, method 3."""
    for hits, cases, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(hits, cases)
        assert found is not None
        assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_no_cases_no_interval() -> None:
    assert wilson(0, 0) is None


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_are_the_shares_that_the_data_would_just_not_reject(case: tuple[int, int]) -> None:
    hits, cases = case
    found = wilson(hits, cases)
    assert found is not None
    assert 0 <= found.low <= hits / cases <= found.high <= 1
    for end in (found.low, found.high):
        if 1e-9 < end < 1 - 1e-9:
            assert abs(hits / cases - end) / sqrt(end * (1 - end) / cases) == pytest.approx(Z95, rel=1e-6)
