"""Two teams' files become one truth that both sign: by the pages, the command line and the API, one answer.

Maya brings marketing's list with the mapping that the page proposes, Olga the CRM's export; the worker books
both; the difference between the two counts is explained; the board says that nothing is signed; Maya and Sam
sign the same words, each with their own password; and the three interfaces give the same numbers throughout.
"""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accord.interfaces.cli.main import main
from tests.cast import PASSWORD, Cast
from tests.interfaces.test_web_agreement import TEXT
from tests.interfaces.world import LEADS

pytestmark = pytest.mark.django_db
# Four people: one is there twice, one never reached the CRM; the CRM knows one more.
MARKETING = b"""Lead ID,Email,Created,Channel
M1,own.lead@alpha.example,2026-10-01,email
M2,team.lead@beta.example,2026-10-01,organic search
M3,Team.Lead@beta.example,2026-10-02,organic search
M4,other.lead@gamma.example,2026-10-01,paid search
M5,nobody.yet@omega.example,2026-10-03,social
"""
# ruff: noqa: E501
DEALS = b"""Id,Name,AccountId,Amount,StageName,IsWon,IsClosed,CreatedDate,CloseDate,OwnerId,LastModifiedDate
006000000000001AAA,Pumps,,5000,Closed Won,true,true,2026-10-10T09:00:00Z,2026-10-30,005000000000001AAA,2026-10-30T09:00:00Z
"""
MADE_WHEN = {"made_at"}


class Journey:
    """The three ways in, as the people use them."""

    def __init__(self, heard: pytest.CaptureFixture[str]) -> None:
        self.heard = heard
        self.api = Client(headers={"Authorization": f"Bearer {self.key()}"})

    def browser(self, name: str) -> Client:
        """A browser in which someone signed in at the door."""
        client = Client()
        said = client.post("/sign-in", {"email": f"{name}@accord.example", "password": PASSWORD})
        assert said.status_code == 303
        return client

    def run(self, *words: str) -> Any:
        """What a command prints as JSON."""
        assert main(["--as", "olga@accord.example", *words, "--json"]) == 0, self.heard.readouterr().err
        return json.loads(self.heard.readouterr().out)

    def key(self) -> str:
        """A key for programs, made on the command line."""
        made = self.run("keys", "make", "olga@accord.example", "--label", "journey", "--days", "1")
        return str(made["key"])

    def same(self, path: str, *words: str) -> Any:
        """One question at the API and on the command line: one answer."""
        told, printed = self.api.get(path), self.run(*words)
        assert told.status_code == 200
        answers = [{k: v for k, v in said.items() if k not in MADE_WHEN} for said in (told.json(), printed)]
        assert answers[0] == answers[1]
        return answers[0]

    def bring(self, who: Client, name: str, body: bytes, source: str) -> str:
        """Bring a file, send the form as the page proposes it, let the worker book it; the page afterwards."""
        address = who.post("/data/uploads", {"file": SimpleUploadedFile(name, body)}).headers["Location"]
        page = who.get(address).content.decode()
        form = {"source": source, "zone": "UTC", "act": "import", "connector": chosen(page, "connector")}
        form["mapping"] = written(page, "mapping")
        assert who.post(f"{address}/order", form).status_code == 303
        self.run("work", "--once")
        return str(who.get(address).content.decode())


def chosen(page: str, name: str) -> str:
    """The option that a list shows as chosen."""
    options = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    assert options is not None
    found = re.search(r'value="([^"]*)" selected', options[1])
    assert found is not None
    return found[1]


def written(page: str, name: str) -> str:
    """The text that stands in a field of the page."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return unescape(found[1]) if found else ""


@pytest.fixture
def journey(
    cast: Cast,
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Journey:
    """An installation with its people and nothing else."""
    monkeypatch.setenv("ACCORD_DATA", str(tmp_path))
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    return Journey(capsys)


def test_two_files_to_two_signatures(journey: Journey, tmp_path: Path) -> None:
    maya, sam, olga = (journey.browser(name) for name in ("maya", "sam", "olga"))
    journey.bring(maya, "marketing.csv", MARKETING, "marketing")
    journey.bring(olga, "leads.csv", LEADS.encode(), "crm")
    journey.bring(olga, "opportunities.csv", DEALS, "crm")
    booked = {each["file_name"]: each["accepted"] for each in journey.api.get("/api/v1/imports").json()}
    assert booked == {"marketing.csv": 5, "leads.csv": 4, "opportunities.csv": 1}

    difference = journey.same("/api/v1/reconciliation", "reconcile")
    steps = {step["id"]: step["count"] for step in difference["steps"] if step["count"]}
    assert steps == {  # by hand: 5 - 1 - 1 + 1 = 4
        "marketing": 5,
        "marketing_duplicates": 1,
        "never_synced": 1,
        "sales_only": 1,
        "sales": 4,
    }
    page = sam.get("/board/difference")
    assert {s.id: s.count for s in page.context["bridge"].steps if s.count} == steps

    board = journey.same("/api/v1/board", "board")
    sales = next(kpi for kpi in board["kpis"] if kpi["name"] == "sales")
    assert (sales["value"], sales["draft"]) == ("5000.00", True)
    assert board["reading"]["sentence"] == "no agreement yet"
    assert "no agreement" in sam.get("/board").content.decode().lower()

    text = tmp_path / "agreement.yaml"
    text.write_text(TEXT)
    draft = f"/agreement/drafts/{journey.run('agreement', 'draft', str(text))['id']}"
    words = hidden(maya.get(f"{draft}/sign").content.decode(), "hash")
    for who, password, status in ((maya, "sam's, perhaps", 403), (maya, PASSWORD, 303), (sam, PASSWORD, 303)):
        assert journey.api.get("/api/v1/agreement/versions").json() == []
        assert who.post(f"{draft}/sign", {"hash": words, "password": password}).status_code == status
    told = journey.api.get("/api/v1/agreement/versions").json()
    assert told == journey.run("agreement", "history")
    assert [(v["hash"], sorted(s["name"] for s in v["signatures"])) for v in told] == [
        (words, ["Maya", "Sam"])
    ]
    assert "Maya" in sam.get(f"/agreement/versions/{words}").content.decode()
    assert journey.same("/api/v1/reconciliation", "reconcile")["marketing"] == 5


def hidden(page: str, name: str) -> str:
    """What a form carries along."""
    fields = (field for field in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in field)
    found = re.search(r'value="([^"]*)"', next(fields))
    assert found is not None
    return found[1]
