"""Credit runs are kept once, never changed, the same for every role, and are what the ledger says."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

import accord
from accord.alignment.credit.models import CreditRunRow
from accord.interfaces.cli.main import main
from accord.ledger.models import Act
from accord.measures.attribution.run_shapes import won_of
from accord.measures.attribution.run_text import digest_of
from accord.reporting.attribution import company_credit
from accord.reporting.credit_remake import remake
from accord.reporting.credit_runs import (
    change_at,
    compare_runs,
    credit_run,
    credit_runs,
    last_change,
    reckon_run,
)
from accord.reporting.dashboard import take_away_number
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.pack import weekly_pack
from accord.reporting.pack_shapes import as_text, from_text
from accord.reporting.sight import mirror_folder
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from accord.workflows.keep_credit_run import keep_credit_run
from accord.workflows.pack_mail import LetterPages
from accord.workflows.pdf.pack import write_pack
from tests.cast import Cast
from tests.contacts.bringing import NOW, bring, deal, fact, person
from tests.interfaces.test_web_frame import signed_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=100)
WHO, DEAL = Ref("crm", RecordKind.person, "1"), Ref("crm", RecordKind.deal, "5")


@pytest.fixture
def won(signed: str, cast: Cast) -> Path:
    """One person who clicked and asked, and a deal of theirs that was won for 100.00 EUR."""
    touches = [
        fact(WHO, FactKind.ad_click, 1, channel="ads", campaign="spring"),
        fact(WHO, FactKind.form_submitted, 3, channel="search"),
    ]
    bring([person("1", email="p1@alpha.example", company="Alpha")], touches)
    bring([deal("5", people=(WHO,))], [fact(DEAL, FactKind.deal_won, 20, amount=100_00, currency="EUR")])
    return mirror_folder()


def reduce(to: int, day: int) -> None:
    bring([], [fact(DEAL, FactKind.deal_amount, day, amount=to, currency="EUR")])


def test_a_run_is_kept_once_and_says_what_the_page_says(cast: Cast, won: Path) -> None:
    made = keep_credit_run(cast.maya, now=LATER)
    page = company_credit(cast.maya, now=LATER)
    assert made.kept.won == page.amount == 100 and won_of(made.run) == 100_00
    assert {row.name: row.minor for row in made.run.table if row.name} == {
        row.name: int(row.amount * 100) for row in page.signed[0].rows if row.amount
    }
    again = keep_credit_run(cast.sam, now=LATER + timedelta(hours=1))
    assert again.kept == made.kept and CreditRunRow.objects.count() == 1
    act = Act.objects.get(kind="credit_run")
    assert act.payload == {"run": made.kept.number, "digest": made.kept.digest}
    assert act.agreement_hash == made.run.agreement
    for viewer in cast.everyone().values():
        assert [each.digest for each in credit_runs(viewer)] == [made.kept.digest]


def test_it_cannot_be_changed_or_deleted(cast: Cast, won: Path) -> None:
    number = keep_credit_run(cast.maya, now=LATER).kept.number
    for act in ("UPDATE alignment_creditrunrow SET content = '{}'", "DELETE FROM alignment_creditrunrow"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(act)
    assert credit_run(cast.maya, number).kept.won == 100


def test_later_facts_make_a_new_run_and_a_negative_row(cast: Cast, won: Path) -> None:
    first = keep_credit_run(cast.maya, now=LATER)
    reduce(60_00, 60)
    second = keep_credit_run(cast.maya, now=LATER)
    assert second.run.before == first.kept.number and credit_run(cast.maya, first.kept.number) == first
    assert sum(note.minor for note in second.run.notes) == -40_00
    assert {note.day for note in second.run.notes} == {(NOW + timedelta(days=60)).date()}
    assert second.change is not None and "worth less: 1" in second.change.says
    assert compare_runs(cast.victor, first.kept.number, second.kept.number) == second.change


def test_made_anew_from_the_ledger_it_has_the_same_digest(cast: Cast, won: Path) -> None:
    made = keep_credit_run(cast.maya, now=LATER)
    rebuild(mirror_folder(), LATER)
    again, _series = reckon_run(None, LATER)
    assert digest_of(again) == made.kept.digest
    assert remake(cast.victor, made.kept.number).same
    reduce(60_00, 60)
    bring([], [fact(WHO, FactKind.webinar_attended, 2, channel="webinar")])
    told = remake(cast.victor, made.kept.number)  # what came later is not of this run
    assert told.same and told.again == made.kept.digest and told.facts == ()


def test_a_credit_note_after_the_run_changes_nothing_of_it_and_is_named(cast: Cast, won: Path) -> None:
    made = keep_credit_run(cast.maya, now=LATER)
    reduce(60_00, 60)
    told = remake(cast.victor, made.kept.number)
    assert told.same and told.amounts == () and told.again == made.kept.digest
    (later,) = told.later
    assert (later.was, later.again, later.day) == (100_00, 60_00, (NOW + timedelta(days=60)).date())
    assert "since then, not of this run" in told.sentences[1] and "60.00" in told.sentences[1]
    second = keep_credit_run(cast.maya, now=LATER)  # made of the credit note: that is of this one
    told = remake(cast.victor, second.kept.number)
    assert told.same and told.later == () and second.kept.won == 60


def test_an_amount_that_the_ledger_did_not_say_then_is_named(cast: Cast, won: Path) -> None:
    """The mutant: the winning fact rewritten behind the guard's back, from 100.00 to 99.99."""
    made = keep_credit_run(cast.maya, now=LATER)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_fact_no_update")
        else:
            cursor.execute("DROP TRIGGER ledger_fact_no_update ON ledger_fact")
        cursor.execute("UPDATE ledger_fact SET amount = 9999 WHERE kind = %s", [int(FactKind.deal_won)])
    told = remake(cast.maya, made.kept.number)
    assert (told.same, told.facts, told.later) == (False, (), ())
    (other,) = told.amounts
    assert (other.was, other.again) == (100_00, 99_99) and other.fact > 0


