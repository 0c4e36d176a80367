"""A day that an export names is shown as that day, in whatever zone the reader sits."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accord.interfaces.web.templatetags.accord import day_or_time, state_word, when


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Asia/Tokyo"])
def test_a_day_without_an_hour_is_the_same_day_everywhere(zone: str) -> None:
    with timezone.override(zone):
        shown = str(day_or_time(datetime(2026, 9, 19, tzinfo=UTC)))
        assert "19" in shown and ":" not in shown
        noon = datetime(2026, 9, 19, 12, 5, tzinfo=UTC)
        assert day_or_time(noon) == when(noon)
    assert day_or_time(None) == "–"


def test_an_outcome_is_said_in_words() -> None:
    assert state_word("recycled") == "back to nurture"
