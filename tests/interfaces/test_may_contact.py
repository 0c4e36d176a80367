"""May we reach them: the same answer on the page, over the API, on the command line; asking changes nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accord.agreement import content_hash
from accord.contacts.models import ContactLease, Identity
from accord.interfaces.cli.main import main
from accord.ledger.models import Act, Fact, Job
from accord.teams.models import SealedAgreement
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from accord.vocabulary.plain import plain
from tests.agreement.contact.company import CLAUSE
from tests.cast import PASSWORD, Cast
from tests.contacts.bringing import bring
from tests.contacts.policy.world import HEAD, REST, did
from tests.interfaces.test_matrix import api_client
from tests.interfaces.world import World, make_world

pytestmark = pytest.mark.django_db
LEAD = Ref("crm", RecordKind.person, "00q000000000001AAA")


@pytest.fixture
def world(cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """Rita's lead replied to her yesterday; marketing wrote to them this morning; no hour is quiet."""
    monkeypatch.setenv("ACCORD_DATA", str(tmp_path))
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    made = make_world(cast, tmp_path)
    text = f"{HEAD}mode: {{contact_policy: enforce}}\n{REST}{CLAUSE[: CLAUSE.index('  hours')]}"
    at = datetime(2026, 1, 1, tzinfo=UTC)
    SealedAgreement.objects.create(
        hash=content_hash(text),
        sealed=text.encode(),
        agreement_id="h",
        version=1,
        in_force_from=at,
        sealed_at=at,
    )
    now = datetime.now(UTC)
    spoke = did(LEAD, FactKind.sales_email_reply, now - timedelta(days=1), actor="005000000000001AAA")
    bring([], [spoke, did(LEAD, FactKind.email_sent, now - timedelta(hours=1), campaign="spring")])
    return made


def signed_in(who: str) -> Client:
    """A browser."""
    client = Client()
    assert client.login(username=f"{who}@accord.example", password=PASSWORD)
    return client


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the instant at which it was given (and, of a yes, from which it holds)."""
    return {k: v for k, v in answer.items() if k != "as_of" and not (k == "when" and answer["answer"])}


@pytest.mark.parametrize("who", ["maya", "rita"])
def test_one_question_one_answer(
    cast: Cast, world: World, who: str, capsys: pytest.CaptureFixture[str]
) -> None:
    browser, client = signed_in(who), api_client(cast, who)
    for team in ("marketing", "sales"):
        told = client.get(f"/api/v1/contacts/{world.own}/may-contact?team={team}").json()
        words = ["--as", f"{who}@accord.example", "may-contact", str(world.own), "--team", team, "--json"]
        assert main(words) == 0
        printed = json.loads(capsys.readouterr().out)
        page = browser.get(f"/journey/people/{world.own}?team={team}")
        shown = plain(page.context["reach"])
        assert without_time(told) == without_time(printed) == without_time(shown)
        assert told["answer"] is (team == "sales")
        if team == "marketing":
            assert told["clause"].encode() in page.content and told["when"]


def test_asking_changes_nothing_and_taking_takes_one(cast: Cast, world: World) -> None:
    def counts() -> tuple[int, ...]:
        return tuple(one.objects.count() for one in (ContactLease, Act, Fact, Job))

    client, browser = api_client(cast, "rita"), signed_in("rita")
    before = counts()
    address = f"/api/v1/contacts/{world.own}"
    assert client.get(f"{address}/may-contact").status_code == 200
    assert browser.get(f"/journey/people/{world.own}?way=phone").status_code == 200
    assert counts() == before
    taken = client.post(f"{address}/lease", {"minutes": 5}, "application/json").json()
    assert taken["granted"] and taken["answer"]["answer"] and ContactLease.objects.count() == 1
    assert client.post(f"/api/v1/leases/{taken['token']}/give-back").json() == {"done": 1}
    held = api_client(cast, "maya").post(f"{address}/lease", {}, "application/json").json()
    assert not held["granted"] and held["answer"]["why"] == "conversation" and held["token"] == ""


def test_a_wrong_question_is_answered_in_two_lines(cast: Cast, world: World) -> None:
    client = api_client(cast, "maya")
    assert client.get(f"/api/v1/contacts/{world.own}/may-contact?team=buyer").status_code == 422
    assert signed_in("maya").get(f"/journey/people/{world.own}?team=buyer").status_code == 422
    assert client.get(f"/api/v1/contacts/{world.missing}/may-contact").status_code == 404
    assert api_client(cast, "rita").get(f"/api/v1/contacts/{world.other}/may-contact").status_code == 404


def test_collisions_are_the_same_everywhere_and_their_file_is_for_who_may_take_data_away(
    cast: Cast, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    told = api_client(cast, "maya").get("/api/v1/collisions").json()
    assert main(["--as", "maya@accord.example", "collisions", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told
    assert (told["collided"], told["rows"][0]["contact_id"]) == (1, world.own)
    page = signed_in("maya").get("/board/collisions")
    assert page.context["report"].collided == 1 and b"spring" in page.content
    victor = signed_in("victor").get("/board/collisions")
    assert victor.context["report"].collided == 1 and victor.context["report"].rows == ()
    file = signed_in("maya").get("/board/collisions/take-away.csv")
    assert b"spring" in b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert signed_in("rita").get("/board/collisions/take-away.csv").status_code == 403


def test_an_owner_approves_and_a_complaint_is_closed_on_the_page(cast: Cast, world: World) -> None:
    bring([], [did(LEAD, FactKind.complained, datetime.now(UTC) - timedelta(days=1))])
    rita = signed_in("rita")
    place = f"/journey/people/{world.own}"
    assert b"The complaint is dealt with" in rita.get(f"{place}?team=marketing").content
    assert rita.post(f"{place}/complaint", {"reason": "called them"}).status_code == 303
    assert b"The complaint is dealt with" not in rita.get(f"{place}?team=marketing").content
    assert rita.post(f"{place}/approve", {"campaign": "spring"}).status_code == 404, "no opportunity is open"
    assert Identity.objects.exists() and Act.objects.filter(kind="complaint_closed").count() == 1
