"""A system whose readings fail is not read, however often it is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.ledger.models import SyncObject, SyncSystem
from accord.reporting.sync_health import find_health
from accord.teams.people import SYSTEM
from accord.workflows.handoffs.fresh import unread_since

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 12, 8, tzinfo=UTC)
EVERY = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("read", "following", "error", "system_error", "unread"),
    [
        (1, 1, "", "", False),
        (1, 1, "answer 500", "", False),  # one failure: it was read minutes ago
        (4, 1, "answer 500", "", True),  # tried again soon, and not read since
        (4, 1, "", "signed out", True),  # none of its objects is tried
        (4, 1, "", "", False),  # an object that is read less often, and is not due
        (None, 1, "", "", True),
        (9, -4, "", "", True),  # due long ago: nothing works at all
    ],
)
def test_what_fails_counts_from_when_it_was_read(
    db: None, read: int | None, following: int, error: str, system_error: str, unread: bool
) -> None:
    read_at = None if read is None else NOW - read * EVERY
    SyncSystem.objects.create(system="salesforce", source="crm", connected_at=NOW, error=system_error)
    SyncObject.objects.create(
        system="salesforce", object="task", read_at=read_at, next_at=NOW + following * EVERY, error=error
    )
    (health,) = find_health(SYSTEM, NOW)
    assert health.unread is unread and health.objects[0].unread is unread
    if unread and read is not None:
        assert unread_since(NOW - 3 * EVERY, NOW) == "salesforce", "alarms wait for it"
