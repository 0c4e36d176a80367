"""An attempt written down here counts as one made in the CRM; a lead put aside stops no clock; both are undone."""

from datetime import timedelta

import pytest

from accord.handoffs.models import Handoff
from accord.ledger.models import Act, Fact
from accord.reporting.desk.due import desk, desk_version
from accord.teams.people import viewer_of
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs import alarm
from accord.workflows.handoffs.at_desk import aside_at_desk, reassign_at_desk, try_at_desk, undo_at_desk
from accord.workflows.handoffs.dossier import get_dossier
from tests.cast import Cast
from tests.handoffs.company import START, asks, person, say, work_until

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def key(company: Cast) -> int:
    """Rita's hot lead, half an hour promised from Tuesday 9:00."""
    say(asks(person("ann"), START), START)
    work_until(START)
    return Handoff.objects.get().key


def test_an_attempt_written_down_is_one_at_its_own_instant_and_nobody_is_blamed(
    company: Cast, key: int
) -> None:
    called = START + 20 * MINUTE
    row = Handoff.objects.get()
    # Written down in the very second in which the grace for late activity is over.
    late = START + 45 * MINUTE
    for at in (late, late + SECOND):
        try_at_desk(company.rita, key, "call", called, now=at)
    assert Act.objects.filter(kind="handoff_tried").count() == 1, "said again it is the same"
    assert get_dossier(company.rita, key, late).undo_until == late + timedelta(seconds=10)
    work_until(late + MINUTE)
    row.refresh_from_db()
    assert (row.responded_at, row.state) == (called, HandoffState.accepted.value)
    assert list(Fact.objects.filter(kind=FactKind.call_attempted).values_list("occurred_at", flat=True)) == [
        called
    ]
    work_until(START + 3 * 60 * MINUTE)
    assert not Act.objects.filter(kind="handoff_overdue").exists()


def test_who_does_not_wait_for_what_is_being_written_down_blames_falsely(
    company: Cast, key: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant that the test above must catch."""
    monkeypatch.setattr(alarm, "attempt_is_to_come", lambda row: False)
    try_at_desk(company.rita, key, "call", START + 20 * MINUTE, now=START + 45 * MINUTE)
    work_until(START + 46 * MINUTE)
    assert Act.objects.filter(kind="handoff_overdue").exists()


def test_an_attempt_taken_back_never_happened_and_may_be_said_anew(company: Cast, key: int) -> None:
    at = START + 5 * MINUTE
    try_at_desk(company.rita, key, "mail", now=at)
    undo_at_desk(company.rita, key, now=at + 9 * SECOND)
    work_until(at + MINUTE)
    assert Handoff.objects.get().responded_at is None and not Fact.objects.filter(source="accord").exists()
    try_at_desk(company.rita, key, "mail", at, now=at + MINUTE)
    with pytest.raises(Refused):
        undo_at_desk(company.rita, key, now=at + 2 * MINUTE)
    work_until(at + 2 * MINUTE)
    assert Handoff.objects.get().responded_at == at
    for how, when in (("shout", at), ("call", at + timedelta(days=1)), ("call", START - MINUTE)):
        with pytest.raises(Invalid):
            try_at_desk(company.rita, key, how, when, now=at + 2 * MINUTE)
    with pytest.raises(Refused):
        try_at_desk(company.victor, key, "call", now=at)


def test_a_lead_put_aside_comes_back_and_its_clock_runs(company: Cast, key: int) -> None:
    at, until = START + MINUTE, START + 2 * 60 * MINUTE
    due = Handoff.objects.get().due_at
    for _ in range(2):
        aside_at_desk(company.rita, key, until, now=at)
    assert Act.objects.filter(kind="handoff_aside").count() == 1
    made = desk(company.rita, at)
    assert (made.mine, [row.key for row in made.aside], made.mine_total) == ((), [key], 1)
    assert made.aside[0].next_due == due, "no clock stops"
    assert [row.key for row in desk(company.sam, at).urgent] == [key], "who leads them sees it all the same"
    before = desk_version(company.rita, until - SECOND)
    assert desk_version(company.rita, until) != before, "the page hears that it is back"
    assert [row.key for row in desk(company.rita, until).mine] == [key]
    work_until(START + 50 * MINUTE)
    assert Act.objects.filter(kind="handoff_overdue").exists()

    aside_at_desk(company.rita, key, until + MINUTE, now=at + 50 * MINUTE)
    undo_at_desk(company.rita, key, now=at + 50 * MINUTE + 5 * SECOND)
    assert Handoff.objects.get().aside_until == until, "as it stood before"
    for wrong in (at, at + timedelta(days=400)):
        with pytest.raises(Invalid):
            aside_at_desk(company.rita, key, wrong, now=at + 51 * MINUTE)
    aside_at_desk(company.rita, key, None, now=at + 51 * MINUTE)
    assert Handoff.objects.get().aside_until is None
    aside_at_desk(company.rita, key, until, now=at + 52 * MINUTE)
    reassign_at_desk(company.sam, key, company.sam.actor, now=at + 53 * MINUTE)
    assert Handoff.objects.get().aside_until is None, "whoever gets it sees it"


def test_page_and_form_do_the_same(company: Cast, key: int, client: object) -> None:
    from django.test import Client

    from accord.teams.models import User

    assert isinstance(client, Client)
    user = User.objects.get(pk=company.rita.user_id)
    client.force_login(user)
    assert viewer_of(user).actor == company.rita.actor
    shown = client.get(f"/leads/{key}").content.decode()
    assert 'data-press="t"' in shown and 'data-press="s"' in shown
    assert client.post(f"/leads/{key}/aside", {"until": "nonsense"}).status_code == 422
    # The lead lies in a year to come for the server's clock: whatever is said now is before its touch.
    assert client.post(f"/leads/{key}/tried", {"how": "call"}).status_code == 422
    assert client.post(f"/leads/{key}/aside", {"hours": "4"}).status_code == 303
    assert Handoff.objects.get().aside_until is not None
    assert client.post(f"/leads/{key}/undo").status_code == 303
    assert Handoff.objects.get().aside_until is None
