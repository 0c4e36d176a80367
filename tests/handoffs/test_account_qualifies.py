"""An account qualifies by its people together: one hand-off, for who stands for it, seen alike by fold and board."""

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from accord.handoffs.models import Handoff
from accord.interfaces.cli.commands.leads import _whole
from accord.ledger.models import Act, Fact
from accord.reporting.journey_now import find_open_leads
from accord.reporting.lead_now import find_lead
from accord.teams.models import User
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import FactKind, Ref, RowRead
from accord.workflows.handoffs.dossier import get_dossier
from accord.workflows.handoffs.look import look_at
from accord.workflows.handoffs.situation import contact_of
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT, START, asks, key_of, live, person, say, touch, work_until

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
RULE = AGREEMENT.replace(
    "  never: [competitor]",
    "  account_qualifies: 3 people with engagement >= 8 within 30 days\n  never: [competitor]",
)
FIRM: dict[str, Any] = {"firm": "acme", "company": "Acme"}


@pytest.fixture
def company(cast: Cast) -> Cast:
    """Live under an agreement by which accounts qualify, Rita alone develops leads."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr")
    live(RULE)
    return cast


def looks(who: Ref, at: datetime, kind: FactKind = FactKind.pricing_page) -> RowRead:
    return touch(who, kind, at, **FIRM)


ANN, BOB, CAT, DAN = (person(name) for name in ("ann", "bob", "cat", "dan"))


def test_one_handoff_begins_for_who_stands_for_the_account(company: Cast) -> None:
    say([looks(ANN, START), looks(BOB, START + MINUTE)], START + MINUTE)
    say([looks(BOB, START + 2 * MINUTE, FactKind.case_study)], START + 2 * MINUTE)
    work_until(START + 10 * MINUTE)
    assert not Handoff.objects.exists()
    third = START + 2 * DAY
    say([looks(CAT, third)], third)
    work_until(third + 2 * MINUTE)
    row = Handoff.objects.get()
    assert row.subject == key_of(BOB), "the most engagement stands for the account"
    assert row.state == "offered" and row.owner == company.rita.actor
    assert third < row.qualified_at < third + MINUTE
    made = {int(text) for axis, text, *_ in row.lines if axis == "account"}
    assert made == {key_of(ANN), key_of(BOB), key_of(CAT)}
    assert sum(p for axis, _, p, _ in row.lines if axis == "engagement") == row.engagement > 0
    act = Act.objects.get(kind="account_qualified")
    assert act.reason.startswith("qualified_lead.account_qualifies: 3 people")
    # The fold says the same of the same person, and nothing of the others.
    folded = {who: find_lead(contact_of(key_of(who)) or 0, third + DAY) for who in (ANN, BOB, CAT)}
    qualified = {who: found.journey.passes[-1].qualified_at for who, found in folded.items() if found}
    assert qualified == {ANN: None, BOB: row.qualified_at, CAT: None}
    mirrored = {one.subject: one.qualified_at for one in find_open_leads(SYSTEM, third + DAY)}
    assert mirrored == {key_of(BOB): row.qualified_at}, "the board counts whom the machine handed over"
    dossier = get_dossier(company.sam, row.key, third + DAY)
    assert len(dossier.account_by) == 3 and "the account qualified, by 3 people" in dossier.lead.why
    assert any("the account qualified, by 3 people" in line for line in _whole(dossier))
    # What comes later begins no second one, whoever is looked at.
    say([looks(DAN, third + DAY), looks(ANN, third + DAY)], third + DAY)
    work_until(third + 2 * DAY)
    assert Handoff.objects.count() == 1 and Act.objects.filter(kind="account_qualified").count() == 1


def test_two_are_not_three_and_old_touches_do_not_count(company: Cast) -> None:
    say([looks(ANN, START), looks(BOB, START + MINUTE)], START + MINUTE)
    work_until(START + DAY)
    late = START + 31 * DAY
    say([looks(CAT, late)], late)
    say([touch(person("eve"), FactKind.pricing_page, late, firm="other", company="Other")], late)
    work_until(late + DAY)
    assert not Handoff.objects.exists() and not Fact.objects.filter(kind=FactKind.account_qualified).exists()


def test_who_is_barred_does_not_count(company: Cast) -> None:
    say([looks(ANN, START), looks(BOB, START + MINUTE)], START + MINUTE)
    barred = touch(CAT, FactKind.attribute, START, value="relation=competitor", **FIRM)
    say([barred, looks(CAT, START + 2 * MINUTE)], START + 2 * MINUTE)
    work_until(START + DAY)
    assert not Handoff.objects.exists()


def test_an_account_that_is_worked_needs_no_second_handoff(company: Cast) -> None:
    say(asks(ANN, START, **FIRM), START)
    work_until(START)
    say([looks(ANN, START + MINUTE), looks(BOB, START + MINUTE), looks(CAT, START + MINUTE)], START + MINUTE)
    work_until(START + DAY)
    assert Handoff.objects.count() == 1 and not Act.objects.filter(kind="account_qualified").exists()


@pytest.mark.parametrize("order", list(permutations(range(4)))[3::8])
def test_the_order_of_arrival_changes_nothing(company: Cast, order: tuple[int, ...]) -> None:
    rows = [
        looks(ANN, START),
        looks(BOB, START + MINUTE),
        looks(CAT, START + 2 * MINUTE),
        looks(BOB, START + 90 * timedelta(seconds=1), FactKind.case_study),
    ]
    now = START + 5 * MINUTE
    for place in order:
        say([rows[place]], now)
    for who in (ANN, BOB, CAT):
        look_at(key_of(who), now)
    row = Handoff.objects.get()
    assert row.subject == key_of(BOB)
    assert row.qualified_at == START + 2 * MINUTE + timedelta(microseconds=1)
    look_at(key_of(CAT), now)
    assert Handoff.objects.count() == 1


def test_history_makes_no_account_qualify(company: Cast) -> None:
    before = START - 2 * DAY
    say([looks(who, before) for who in (ANN, BOB, CAT)], START)
    work_until(START + DAY)
    assert not Act.objects.filter(kind="account_qualified").exists()