def test_what_the_last_run_changed_is_said_without_reading_runs_again(cast: Cast, won: Path) -> None:
    assert last_change(cast.victor) is None
    first = keep_credit_run(cast.maya, now=LATER)
    assert last_change(cast.victor) is None  # it begins its series
    reduce(60_00, 60)
    second = keep_credit_run(cast.maya, now=LATER + timedelta(days=1))
    said = last_change(cast.victor)
    assert said and second.change and said.says == second.change.says
    assert (said.before, said.number) == (first.kept.number, second.kept.number)
    with CaptureQueriesContext(connection) as asked:
        assert last_change(cast.victor) == said
    assert not [each for each in asked.captured_queries if '"content"' in each["sql"]]
    assert change_at(LATER + timedelta(days=2)) is None
    assert change_at(LATER, LATER + timedelta(days=1)) is None  # the first of the series says no change
    assert change_at(LATER, LATER + timedelta(days=2)) == said


def test_the_pack_of_the_week_says_what_its_run_changed(cast: Cast, won: Path) -> None:
    keep_credit_run(cast.maya, now=LATER - timedelta(days=7))
    reduce(60_00, 60)
    assert weekly_pack(cast.maya, now=LATER).pack.credit is None  # no run of this week
    made = keep_credit_run(cast.maya, now=LATER)
    view = weekly_pack(cast.victor, now=LATER)
    assert view.pack.credit and made.change and view.pack.credit.says == made.change.says
    assert (view.pack.credit.run, view.pack.credit.before) == (made.kept.number, made.run.before)
    assert from_text(as_text(view.pack)) == view.pack  # sealed and read back
    assert from_text(as_text(replace(view.pack, credit=None))).credit is None
    assert weekly_pack(cast.maya, now=LATER + timedelta(days=7)).pack.credit is None
    pages = LetterPages()
    write_pack(pages, view)
    assert any("worth less: 1" in line for line in pages.text)


def test_a_ledger_that_says_something_else_is_named(cast: Cast, won: Path) -> None:
    """The mutant: a fact rewritten behind the guard's back."""
    made = keep_credit_run(cast.maya, now=LATER)
    seq = made.run.deals[0].touches[0].seq
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_fact_no_update")
        else:
            cursor.execute("DROP TRIGGER ledger_fact_no_update ON ledger_fact")
        cursor.execute("UPDATE ledger_fact SET campaign = 'autumn' WHERE seq = %s", [seq])
    told = remake(cast.maya, made.kept.number)
    assert (told.same, told.facts) == (False, (seq,)) and told.again != told.digest


def test_whoever_may_not_run_meetings_keeps_none_and_a_number_that_is_none_is_said(
    cast: Cast, won: Path
) -> None:
    with pytest.raises(Refused):
        keep_credit_run(cast.victor, now=LATER)
    with pytest.raises(NotFound):
        credit_run(cast.victor, 77)


def test_the_same_on_the_page_the_command_and_the_api(
    cast: Cast, won: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = signed_in("maya")
    assert "No run was kept yet" in client.get("/attribution/runs").content.decode()
    assert client.post("/attribution/runs/keep").status_code == 303
    number = credit_runs(cast.maya)[0].number
    page = client.get(f"/attribution/runs/{number}").content.decode()
    assert "€100" in page and "New rows of the credit book" in page
    assert cast.maya.actor not in page and 'href="/journey/people/' in page  # by names, not by numbers
    assert main(["credit", "run", str(number), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kept"]["won"] == "100.00" and told["kept"]["number"] == number
    assert client.get("/attribution/runs/99").status_code == 404


def test_credit_is_taken_away_with_its_mirror_and_reckoned_again(
    cast: Cast, won: Path, tmp_path: Path
) -> None:
    shown = next(n for n in company_credit(cast.olga, now=LATER).numbers() if n.name == "credit:won")
    package = take_away_number(cast.olga, "credit:won", now=LATER)
    zipfile.ZipFile(io.BytesIO(package)).extractall(tmp_path / "away")
    base = "import sys, runpy; sys.path.insert(0, sys.argv[2]); sys.modules['django'] = None; "
    alone = base + "runpy.run_path(sys.argv[1])"
    package_of_ours = str(Path(accord.__file__).parents[1])
    run = [sys.executable, "-I", "-c", alone, str(tmp_path / "away/recompute.py"), package_of_ours]
    told = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    assert told == [str(shown.value), "EUR"] == ["100.00", "EUR"]
    assert b"p1@alpha.example" not in b"".join(each.read_bytes() for each in (tmp_path / "away").rglob("*.*"))
