"""The same question has one answer: as the object behind a page, over the API, on the command line.

And one way to fail: two lines, an exit code or a status, never a stack trace.
"""

import csv
import io
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accord.alignment.meetings.decisions import decide, find_decisions
from accord.campaigns.find import find_campaigns
from accord.campaigns.pulse.read import find_sends
from accord.contacts.reads import find_contacts
from accord.interfaces.cli.main import main
from accord.reporting.attribution import company_credit
from accord.reporting.campaigns.month import campaign_month
from accord.reporting.campaigns.results import campaign_result
from accord.reporting.campaigns.unsigned import find_unsigned
from accord.reporting.collided import company_collisions
from accord.reporting.content_use import content_use
from accord.reporting.coverage import company_coverage, targets_to_act_on
from accord.reporting.credit_runs import credit_runs
from accord.reporting.dashboard import board
from accord.reporting.hears import company_hears
from accord.reporting.leaks import leak_ledger
from accord.reporting.pack import weekly_pack
from accord.reporting.promises import promises_board
from accord.reporting.quality import lead_quality
from accord.reporting.reconciliation import reconcile
from accord.reporting.retention import company_retention, customers_at_risk
from accord.reporting.roi import company_roi
from accord.reporting.send_time import send_times
from accord.reporting.speed import lead_speed
from accord.reporting.survey import survey
from accord.reporting.waiting import waiting
from accord.vocabulary.people import Viewer
from accord.vocabulary.plain import plain
from accord.workflows.campaigns import plan_campaign
from accord.workflows.import_export_file import import_export_file
from accord.workflows.keep_credit_run import keep_credit_run
from tests.campaigns.world import START, a_plan
from tests.cast import PASSWORD, Cast
from tests.interfaces.test_matrix import api_client
from tests.interfaces.world import World, make_world

pytestmark = pytest.mark.django_db
NOBODY_SENT = {"sends"}  # in this world; tests/campaigns asks of a send
WHEN = {"made_at"}  # when it was reckoned; everything else is the answer
QUESTIONS: dict[str, tuple[Callable[[Viewer, datetime], Any], str, list[str]]] = {
    "board": (lambda viewer, now: board(viewer, now=now), "/api/v1/board", ["board"]),
    "reconciliation": (
        lambda viewer, now: reconcile(viewer, now=now),
        "/api/v1/reconciliation",
        ["reconcile"],
    ),
    "waiting": (waiting, "/api/v1/waiting", ["waiting"]),
    "promises": (lambda viewer, now: promises_board(viewer, now=now), "/api/v1/promises", ["promises"]),
    "leaks": (lambda viewer, now: leak_ledger(viewer, now=now), "/api/v1/leaks", ["leaks"]),
    "attribution": (
        lambda viewer, now: company_credit(viewer, now=now),
        "/api/v1/attribution",
        ["attribution"],
    ),
    "credit-runs": (lambda viewer, now: credit_runs(viewer), "/api/v1/credit/runs", ["credit", "runs"]),
    "roi": (lambda viewer, now: company_roi(viewer, now=now), "/api/v1/roi", ["roi"]),
    "quality": (lambda viewer, now: lead_quality(viewer, now=now), "/api/v1/quality", ["quality"]),
    "speed": (lambda viewer, now: lead_speed(viewer, now=now), "/api/v1/speed", ["speed"]),
    "send-time": (lambda viewer, now: send_times(viewer, now=now), "/api/v1/send-time", ["send-time"]),
    "collision-rate": (
        lambda viewer, now: company_collisions(viewer, now=now),
        "/api/v1/collisions/rate",
        ["collision-rate"],
    ),
    "sends": (lambda viewer, now: find_sends(viewer, now), "/api/v1/sends", ["sends"]),
    "hears": (lambda viewer, now: company_hears(viewer, now=now), "/api/v1/hears", ["hears"]),
    "retention": (lambda viewer, now: company_retention(viewer, now=now), "/api/v1/retention", ["retention"]),
    "at-risk": (
        lambda viewer, now: customers_at_risk(viewer, now=now),
        "/api/v1/retention/at-risk",
        ["at-risk"],
    ),
    "coverage": (lambda viewer, now: company_coverage(viewer, now=now), "/api/v1/coverage", ["coverage"]),
    "targets": (
        lambda viewer, now: targets_to_act_on(viewer, now=now),
        "/api/v1/coverage/accounts",
        ["targets"],
    ),
    "content-use": (
        lambda viewer, now: content_use(viewer, now=now),
        "/api/v1/content/use",
        ["content", "use"],
    ),
    "campaign-results": (
        lambda viewer, now: campaign_result(viewer, "spring", now=now),
        "/api/v1/campaigns/results?campaign=spring",
        ["campaigns", "results", "spring"],
    ),
    "campaigns": (
        lambda viewer, now: find_campaigns(viewer, now),
        "/api/v1/campaigns",
        ["campaigns", "list"],
    ),
    "campaign-month": (
        lambda viewer, now: campaign_month(viewer, "", now),
        "/api/v1/campaigns/month",
        ["campaigns", "calendar"],
    ),
    "unsigned": (find_unsigned, "/api/v1/campaigns/unsigned", ["campaigns", "unsigned"]),
    "survey": (survey, "/api/v1/survey", ["survey", "show"]),
    "pack": (lambda viewer, now: weekly_pack(viewer, now=now), "/api/v1/pack", ["pack", "show"]),
    "decisions": (lambda viewer, now: find_decisions(viewer), "/api/v1/decisions", ["decisions"]),
    "contacts": (lambda viewer, now: find_contacts(viewer, ""), "/api/v1/contacts", ["contacts", "find"]),
}


