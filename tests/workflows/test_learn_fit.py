"""Learning fit through the ordinary door: an export of deals in, a draft out, nothing that stands changed."""

import csv
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.cast import Cast

from accord.agreement import check, parse, templates
from accord.interfaces.cli.main import main
from accord.teams.agreements import current
from accord.teams.drafts import find_drafts
from accord.vocabulary.errors import NotFound, Refused
from accord.workflows.import_export_file import import_export_file
from accord.workflows.learn_fit import draft_fit_rules

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TEMPLATE = "awareness-engage-attract-convert"
MAPPING: dict[str, Any] = {
    "format": 1,
    "about": "deals of the tests",
    "rows": "deal",
    "id": "Deal",
    "file": {"zone": "UTC"},
    "people": [{"rows": "person", "id": "Person"}],
    "also": [{"rows": "person", "id": "Person", "fields": {"email": "Email"}}],
    "statuses": {"at": "Closed", "column": "Stage", "won": ["Won"], "lost": ["Lost"]},
    "attributes": {
        "at": "Known",
        "about": {"rows": "person", "id": "Person"},
        "columns": {"industry": "Industry", "employees": "Employees"},
    },
}


def write_deals(path: Path, deals: int, *, truth: bool) -> None:
    """Deals of one person each; with truth, water is won three times as often."""
    dice = random.Random(7)
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Deal", "Person", "Email", "Stage", "Known", "Closed", "Industry", "Employees"])
        for n in range(deals):
            industry = dice.choice(["water", "steel", "media", "travel"])
            share = 0.6 if truth and industry == "water" else 0.2
            stage = "Won" if dice.random() < share else "Lost"
            who = [f"D{n}", f"P{n}", f"p{n}@buyer{n}.example"]
            rows.writerow([*who, stage, "2026-05-01", "2026-06-01", industry, dice.choice([20, 300])])


@pytest.fixture
def company(cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a template's draft and no deals."""
    monkeypatch.setenv("ACCORD_DATA", str(tmp_path))
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    assert main(["init", "--template", TEMPLATE]) == 0
    return tmp_path


def bring(cast: Cast, folder: Path, deals: int, *, truth: bool) -> None:
    """Import so many deals."""
    file = folder / "deals.csv"
    write_deals(file, deals, truth=truth)
    report = import_export_file(cast.olga, file, source="crm", mapping=MAPPING, now=NOW)
    assert (report.counts.accepted, report.counts.rejected) == (deals, 0)


def test_what_the_deals_say_becomes_a_draft(
    cast: Cast, company: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(cast, company, 400, truth=True)
    capsys.readouterr()
    assert main(["init", "--template", TEMPLATE, "--learn-from", "deals"]) == 0
    said = capsys.readouterr().out
    assert "  50 points  industry is water" in said
    newest, first = find_drafts(cast.olga)
    assert first.text == templates.read(TEMPLATE)
    lead = parse(newest.text).get_document().qualified_lead
    assert lead and [(str(rule.when), rule.points) for rule in lead.fit] == [("industry is water", 50)]
    assert "    # learnt from " in newest.text
    before, after = (
        {issue.code for issue in check(parse(text).get_document(), None)}
        for text in (first.text, newest.text)
    )
    assert after <= before


def test_too_little_or_no_difference_leaves_the_rules_alone(
    cast: Cast, company: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["agreement", "learn"]) == 0
    assert "0 buyers won and 0 lost: at least 20 of each are needed" in capsys.readouterr().out
    bring(cast, company, 300, truth=False)
    drafted = draft_fit_rules(cast.maya, now=NOW)
    assert drafted.draft is None and "no value stands out beyond chance" in drafted.learnt.note
    standing = current(NOW)
    assert standing and standing.text == templates.read(TEMPLATE)
    assert len(find_drafts(cast.olga)) == 1


def test_learning_asks_for_the_right_and_for_an_agreement(cast: Cast) -> None:
    with pytest.raises(Refused):
        draft_fit_rules(cast.rita, now=NOW)
    with pytest.raises(NotFound):
        draft_fit_rules(cast.maya, now=NOW)
