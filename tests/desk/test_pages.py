"""The desk as pages: the list, the dossier, the acts by POST, the race, the undo, the polling, the files."""

import csv
import io
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accord.contacts.models import Contact, Identity
from accord.handoffs.models import CustomerWords, Handoff
from accord.workflows.handoffs.at_desk import reassign_at_desk
from tests.cast import PASSWORD, Cast
from tests.desk.test_reading import lead_of
from tests.handoffs.company import START, asks, person, qualifies, say, work_until

pytestmark = pytest.mark.django_db
NOW = START + timedelta(minutes=5)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """The clock of the pages, held by the test."""
    held = {"now": NOW}
    monkeypatch.setattr(timezone, "now", lambda: held["now"])
    return held


@pytest.fixture
def leads(company: Cast, clock: dict[str, datetime]) -> Cast:
    """Ann qualified, Bob asked."""
    say(qualifies(person("ann"), START, name="Ann Ash", company="Alpha", phone="+31201234567"), START)
    say(asks(person("bob"), START, name="Bob Birch", company="Beta"), START)
    work_until(START + timedelta(minutes=1))
    return company


def browser(who: str) -> Client:
    """Somebody signed in."""
    client = Client()
    assert client.login(username=f"{who}@accord.example", password=PASSWORD)
    return client


def test_the_desk_of_each_role(leads: Cast) -> None:
    rita, sam, maya = (browser(who).get("/today").content.decode() for who in ("rita", "sam", "maya"))
    assert rita.index("Bob Birch") < rita.index("Ann Ash")
    assert "data-countdown" in rita and "Your people" not in rita
    assert "Your people" in sam and "Nobody has tried these yet" in sam and "Rita" in sam
    assert "What came back" in maya and "Your people" not in maya


def test_a_lead_is_accepted_ended_and_its_words_are_kept(leads: Cast) -> None:
    rita, ann = browser("rita"), lead_of("ann")
    page = rita.get(f"/leads/{ann.key}").content.decode()
    assert "They read a case study" in page and "Industry is water or food" in page
    assert "nobody has tried yet" in page.casefold() and "tel:+31201234567" in page and "case study" in page
    assert rita.post(f"/leads/{ann.key}/accept").status_code == 303
    assert lead_of("ann").state == "accepted"
    form = {"ending": "disqualified|no need", "question": "Does it pump salt water?", "challenge": "leaks"}
    assert rita.post(f"/leads/{ann.key}/outcome", form).status_code == 303
    ann = lead_of("ann")
    assert (ann.state, ann.reason) == ("disqualified", "no need") and ann.contradicts
    assert CustomerWords.objects.get().question == "Does it pump salt water?"
    assert "salt water" in browser("maya").get(f"/leads/{ann.key}").content.decode()
    became = browser("maya").get("/leads/became").content.decode()
    assert "no need" in became and "Reasons without their evidence" in became
    for path in ("/leads/became", "/leads/became/now"):
        seen = browser("victor").get(path)
        text = seen.content.decode()
        assert seen.status_code == 200 and "no need" in text, "the joint figures are everybody's"
        assert f"/leads/{ann.key}" not in text and 'href="/leads"' not in text and "Ann Ash" not in text


def test_a_refused_outcome_keeps_what_was_typed(leads: Cast) -> None:
    rita, ann = browser("rita"), lead_of("ann")
    answer = rita.post(
        f"/leads/{ann.key}/outcome", {"ending": "recycled|because", "question": "How <b>so</b>?"}
    )
    assert answer.status_code == 422
    assert "How &lt;b&gt;so&lt;/b&gt;?" in answer.content.decode()
    assert lead_of("ann").state == "offered" and not CustomerWords.objects.exists()


def test_looking_changes_nothing(leads: Cast) -> None:
    before = list(Handoff.objects.order_by("key").values())
    rita, ann = browser("rita"), lead_of("ann")
    for act in ("accept", "outcome", "give", "undo"):
        assert rita.get(f"/leads/{ann.key}/{act}").status_code == 405
    assert rita.get("/leads/give").status_code == 405
    assert list(Handoff.objects.order_by("key").values()) == before


def test_who_comes_second_sees_who_was_first(leads: Cast) -> None:
    ann = lead_of("ann")
    assert browser("rita").post(f"/leads/{ann.key}/accept").status_code == 303
    answer = browser("sam").post(f"/leads/{ann.key}/accept")
    assert answer.status_code == 409
    said = answer.content.decode()
    assert (
        "accepted since, by Rita" in said
        and leads.rita.actor not in said.split("<main")[1].split("<table")[0]
    )


def test_undo_for_ten_seconds(leads: Cast, clock: dict[str, datetime]) -> None:
    rita, ann = browser("rita"), lead_of("ann")
    rita.post(f"/leads/{ann.key}/accept")
    assert "data-until" in rita.get(f"/leads/{ann.key}").content.decode()
    assert "data-until" not in browser("sam").get(f"/leads/{ann.key}").content.decode()
    clock["now"] = NOW + timedelta(seconds=9)
    assert rita.post(f"/leads/{ann.key}/undo").status_code == 303
    assert lead_of("ann").state == "offered"
    rita.post(f"/leads/{ann.key}/accept")
    clock["now"] = NOW + timedelta(seconds=20)
    assert "data-until" not in rita.get(f"/leads/{ann.key}").content.decode()
    assert rita.post(f"/leads/{ann.key}/undo").status_code == 403
    assert lead_of("ann").state == "accepted"


