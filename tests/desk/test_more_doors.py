"""Who gets what, absences, customers' words, the desk, several leads at once: the same answer at every door."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accord.handoffs.models import Handoff
from accord.handoffs.words import Words
from accord.reporting.desk.became import became_version
from accord.reporting.desk.said import find_said
from accord.reporting.desk.who_gets import who_gets, would_get
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.facts import FactKind
from accord.workflows.handoffs.at_desk import accept_at_desk, end_at_desk
from tests.cast import PEOPLE, Cast
from tests.desk.test_one_answer import Held, client_of
from tests.desk.test_pages import browser
from tests.desk.test_reading import lead_of
from tests.handoffs.company import START, asks, person, qualifies, say, touch, work_until

pytestmark = pytest.mark.django_db
NOW = START + timedelta(minutes=5)


@pytest.fixture
def leads(company: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Ann qualified, Bob asked; both are Rita's."""
    for module in ("api.routes.leads", "api.routes.routing", "api.auth"):
        monkeypatch.setattr(f"accord.interfaces.{module}.datetime", Held)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    say(qualifies(person("ann"), START, name="Ann Ash", company="Alpha"), START)
    say(asks(person("bob"), START, name="Bob Birch", company="Beta"), START)
    work_until(START + timedelta(minutes=1))
    return company


def test_who_gets_what_shows_figures_to_them_and_their_manager_only(leads: Cast) -> None:
    [to_sdr, _] = who_gets(leads.sam, NOW).routes
    [rita] = [one for one in to_sdr.people if one.owner == leads.rita.actor]
    assert (rita.open, rita.capacity, rita.received, rita.share) == (2, 4, 2, 1.0)
    assert to_sdr.steps[0] == "open opportunity owner" and to_sdr.received == 2 and to_sdr.spread == 0
    [seen_by_maya, _] = who_gets(leads.maya, NOW).routes
    [masked] = [one for one in seen_by_maya.people if one.owner == leads.rita.actor]
    assert (masked.open, masked.received, masked.share) == (None, None, None) and masked.at_work
    assert seen_by_maya.received == 2 and seen_by_maya.spread is None  # of a smaller group it would be hers
    assert [one for one in who_gets(leads.rita, NOW).routes[0].people if one.open == 2]
    with pytest.raises(Refused):
        who_gets(leads.victor, NOW)
    page = browser("maya").get("/leads/routes?kind=mql_to_sdr&country=NL&class=A1").content.decode()
    assert "Rita" in page and "2 of 4" not in page
    assert browser("maya").get("/leads/routes?kind=nonsense").status_code == 422


