"""Go-live: one instant, recorded once, only under a signed agreement."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.ledger.models import Act
from accord.teams.models import SealedAgreement
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Role, Viewer
from accord.workflows.go_live import go_live, live_from

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


def seal(in_force_from: datetime) -> None:
    """A signed version."""
    SealedAgreement.objects.create(
        hash="a" * 64,
        sealed=b"signed",
        agreement_id="x",
        version=1,
        in_force_from=in_force_from,
        sealed_at=NOW,
    )


def test_nothing_goes_live_unsigned() -> None:
    with pytest.raises(Refused, match="go_live.unsigned"):
        go_live(SYSTEM, now=NOW)
    seal(NOW + timedelta(days=1))
    with pytest.raises(Refused, match="go_live.unsigned"):
        go_live(SYSTEM, now=NOW)
    assert live_from() is None


def test_it_is_recorded_once_with_its_act_and_hash() -> None:
    seal(NOW - timedelta(days=1))
    assert go_live(SYSTEM, now=NOW) == NOW
    assert go_live(SYSTEM, now=NOW + timedelta(days=3)) == NOW
    assert live_from() == NOW
    (act,) = Act.objects.filter(kind="go_live")
    assert act.agreement_hash == "a" * 64 and act.occurred_at == NOW


def test_it_takes_operations() -> None:
    seal(NOW)
    with pytest.raises(Refused, match="right.missing"):
        go_live(Viewer(5, Role.manager), now=NOW)
