"""One question about leads has one answer, to the page, over the API, on the command line; acts may be repeated."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accord.interfaces.cli.main import main
from accord.ledger.models import Act
from accord.reporting.desk.became import became
from accord.reporting.desk.find import Wanted, find_leads
from accord.reporting.desk.next_answered import read_next_answered
from accord.teams.keys import make_key
from accord.vocabulary.plain import plain
from accord.workflows.handoffs.dossier import get_dossier
from tests.cast import Cast
from tests.desk.test_reading import lead_of
from tests.handoffs.company import START, asks, person, qualifies, say, work_until

pytestmark = pytest.mark.django_db
NOW = START + timedelta(minutes=5)


class Held(datetime):
    """A clock that a test holds."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        """The test's own instant."""
        return NOW


@pytest.fixture
def leads(company: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Ann qualified, Bob asked; every surface reads the same clock."""
    say(qualifies(person("ann"), START, name="Ann Ash", company="Alpha"), START)
    say(asks(person("bob"), START, name="Bob Birch", company="Beta"), START)
    work_until(START + timedelta(minutes=1))
    for module in ("api.routes.leads", "api.auth", "cli.app"):
        monkeypatch.setattr(f"accord.interfaces.{module}.datetime", Held)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return company


def client_of(cast: Cast, who: str) -> Client:
    """A program with a key of this person."""
    key = make_key(cast.olga, f"{who}@accord.example", label="t", lasts=timedelta(days=1), now=NOW)
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.mark.parametrize("who", ["rita", "sam", "maya"])
def test_page_api_and_command_line_say_the_same(
    leads: Cast, who: str, capsys: pytest.CaptureFixture[str]
) -> None:
    viewer, api, key = getattr(leads, who), client_of(leads, who), lead_of("ann").key
    questions: dict[str, tuple[Any, list[str]]] = {
        "/api/v1/leads": (find_leads(viewer, Wanted(), NOW), ["leads", "list"]),
        f"/api/v1/leads/{key}": (get_dossier(viewer, key, NOW), ["leads", "show", str(key)]),
        "/api/v1/leads/answered": (read_next_answered(viewer), ["leads", "answered"]),
        "/api/v1/leads/became": (became(viewer, NOW), ["leads", "became"]),
    }
    for path, (value, words) in questions.items():
        told = api.get(path)
        assert told.status_code == 200, told.content
        assert main(["--as", f"{who}@accord.example", *words, "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == told.json() == json.loads(json.dumps(plain(value))), (
            path
        )


def test_acts_over_the_api_may_be_repeated(leads: Cast) -> None:
    api, key = client_of(leads, "rita"), lead_of("ann").key
    first = api.post(f"/api/v1/leads/{key}/accept")
    assert first.status_code == 200 and first.json()["state"] == "accepted"
    assert api.post(f"/api/v1/leads/{key}/accept").json() == first.json()
    said = {"outcome": "returned", "reason": "duplicate"}
    ended = [
        api.post(f"/api/v1/leads/{key}/outcome", said, content_type="application/json") for _ in range(2)
    ]
    assert ended[0].json() == ended[1].json() and ended[0].json()["state"] == "returned"
    assert Act.objects.filter(kind__in=("handoff_accepted", "handoff_returned")).count() == 2
    other = api.post(
        f"/api/v1/leads/{key}/outcome", {**said, "reason": "no idea"}, content_type="application/json"
    )
    assert other.status_code == 422
    late = client_of(leads, "sam").post(f"/api/v1/leads/{key}/accept")
    assert late.status_code == 409 and "returned since, by Rita" in late.json()["error"]
    assert late.json()["remedy"] == "look at it again: the page shows where it stands now"
    never = client_of(leads, "maya").post(f"/api/v1/leads/{key}/accept")
    assert never.status_code == 403 and never.json()["code"] == "right.missing", "no race was lost"


def test_of_two_who_take_one_lead_the_second_is_told_409_and_who_was_first(leads: Cast) -> None:
    """Rita takes it while Sam gives it to Olga, and Sam takes it while Rita has."""
    key = lead_of("ann").key
    rita, sam = client_of(leads, "rita"), client_of(leads, "sam")
    assert rita.post(f"/api/v1/leads/{key}/accept").status_code == 200
    second = sam.post(f"/api/v1/leads/{key}/accept")
    assert second.status_code == 409 and "accepted since, by Rita" in second.json()["error"]
    given = {"owner": leads.olga.actor, "why": "away"}
    assert sam.post(f"/api/v1/leads/{key}/owner", given, content_type="application/json").status_code == 200
    said = {"outcome": "returned", "reason": "duplicate"}
    stale = rita.post(f"/api/v1/leads/{key}/outcome", said, content_type="application/json")
    assert stale.status_code == 409 and "Olga" in stale.json()["error"], stale.content


def test_acts_on_the_command_line(leads: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    key = str(lead_of("bob").key)
    assert main(["--as", "rita@accord.example", "leads", "accept", key]) == 0
    assert main(["--as", "rita@accord.example", "leads", "undo", key]) == 0
    assert lead_of("bob").state == "offered"
    assert (
        main(["--as", "sam@accord.example", "leads", "reassign", key, leads.sam.actor, "--why", "away"]) == 0
    )
    assert lead_of("bob").owner == leads.sam.actor
    assert main(["--as", "sam@accord.example", "leads", "end", key, "recycled", "nonsense"]) == 2
    assert main(["--as", "maya@accord.example", "leads", "accept", key]) == 3
    assert "work a lead" in capsys.readouterr().err
