"""The same campaign through pages, API and command line; what a refusal looks like; who sees what."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from accord.campaigns.find import find_campaigns, get_campaign
from accord.interfaces.cli.main import main
from accord.reporting.campaigns.month import campaign_month
from accord.reporting.campaigns.sheet import campaign_sheet
from accord.reporting.campaigns.unsigned import find_unsigned
from accord.teams.notices.models import Notice
from accord.vocabulary.plain import plain
from accord.workflows.campaigns import plan_campaign
from accord.workflows.talk import listen, say
from tests.campaigns.test_reached import people
from tests.campaigns.world import Company
from tests.cast import PASSWORD
from tests.interfaces.test_matrix import api_client

pytestmark = pytest.mark.django_db


def browser(who: str) -> Client:
    client = Client()
    assert client.login(username=f"{who}@accord.example", password=PASSWORD)
    return client


def form(company: Company, **changes: str) -> dict[str, str]:
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=21)
    return {
        "key": "77", "name": "Leak season", "kind": "e-mail", "segment": "everybody", "called": "leak-season\nleaks",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "goal": "Thirty reports", "target_percent": "3", "channels": "email", "budget": "1200.50",
        "marketing_owner": str(company.cast.maya.user_id), "sales_owner": str(company.cast.sam.user_id),
        "arm0-name": "a", "arm0-percent": "60", "arm0-subject": "First <b>", "arm1-name": "b", "arm1-percent": "40",
        "arm1-body": "Second", **changes,
    }  # fmt: skip


def test_planned_signed_voided_and_pulled_through_pages(company: Company, tmp_path: Path) -> None:
    accounts = people(company, tmp_path)
    maya, sam, rita = browser("maya"), browser("sam"), browser("rita")
    typed = form(company)
    for _twice in range(2):
        assert maya.post("/campaigns/new", typed).headers["Location"] == "/campaigns/77"
    now = datetime.now(UTC)
    one = get_campaign(company.cast.maya, 77, now)
    assert (one.plan.budget, one.plan.target_share, one.plan.called) == (
        120_050,
        0.03,
        ("leak-season", "leaks"),
    )
    assert [arm.percent for arm in one.plan.arms] == [60, 40]
    maya.post("/campaigns/77/ask")
    page = sam.get("/campaigns/77").content.decode()
    assert "Sign as it stands" in page and "First &lt;b&gt;" in page and "Gamma Water" in page
    assert sam.post("/campaigns/77/answer", {"hash": one.hash, "answer": "signed"}).status_code == 303
    assert "signed" in maya.get("/campaigns").content.decode()
    out = rita.post("/campaigns/77/pull", {"account": accounts["1AAA"], "reason": "we negotiate"})
    assert out.status_code == 303 and "we negotiate" in maya.get("/campaigns/77").content.decode()
    refused = rita.post("/campaigns/77/pull", {"account": accounts["2AAA"], "reason": "no"})
    assert refused.status_code == 403 and b"owner takes it out" in refused.content
    changed = {**typed, "arm0-subject": "Else", "version": str(one.version)}
    assert maya.post("/campaigns/77/change", changed).status_code == 303
    voided = sam.get("/campaigns/77").content.decode()
    assert "Changed since it was signed" in voided and "Else" in voided
    late = maya.post("/campaigns/77/change", {**changed, "goal": "x"})
    assert late.status_code == 409 and b"changed it after you read it" in late.content  # what was typed stays
    assert maya.post("/campaigns/77/cancel").status_code == 303
    assert maya.post("/campaigns/77/cancel", {"again": "1"}).status_code == 303
    files = maya.get("/campaigns.csv"), rita.get("/campaigns/calendar.ics")
    assert [file.status_code for file in files] == [200, 200] and rita.get(
        "/campaigns.csv"
    ).status_code == 403


def test_a_refused_form_keeps_what_was_typed(company: Company) -> None:
    answer = browser("maya").post("/campaigns/new", form(company, segment="industri in [water]"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "industri in [water]" in page and "Thirty reports" in page
    wrong = browser("maya").get("/campaigns/count", {"segment": "industri is water"}).content.decode()
    assert "says nothing that is known" in wrong
    victor = browser("victor")
    assert victor.get("/campaigns/new").status_code == 403
    empty = victor.get("/campaigns").content.decode()
    assert "Here will stand what both teams are about to send" in empty and "Plan the first" not in empty
    for address in ("/campaigns/calendar", "/campaigns/unsigned", "/campaigns/calendar?month=2027-02"):
        assert victor.get(address).status_code == 200
    assert victor.get("/campaigns/calendar?month=x").status_code == 422
    assert victor.get("/campaigns/5").status_code == 404


def test_one_campaign_one_answer(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_DATA", str(tmp_path))
    people(company, tmp_path)
    said = {
        "name": "Leak season", "kind": "e-mail", "segment": "everybody", "budget": 10, "target_percent": 2.5,
        "starts_at": "2030-03-01T09:00+01:00", "ends_at": "2030-03-05T09:00+01:00",
        "arms": [{"subject": "Hello"}], "marketing_owner": company.cast.maya.user_id,
        "sales_owner": company.cast.sam.user_id,
    }  # fmt: skip
    told = api_client(company.cast, "maya").post(
        "/api/v1/campaigns", json.dumps({**said, "key": 5}), content_type="application/json"
    )
    assert told.status_code == 200, told.content
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(said))
    assert main(["--as", "maya@accord.example", "campaigns", "plan", str(file), "--key", "6"]) == 0
    now = datetime.now(UTC)
    first, second = (get_campaign(company.cast.maya, key, now) for key in (5, 6))
    assert first.plan == second.plan and first.hash == second.hash
    by = api_client(company.cast, "sam")
    body = json.dumps({"answer": "signed", "hash": first.hash})
    assert by.post("/api/v1/campaigns/5/answer", body, content_type="application/json").status_code == 200
    capsys.readouterr()
    words = ["--as", "sam@accord.example", "campaigns", "answer", "6", "signed", "--hash", second.hash]
    assert main(words) == 0 and "signed" in capsys.readouterr().out
    assert main(["--as", "rita@accord.example", "campaigns", "show", "5", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    asked = api_client(company.cast, "rita").get("/api/v1/campaigns/5").json()
    made = json.loads(json.dumps(plain(campaign_sheet(company.cast.rita, 5, datetime.now(UTC)))))
    assert printed == asked == made
    assert [one["key"] for one in printed["overlaps"]] == [6]
    lists = {
        "campaigns": (["campaigns", "list"], find_campaigns(company.cast.rita, datetime.now(UTC))),
        "campaigns/month?month=2030-03": (
            ["campaigns", "calendar", "--month", "2030-03"],
            campaign_month(company.cast.rita, "2030-03", datetime.now(UTC)),
        ),
        "campaigns/unsigned": (
            ["campaigns", "unsigned"],
            find_unsigned(company.cast.rita, datetime.now(UTC)),
        ),
    }
    for address, (words, value) in lists.items():
        assert main(["--as", "rita@accord.example", *words, "--json"]) == 0
        printed = json.loads(capsys.readouterr().out)
        asked = api_client(company.cast, "rita").get(f"/api/v1/{address}").json()
        assert printed == asked == json.loads(json.dumps(plain(value))), address
        assert printed


def test_talk_stands_beside_a_campaign(company: Company) -> None:
    now = datetime.now(UTC)
    one = plan_campaign(company.cast.maya, company.plan, now=company.plan.starts_at - timedelta(days=9))
    say(company.cast.rita, one.about, "not in the week of the fair, @maya", now=now)
    assert [each.text for each in listen(company.cast.victor, one.about, now)] == [
        "not in the week of the fair, @maya"
    ]
    assert browser("maya").get(f"/to/{one.about}").headers["Location"] == f"/campaigns/{one.key}"
    told = Notice.objects.filter(kind="mention").values_list("user_id", "about")
    assert list(told) == [(company.cast.maya.user_id, one.about)]