@pytest.fixture
def world(cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """A small world with a data folder of its own."""
    monkeypatch.setenv("ACCORD_DATA", str(tmp_path))
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    return make_world(cast, tmp_path)


@pytest.mark.parametrize("who", ["olga", "rita"])
def test_one_question_one_answer(
    cast: Cast, world: World, who: str, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(cast.maya, key="k", text="Review the threshold", about="clause:if_broken.1", now=datetime.now(UTC))
    keep_credit_run(cast.maya, now=datetime.now(UTC))
    plan_campaign(cast.maya, a_plan(cast), now=START - timedelta(days=9))
    for name, (ask, path, words) in QUESTIONS.items():
        page = plain(ask(getattr(cast, who), datetime.now(UTC)))
        told = api_client(cast, who).get(path)
        assert main(["--as", f"{who}@accord.example", *words, "--json"]) == 0
        printed = json.loads(capsys.readouterr().out)
        assert without(printed, WHEN) == without(told.json(), WHEN) == without(page, WHEN), name
        assert printed or name in NOBODY_SENT, name


OUTCOMES: dict[str, Any] = {
    "format": 1, "rows": "person", "id": "No", "modified": "At", "words": {"question": "Asked"},
    "attributes": {"at": "At", "columns": {"industry": "Industry"}},
    "facts": [{"kind": "disqualified", "at": "At", "value": {"is": "no need"}, "once": True}],
}  # fmt: skip


def test_what_sales_hears_of_a_segment_is_one_answer_too(
    cast: Cast, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    days = [(now - timedelta(days=7 * back + at)).date() for back in range(1, 12) for at in range(6)]
    rows = [
        f"{n},{day}T09:00:00Z,{'Water' if n % 3 else 'Food & Drink'},price?" for n, day in enumerate(days)
    ]
    file = tmp_path / "sheet.csv"
    file.write_text("\n".join(["No,At,Industry,Asked", *rows]) + "\n")
    import_export_file(cast.olga, file, source="sheet", connector="csv_file", mapping=OUTCOMES, now=now)
    made = plain(company_hears(cast.rita, segment="food & drink", now=now))
    assert made["segment"] == "food & drink" and made["topics"]
    told = api_client(cast, "rita").get("/api/v1/hears", {"segment": "FOOD & drink"})
    words = ["--as", "rita@accord.example", "hears", "--segment", "Food & Drink", "--json"]
    assert main(words) == 0
    printed = json.loads(capsys.readouterr().out)
    assert without(printed, WHEN) == without(told.json(), WHEN) == without(made, WHEN)
    browser = Client()
    assert browser.login(username="olga@accord.example", password=PASSWORD)
    page = browser.get("/hears", {"segment": "food & drink"}).content.decode()
    assert "segment=food+%26+drink" in page and "Food &amp; drink" in page
    file_of = browser.get("/hears.csv", {"segment": "food & drink"}).content.decode()
    figures = {row["name"]: row["value"] for row in csv.DictReader(io.StringIO(file_of))}
    assert figures["hears:segment=food%20%26%20drink:outcomes"] == str(made["outcomes"]["value"])
    assert main(["hears", "--segment", "fod"]) == 4
    assert two_lines(capsys.readouterr().err)


def test_exit_codes_say_what_happened(
    cast: Cast,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("agreement: {id: a, version: 1, currency: EUR, cycel: 2027-Q1}\n")
    said = {
        0: ["board"],
        1: ["agreement", "check", str(wrong)],
        2: ["agreement", "draft", str(tmp_path / "nowhere.yaml")],
        3: ["--as", "victor@accord.example", "contacts", "find"],
        4: ["contacts", "show", str(world.missing)],
    }
    for code, words in said.items():
        assert main(words) == code, words
        heard = capsys.readouterr()
        assert two_lines(heard.err) if code >= 2 else heard.out
    monkeypatch.setattr("accord.reporting.dashboard.reckon", broken)
    monkeypatch.setattr("accord.reporting.dashboard._cache", OrderedDict())
    assert main(["board"]) == 6
    assert two_lines(capsys.readouterr().err)


def test_a_fault_shows_no_trace_on_any_surface(
    cast: Cast,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("accord.reporting.dashboard.reckon", broken)
    shown = {"command line": "", "api": "", "page": ""}
    assert main(["board"]) == 6
    heard = capsys.readouterr()
    shown["command line"] = heard.out + heard.err
    told = api_client(cast, "olga").get("/api/v1/board")
    assert told.status_code == 500
    assert set(told.json()) == {"code", "error", "remedy", "issues"}
    shown["api"] = told.content.decode()
    browser = Client(raise_request_exception=False)
    assert browser.login(username="olga@accord.example", password=PASSWORD)
    page = browser.get("/board")
    assert page.status_code == 500
    shown["page"] = page.content.decode()
    for surface, text in shown.items():
        assert text, surface
        for inside in ("Traceback", "ZeroDivisionError", "planted", 'File "', "reckon"):
            assert inside not in text, (surface, inside)
    kept = (tmp_path / "faults.log").read_text()
    assert "ZeroDivisionError" in kept
    assert "in broken" in kept
    assert "planted" not in kept  # a message may quote somebody


def broken(*anything: object) -> Any:
    """The planted fault."""
    raise ZeroDivisionError("planted")


def two_lines(text: str) -> bool:
    """An error as every surface of text shows it."""
    lines = text.splitlines()
    return len(lines) == 2 and lines[0].startswith("error  ") and lines[1].startswith("try    ")


def without(value: Any, names: set[str]) -> Any:
    """A value without these keys, however deep."""
    if isinstance(value, dict):
        return {key: without(item, names) for key, item in value.items() if key not in names}
    return [without(item, names) for item in value] if isinstance(value, list) else value
