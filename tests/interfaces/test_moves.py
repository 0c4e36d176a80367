"""A move of budget becomes one decision, with its numbers frozen, through every door and only for who may decide."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accord.alignment.meetings.decisions import find_decisions, finish
from accord.alignment.meetings.evidence import digest_of
from accord.alignment.meetings.models import DecisionRow
from accord.interfaces.cli.main import main
from accord.ledger.models import Act
from accord.measures.attribution.credit_shapes import CompanyCredit
from accord.measures.attribution.credited import credit_company
from accord.measures.roi import Roi, roi
from accord.reporting.pack import weekly_pack
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.facts import FactKind as K
from accord.workflows.decide_move import decide_move
from tests.cast import Cast
from tests.interfaces.test_matrix import api_client
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import make_world
from tests.measures.company import Company, day, scope

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 31, 12, tzinfo=UTC)
Show = Callable[[tuple[CompanyCredit, Roi]], None]
BODY = {"source": "search", "target": "ads"}


def returns(folder: Path, ads: int = 100_00) -> tuple[CompanyCredit, Roi]:
    """Sixty deals, half by each of two channels, of which search cost far more: one move stands."""
    company = Company()
    for who in range(1, 61):
        company.person(who, account=who)
        company.fact(who, K.demo_request, "2027-01-02", channel="ads" if who % 2 else "search")
        company.deal(
            100 + who, who, account=who, created_at=day("2027-01-05"), won="2027-02-01", amount=100_00, currency="EUR"
        )  # fmt: skip
    for number, (channel, amount) in enumerate({"ads": ads, "search": 900_00}.items()):
        company.fact(900 + number, K.spend, "2027-01-02", channel=channel, amount=amount, currency="EUR")
    mirror = company.write(folder)
    credit = credit_company(mirror, scope(mirror), seed=1)
    return credit, roi(mirror, scope(mirror), credit)


@pytest.fixture
def shown(cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Show:
    """A small world, and the returns that it shows."""
    monkeypatch.setenv("ACCORD_DATA", str(tmp_path))
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)

    def show(made: tuple[CompanyCredit, Roi]) -> None:
        credit, back = made
        for place in ("accord.reporting.moves", "accord.interfaces.web.views.attribution"):
            monkeypatch.setattr(f"{place}.company_roi", lambda viewer, window=None, now=None: back)
        monkeypatch.setattr(
            "accord.interfaces.web.views.attribution.company_credit",
            lambda viewer, window=None, compare=False, now=None: credit,
        )

    show(returns(tmp_path / "returns"))
    return show


def test_twice_is_once_and_the_numbers_are_frozen(cast: Cast, shown: Show, tmp_path: Path) -> None:
    first = decide_move(cast.maya, "search", "ads", now=NOW)
    assert decide_move(cast.sam, "search", "ads", now=NOW).key == first.key
    assert DecisionRow.objects.count() == 1 and first.open
    kept = first.evidence
    assert kept is not None and digest_of(kept) == kept.digest
    assert digest_of(replace(kept, as_of=NOW)) == kept.digest != digest_of(replace(kept, model="another"))
    figures = {figure.name: figure for figure in kept.figures}
    assert (figures["search: spend"].value, figures["search: spend"].unit) == ("900.00", "EUR")
    assert figures["ads: return"].low is not None and figures["search: return"].high is not None
    assert figures["search: return"].high < figures["ads: return"].low
    act = Act.objects.get(key=f"decision:{first.key}")
    assert act.payload["digest"] == kept.digest and act.actor == cast.maya.actor
    # Other numbers later: the open decision is still the one, on what it was made of.
    shown(returns(tmp_path / "later", ads=120_00))
    again = decide_move(cast.maya, "search", "ads", now=NOW)
    assert again.key == first.key and again.evidence == kept
    finish(cast.maya, first.key, now=NOW)
    anew = decide_move(cast.maya, "search", "ads", now=NOW)
    assert anew.key != first.key and anew.evidence is not None and anew.evidence.digest != kept.digest
    # Decided on these very numbers and done: it is that one, and can be opened again.
    finish(cast.maya, anew.key, now=NOW)
    assert not decide_move(cast.maya, "search", "ads", now=NOW).open
    assert finish(cast.maya, anew.key, done=False, now=NOW).open


def test_it_leaves_with_the_pack_and_returns_while_it_is_open(cast: Cast, shown: Show) -> None:
    made = decide_move(cast.maya, "search", "ads", now=NOW)
    told = weekly_pack(cast.sam, now=NOW)
    assert [each.key for each in told.decisions if each.evidence] == [made.key]
    assert made.key in {each.key for each in find_decisions(cast.victor)}


def test_what_does_not_stand_or_was_not_seen_is_refused(cast: Cast, shown: Show) -> None:
    with pytest.raises(NotFound, match="no such move"):
        decide_move(cast.maya, "ads", "search", now=NOW)
    with pytest.raises(Invalid, match="no longer those"):
        decide_move(cast.maya, "search", "ads", seen="0" * 64, now=NOW)
    with pytest.raises(Refused):
        decide_move(cast.victor, "search", "ads", now=NOW)
    assert not DecisionRow.objects.exists()


def test_the_same_by_page_api_and_command(
    cast: Cast, shown: Show, capsys: pytest.CaptureFixture[str]
) -> None:
    maya, victor = signed_in("maya"), signed_in("victor")
    page = maya.get("/attribution").content.decode()
    assert "Make it a decision" in page and 'value="search"' in page
    assert "Make it a decision" not in victor.get("/attribution").content.decode()
    assert victor.post("/attribution/moves/decide", BODY).status_code == 403
    stale = maya.post("/attribution/moves/decide", {**BODY, "seen": "f" * 64}).content.decode()
    assert "no longer those that were shown" in stale and not DecisionRow.objects.exists()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    told = maya.post("/attribution/moves/decide?period=all", {**BODY, "seen": seen})
    assert told.status_code in (302, 303) and told["Location"] == "/attribution?period=all#moves"
    (row,) = DecisionRow.objects.all()
    after = maya.get("/attribution").content.decode()
    assert "Make it a decision" not in after and "What it was decided on" in after and seen[:12] in after
    api = api_client(cast, "sam").post(
        "/api/v1/roi/moves/decide", json.dumps(BODY), content_type="application/json"
    )
    assert (
        api.status_code == 200 and api.json()["key"] == row.key and api.json()["evidence"]["digest"] == seen
    )
    refused = api_client(cast, "victor").post(
        "/api/v1/roi/moves/decide", json.dumps(BODY), content_type="application/json"
    )
    assert refused.status_code == 403
    assert main(["--as", "maya@accord.example", "decide-move", "search", "ads", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["key"] == row.key
    assert main(["--as", "victor@accord.example", "decide-move", "search", "ads"]) == 3
    capsys.readouterr()
    (stands,) = api_client(cast, "rita").get("/api/v1/roi/moves").json()
    assert main(["--as", "rita@accord.example", "moves", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [stands] and stands["decision"]["key"] == row.key
    assert DecisionRow.objects.count() == 1
