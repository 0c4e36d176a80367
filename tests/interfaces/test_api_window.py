"""The board's window over the API: today is in it, and a window that ends before it begins is refused."""

from datetime import UTC, date, datetime

import pytest

from accord.interfaces.api.routes.numbers import window_of
from accord.vocabulary.errors import Invalid

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_today_is_in_a_window_without_an_end() -> None:
    window = window_of(date(2026, 11, 1), None, NOW)
    assert window is not None and window.end == date(2026, 11, 22)
    assert window_of(None, None, NOW) is None


def test_a_backward_window_is_refused_in_two_lines() -> None:
    with pytest.raises(Invalid) as caught:
        window_of(date(2027, 1, 1), date(2026, 1, 1), NOW)
    assert caught.value.code == "board.window" and len(str(caught.value).splitlines()) == 2