def test_who_would_get_it_says_each_step_and_changes_nothing(leads: Cast) -> None:
    before = list(Handoff.objects.order_by("key").values())
    found = would_get(leads.sam, NOW, kind="mql_to_sdr", country="NL", hot=True)
    assert found.owner == leads.rita.actor and found.step == "round robin by capacity"
    assert [each.step for each in found.passed] == ["open opportunity owner", "account owner"]
    assert list(Handoff.objects.order_by("key").values()) == before
    for n in range(2):
        say(asks(person(f"full{n}"), NOW, name=f"Full {n}", firm=f"full{n}"), NOW)
    work_until(NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    mine, others = (would_get(who, later, kind="mql_to_sdr") for who in (leads.sam, leads.maya))
    assert any("4 of 4" in each.words for each in mine.passed)
    assert "4 of 4" not in str(others) and any(each.reason == "full" for each in others.passed)
    assert not others.over_capacity and others.owner == mine.owner
    with pytest.raises(Invalid):
        would_get(leads.sam, NOW, kind="none")


def test_absences_on_their_page_and_over_the_api(leads: Cast) -> None:
    rita = browser("rita")
    assert "Nobody is away" in rita.get("/people/away").content.decode()
    day = (NOW + timedelta(days=2)).date().isoformat()
    assert rita.post("/people/away/add", {"first": day, "last": "2020-01-01"}).status_code == 422
    assert (
        rita.post("/people/away/add", {"who": leads.rita.actor, "first": day, "last": day}).status_code == 303
    )
    part = {"who": leads.rita.actor, "since": f"{NOW.date()}T08:00", "until": f"{NOW.date()}T16:00"}
    assert rita.post("/people/away/add", part).status_code == 303
    page = rita.get("/people/away").content.decode()
    assert page.count("Take back") == 2
    rep, manager, marketing = (asking(leads, who) for who in ("rita", "sam", "maya"))
    people = {one["ref"]: one["absences"] for one in rep("get", "/absences")["people"]}
    assert list(people) == [leads.rita.actor] and len(people[leads.rita.actor]) == 2
    assert (
        len(
            next(p for p in manager("get", "/absences")["people"] if p["ref"] == leads.rita.actor)["absences"]
        )
        == 2
    )
    assert leads.rita.actor not in str(marketing("get", "/absences"))
    refused = marketing("post", "/absences", 403, first=day, last=day, who=leads.rita.actor)
    assert refused["code"] == "absence.not_yours"
    [taking] = [o for o in who_gets(leads.maya, NOW).routes[0].people if o.owner == leads.rita.actor]
    assert taking.away_until is not None and not taking.at_work
    for each in people[leads.rita.actor]:
        assert manager("post", f"/absences/{each['id']}/withdraw") == {"done": True}
        assert (
            rita.post(f"/people/away/{each['id']}/remove").status_code == 303
        )  # again: nothing to take back
    assert "Nobody is away" in rita.get("/people/away").content.decode()
    assert rita.post("/people/away/calendar", {"address": ""}).status_code == 422
    assert rita.post("/people/away/calendar", {"address": "http://127.0.0.1/x.ics"}).status_code in (403, 422)
    assert rita.post("/people/away/calendar/end").status_code == 303


def test_what_customers_said_is_searched_and_only_by_whom_it_concerns(leads: Cast) -> None:
    words = Words(question="Does it pump salt water?", informed_by="Trade press")
    end_at_desk(leads.rita, lead_of("ann").key, "recycled", "no timing", words, now=NOW)
    for text, found in (("SALT", 1), ("trade", 1), ("sweet", 0), ("", 1), ("%", 0)):
        assert len(find_said(leads.maya, text, NOW).rows) == found, text
    assert "salt water" in browser("sam").get("/leads/words?q=salt").content.decode()
    assert browser("sam").get("/leads/words?q=salt&offset=1").content.decode().count("salt water") == 0
    [row] = asking(leads, "rita")("get", "/leads/words?search=pump")["rows"]
    assert (row["name"], row["state"], row["reason"]) == ("Ann Ash", "recycled", "no timing")
    with pytest.raises(Refused):
        find_said(leads.victor, "", NOW)


def test_words_of_records_are_found_beside_and_only_of_visible_people(leads: Cast) -> None:
    for name, owner in (("zoe", PEOPLE["rita"][3]), ("yan", "005000000000099AAA")):
        words = (("question", f"Is sea water fine, asks {name}?"),)
        say([touch(person(name), FactKind.owner_assigned, NOW, actor=owner, words=words)], NOW)
    seen = {who: find_said(getattr(leads, who), "SEA water", NOW).records for who in ("maya", "rita")}
    assert {row.text[-4:-1] for row in seen["maya"]} == {"zoe", "yan"}
    assert [(row.text[-4:-1], row.sort, row.source) for row in seen["rita"]] == [("zoe", "question", "web")]
    assert find_said(leads.maya, "", NOW).records == () and find_said(leads.maya, "sweet", NOW).records == ()
    assert "asks zoe" in browser("rita").get("/leads/words?q=sea").content.decode()
    assert asking(leads, "rita")("get", "/leads/words?search=sea")["records"][0]["sort"] == "question"


def test_the_desk_and_several_leads_over_the_api(leads: Cast) -> None:
    rep, manager = asking(leads, "rita"), asking(leads, "sam")
    assert [row["name"] for row in rep("get", "/desk")["mine"]] == ["Bob Birch", "Ann Ash"]
    assert manager("get", "/desk")["loads"][0]["open"] == 2 and rep("get", "/desk")["loads"] == []
    keys = [lead_of("ann").key, lead_of("bob").key]
    assert rep("post", "/leads/give", 403, leads=keys, owner=leads.sam.actor)["code"] == "right.missing"
    given = manager("post", "/leads/give", leads=[*keys, 17], owner=leads.sam.actor, why="away")["leads"]
    assert [one["problem"] for one in given] == ["", "", "there is no lead 17"]
    assert {lead_of(name).owner for name in ("ann", "bob")} == {leads.sam.actor}


def test_what_became_of_them_is_asked_again_without_a_body(leads: Cast) -> None:
    maya = browser("maya")
    page = maya.get("/leads/became").content.decode()
    tag = page.split("data-tag='")[1].split("'")[0]
    assert maya.get("/leads/became/now", headers={"if-none-match": tag}).status_code == 304
    before = became_version(leads.maya, NOW)
    accept_at_desk(leads.rita, lead_of("bob").key, now=NOW)
    assert became_version(leads.maya, NOW) != before
    again = maya.get("/leads/became/now?period=all&offset=0", headers={"if-none-match": tag})
    assert again.status_code == 200 and again["ETag"] != tag and b"<html" not in again.content


def asking(cast: Cast, who: str) -> Callable[..., Any]:
    """Somebody's program: a call gives the answer as JSON, which must have this status."""
    client = client_of(cast, who)

    def call(method: str, path: str, status: int = 200, **body: object) -> Any:
        more = {"data": json.dumps(body), "content_type": "application/json"} if method == "post" else {}
        said = getattr(client, method)(f"/api/v1{path}", **more)
        assert said.status_code == status, said.content
        return said.json()

    return call
