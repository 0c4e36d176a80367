"""The doctor looks whether any lead is nobody's: a live company in order has no finding, each harm is named."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accord.contacts.models import Identity
from accord.handoffs.models import Handoff
from accord.ledger.models import Job
from accord.reporting.checks.handoffs import check_handoffs
from accord.teams.models import User
from accord.workflows.handoffs.clock import CLOCK
from tests.cast import Cast
from tests.handoffs.company import START, asks, key_of, live, person, say, work_until

pytestmark = pytest.mark.django_db
LATER = START + timedelta(minutes=1)


def _one_person() -> None:
    ann = Identity.objects.get(key=key_of(person("ann")))
    Identity.objects.filter(key=key_of(person("bob"))).update(contact_id=ann.contact_id)


HARMS: dict[str, tuple[Callable[[], object], int]] = {
    "handoff.owner_left": (lambda: User.objects.filter(team="sdr").update(is_active=False), 2),
    "handoff.turns": (lambda: Handoff.objects.update(owner="user:2"), 2),
    "handoff.no_clock": (lambda: Job.objects.filter(kind=CLOCK).delete(), 2),
    "handoff.twice": (_one_person, 1),
}


@pytest.fixture
def company(cast: Cast) -> Cast:
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr")
    live()
    say([*asks(person("ann"), START), *asks(person("bob"), START)], START)
    work_until(START)
    assert Handoff.objects.count() == 2 and check_handoffs(LATER) == []
    return cast


@pytest.mark.parametrize("code", HARMS)
def test_a_lead_that_is_nobodys_is_named(company: Cast, code: str) -> None:
    harm, rows = HARMS[code]
    harm()
    found = {one.code: one for one in check_handoffs(LATER)}
    assert found[code].count == rows and str(found[code]).count("\n") == 1


def test_what_the_clock_has_said_and_what_is_over_are_no_findings(company: Cast) -> None:
    work_until(START + timedelta(days=10))
    assert check_handoffs(START + timedelta(days=10)) == []
    Handoff.objects.update(state="returned", closed_at=LATER)
    Job.objects.all().delete()
    assert check_handoffs(LATER) == []
