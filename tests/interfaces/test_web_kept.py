"""Retention and coverage as pages: empty they teach, full they show each figure; their files hold the same."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accord.measures.coverage import coverage as covered
from accord.measures.retention import retention as kept
from accord.reporting.coverage import Target, Targets
from accord.reporting.retention import AtRisk, CustomersAtRisk
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import make_world
from tests.measures import test_coverage, test_retention
from tests.measures.company import scope

pytestmark = pytest.mark.django_db
RISKS = CustomersAtRisk(
    (
        AtRisk(1, 1, "=Nordvik", "", "water", Decimal(4), "EUR", date(2027, 3, 1), ("past_end", "silent"), None, None),
        AtRisk(None, 2, "Ada Berg", "", "food", Decimal(5), "EUR", date(2027, 5, 1), ("renewal_near",), None, None),
    ),
    2, 5, 50,
)  # fmt: skip
TARGETS = Targets(
    (Target(1, "=Nordvik", "a", "", 0, ("known", "sales"), True, datetime(2027, 3, 1, tzinfo=UTC)),),
    1,
    9,
    None,
)


def lines(client: Client, address: str) -> list[dict[str, str]]:
    told = client.get(address)
    assert told.status_code == 200 and "attachment" in told["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(told.content.decode())))


@pytest.fixture
def world(cast: Cast, tmp_path: Path, settings: Any) -> Path:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    return tmp_path


def test_empty_pages_teach(world: Path) -> None:
    olga = signed_in("olga")
    assert "Here will stand who stays" in olga.get("/retention").content.decode()
    assert "Here will stand how far" in olga.get("/coverage?period=quarter").content.decode()


def test_full_pages_and_their_files(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed = test_retention.AGREED
    one = test_retention.by_hand().write(world / "kept", agreed)
    two = test_coverage.by_hand().write(world / "covered", agreed)
    stays, reach = kept(one, scope(one, agreed)), covered(two, scope(two, agreed))
    view = "accord.interfaces.web.views"
    monkeypatch.setattr(f"{view}.retention.company_retention", lambda viewer, window, now: stays)
    monkeypatch.setattr(f"{view}.coverage.company_coverage", lambda viewer, window, now: reach)
    for place in (f"{view}.retention", "accord.workflows.at_risk_file"):
        monkeypatch.setattr(f"{place}.customers_at_risk", lambda viewer, **asked: RISKS)
    for place in (f"{view}.coverage", "accord.workflows.targets_file"):
        monkeypatch.setattr(f"{place}.targets_to_act_on", lambda viewer, **asked: TARGETS)
    olga = signed_in("olga")
    page = olga.get("/retention").content.decode()
    for words in (
        "88",
        "2027-Q1",
        "young",
        "=Nordvik",
        "Ada Berg",
        "Past its end, undecided",
        "2 of 5",
        "offset=50",
    ):
        assert words in page, words
    page = olga.get("/coverage").content.decode()
    for words in (
        "White space by seniority",
        "Director",
        "Nobody is known there",
        "in an open deal",
        "1 of 9",
    ):
        assert words in page, words
    figures = {line["name"]: line for line in lines(olga, "/retention.csv")}
    assert float(figures["retention:gross:"]["value"]) == pytest.approx(0.88)
    assert figures["retention:undecided:"]["value"] == "1", "what stands beside a number is in the file"
    assert {line["name"]: line["hits"] for line in lines(olga, "/coverage.csv")}["coverage:both"] == "1"
    assert [line["name"] for line in lines(olga, "/retention/at-risk.csv")] == ["'=Nordvik", "Ada Berg"]
    assert lines(olga, "/coverage/accounts.csv")[0]["missing"] == "known sales"
    victor = signed_in("victor")
    for address in ("/retention.csv", "/retention/at-risk.csv", "/coverage.csv", "/coverage/accounts.csv"):
        assert victor.get(address).status_code == 403, address