def test_several_are_given_at_once_by_whoever_leads(leads: Cast) -> None:
    keys = [lead_of("ann").key, lead_of("bob").key]
    form: dict[str, Any] = {"lead": keys, "owner": leads.sam.actor, "why": "Rita is away"}
    assert browser("rita").post("/leads/give", form).status_code == 403
    for nobody in ("user:999999", "0050000000000ZZ"):
        assert browser("sam").post("/leads/give", form | {"owner": nobody}).status_code == 422
    assert {lead_of(name).owner for name in ("ann", "bob")} == {leads.rita.actor}
    answer = browser("sam").post("/leads/give", form, follow=True)
    assert "2 leads have a new owner" in answer.content.decode()
    assert {lead_of(name).owner for name in ("ann", "bob")} == {leads.sam.actor}


def test_the_desk_answers_304_until_something_changes(leads: Cast) -> None:
    rita = browser("rita")
    first = rita.get("/today/desk")
    assert first.status_code == 200 and "Ann Ash" in first.content.decode()
    again = rita.get("/today/desk", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    reassign_at_desk(leads.sam, lead_of("ann").key, leads.sam.actor, "", now=NOW)
    later = rita.get("/today/desk", headers={"If-None-Match": first["ETag"]})
    assert later.status_code == 200 and "Ann Ash" not in later.content.decode()
    assert browser("sam").get("/today/desk", headers={"If-None-Match": later["ETag"]}).status_code == 200


def test_the_list_filters_and_is_taken_away(leads: Cast) -> None:
    sam = browser("sam")
    assert "Ann Ash" in sam.get("/leads").content.decode()
    found = sam.get("/leads?q=birch").content.decode()
    assert "Bob Birch" in found and "Ann Ash" not in found
    assert "Ann Ash" not in sam.get("/leads?state=returned").content.decode()
    assert sam.get("/leads?state=nonsense").status_code == 422
    rows = list(csv.DictReader(io.StringIO(b"".join(sam.get("/leads/leads.csv").streaming_content).decode())))
    assert [row["name"] for row in rows] == ["Bob Birch", "Ann Ash"] and rows[1]["fit"] == "15"
    lines = b"".join(sam.get("/leads/leads.json?q=ann").streaming_content).decode().splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["Ann Ash"]
    assert browser("rita").get("/leads/leads.csv").status_code == 403


def test_a_list_of_one_person_is_theirs_and_their_managers(leads: Cast) -> None:
    place = f"/leads?whose={leads.rita.actor}"
    assert browser("sam").get(place).status_code == 200
    assert browser("rita").get(place).status_code == 200
    assert browser("maya").get(place).status_code == 403


def test_a_notice_leads_to_where_a_lead_is_worked_and_marketing_is_asked_there(leads: Cast) -> None:
    rita, ann = browser("rita"), lead_of("ann")
    assert rita.get(f"/to/lead:{ann.subject}")["Location"] == f"/leads/{ann.key}"
    page = rita.get(f"/leads/{ann.key}").content.decode()
    panel = re.search(r'hx-get="(/talk/about/lead:\d+)"', page)
    assert panel is not None and "Ask marketing" in rita.get(panel[1]).content.decode()
    # As its page names it, and as talk keeps it: one lead.
    for key in (ann.key, ann.subject):
        asked = {"about": f"lead:{key}", "text": f"a sheet on leaks? {key}", "question": "1"}
        assert rita.post("/talk/say", asked).status_code == 303
    beside = rita.get(panel[1]).content.decode()
    assert f"leaks? {ann.key}" in beside and f"leaks? {ann.subject}" in beside
    contact = re.search(r"/journey/people/\d+", page)
    assert contact is not None and f'href="/leads/{ann.key}"' in rita.get(contact[0]).content.decode()


def test_whose_a_lead_is_sees_it_while_the_source_has_the_person_with_another(leads: Cast) -> None:
    rita, ann = browser("rita"), lead_of("ann")
    contact = Identity.objects.get(key=ann.subject).contact_id
    Contact.objects.filter(pk=contact).update(owner="005000000000099AAA")
    told = rita.get("/notices").content.decode()
    assert "Ann Ash is offered to you" in told and f'href="/to/lead:{ann.subject}"' in told
    assert rita.get(f"/to/lead:{ann.subject}")["Location"] == f"/leads/{ann.key}"
    page = rita.get(f"/leads/{ann.key}")
    assert page.status_code == 200 and 'id="talk"' not in page.content.decode()
    Handoff.objects.filter(key=ann.key).update(owner="005000000000099AAA")
    assert "Ann Ash" not in rita.get("/notices").content.decode()
    assert rita.get(f"/to/lead:{ann.subject}").status_code == 404
