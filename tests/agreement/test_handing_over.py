"""What the agreement says of one hand-off: where it begins, what is promised, how hard a clause works."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.agreement import parse
from accord.agreement.handing_over import act_until, begins_with, first_attempt, grace, mode_of
from tests.handoffs.company import AGREEMENT

DOCUMENT = parse(AGREEMENT).get_document()


def test_each_handoff_begins_where_its_team_takes_over() -> None:
    assert [begins_with(DOCUMENT, each) for each in DOCUMENT.handoffs] == ["qualified", "sales_ready"]


@pytest.mark.parametrize(
    ("hot", "klass", "key"), [(True, "A1", "hot"), (False, "A2", "A1 A2"), (False, "B7", "other")]
)
def test_the_promise_is_the_first_that_fits(hot: bool, klass: str, key: str) -> None:
    found = first_attempt(DOCUMENT, hot=hot, klass=klass, by_event=False)
    assert found is not None and found.clause == f"sales_promises.first_attempt.{key}"


def test_late_activity_has_its_grace() -> None:
    assert grace(DOCUMENT) == timedelta(minutes=15)


def test_two_working_days_over_a_weekend() -> None:
    friday = datetime(2027, 1, 15, 9, tzinfo=UTC)
    assert act_until(DOCUMENT, friday) == datetime(2027, 1, 19, 9, tzinfo=UTC)


def test_a_clause_without_a_word_reminds_and_a_part_works_as_its_whole() -> None:
    modes = [
        mode_of(DOCUMENT, path).value for path in ("sales_promises.follow_up.share", "contact_policy.caps")
    ]
    assert modes == ["enforce", "remind"]
