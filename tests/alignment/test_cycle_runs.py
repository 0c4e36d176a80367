"""A cycle that has closed leaves one credit run, whoever asked for none."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accord.alignment.credit.models import CreditRunRow
from accord.ledger.models import Act
from accord.measures.number import Window
from accord.reporting.credit_runs import credit_run, credit_runs
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from accord.workflows.keep_credit_run import keep_credit_run
from accord.workflows.keep_cycle_runs import KEEP, keep_cycle_runs, plan_keeping
from accord.workflows.work import work_once
from accord.workflows.work_kinds import FIRST
from tests.cast import Cast
from tests.contacts.bringing import bring, deal, fact, person
from tests.interfaces.test_web_frame import signed_in

pytestmark = pytest.mark.django_db
OVER = datetime(2027, 4, 1, 4, tzinfo=UTC)  # of 2027-Q1: six in the morning in Berlin
WHO, DEAL = Ref("crm", RecordKind.person, "1"), Ref("crm", RecordKind.deal, "5")


def win() -> None:
    """One deal won in the cycle for 100.00 EUR, after a click."""
    click = fact(WHO, FactKind.ad_click, 310, channel="ads", campaign="spring")
    bring([person("1", email="p1@alpha.example", company="Alpha")], [click])
    bring([deal("5", people=(WHO,))], [fact(DEAL, FactKind.deal_won, 320, amount=100_00, currency="EUR")])


def test_a_cycle_that_closed_is_kept_once(signed: str, cast: Cast) -> None:
    win()
    plan_keeping(OVER - timedelta(hours=1))
    assert work_once({KEEP: FIRST[KEEP]}, lambda: OVER)
    (kept,) = credit_runs(cast.victor)
    assert (kept.start, kept.end) == ("2027-01-01", "2027-04-01")
    assert kept.won == 100 and (kept.made_by, kept.agreement) == ("accord", signed)
    assert work_once({KEEP: FIRST[KEEP]}, lambda: OVER + timedelta(hours=1)), "it comes round"
    bring([], [fact(DEAL, FactKind.deal_amount, 330, amount=60_00, currency="EUR")])
    assert keep_cycle_runs(OVER + timedelta(days=9)) == (), "what came later is for somebody to keep"
    assert CreditRunRow.objects.count() == Act.objects.filter(kind="credit_cycle").count() == 1


def test_a_cycle_that_runs_is_not_kept(signed: str) -> None:
    win()
    assert keep_cycle_runs(OVER - timedelta(seconds=1)) == ()
    assert not CreditRunRow.objects.exists() and not Act.objects.filter(kind="credit_cycle").exists()


def test_unsigned_keeps_none(draft_only: str) -> None:
    win()
    assert keep_cycle_runs(OVER + timedelta(days=400)) == ()
    assert not CreditRunRow.objects.exists()


def test_what_somebody_kept_of_the_whole_cycle_is_its_run(signed: str, cast: Cast) -> None:
    win()
    cycle = Window(date(2027, 1, 1), date(2027, 4, 1))
    kept = keep_credit_run(cast.maya, window=cycle, now=OVER).kept
    assert len(keep_cycle_runs(OVER)) == 1
    assert [each.number for each in credit_runs(cast.maya)] == [kept.number]
    assert Act.objects.get(kind="credit_cycle").payload["digest"] == kept.digest


def test_the_credit_page_says_what_changed_and_leads_to_the_run(signed: str, cast: Cast) -> None:
    win()
    client = signed_in("victor")
    assert "What changed since run" not in client.get("/attribution").content.decode()
    keep_cycle_runs(OVER)
    bring([], [fact(DEAL, FactKind.deal_amount, 330, amount=60_00, currency="EUR")])
    window = Window(date(2027, 1, 1), date(2027, 4, 1))
    made = keep_credit_run(cast.maya, window=window, now=OVER + timedelta(days=2))
    assert made.change is not None and credit_run(cast.victor, made.kept.number) == made
    page = client.get("/attribution").content.decode()
    assert f'href="/attribution/runs/{made.kept.number}"' in page
    assert "Worth less: 1" in page
