"""Content beside a lead: shared with one press, opened by a person, taken back; a note becomes an idea with one key."""

import json
import re
from datetime import datetime

import pytest
from django.test import Client

from accord.alignment.talk.models import Remark
from accord.content.models import PieceRow, PieceShare
from accord.content.shapes import Wished
from accord.handoffs.models import CustomerWords
from accord.interfaces.cli.main import main
from accord.vocabulary.content import PieceAct
from accord.workflows.content import add_piece, make, review
from accord.workflows.talk import say as talk
from tests.cast import Cast
from tests.desk.test_one_answer import client_of
from tests.desk.test_pages import NOW, browser
from tests.desk.test_pages import clock as clock
from tests.desk.test_pages import leads as leads
from tests.desk.test_reading import lead_of

pytestmark = pytest.mark.django_db
LINK = "https://drive.example/pump.pdf"


@pytest.fixture
def piece(leads: Cast) -> int:
    """A published case study."""
    one = add_piece(
        leads.maya, Wished("Pump <case>", link=LINK, stage="qualified", segment="water"), key=7, now=NOW
    )
    one = review(leads.sam, 7, fine=True, version=one.version, now=NOW)
    make(leads.maya, 7, PieceAct.publish, version=one.version, now=NOW)
    return 7


def share(who: Client, lead: int, **said: object) -> None:
    answer = who.post(f"/leads/{lead}/share", {"piece": 7, "way": "link", "share": 11, **said})
    assert (answer.status_code, answer.headers.get("Location")) == (303, f"/leads/{lead}"), (
        answer.content.decode()[:2000]
    )


def test_a_rep_shares_with_one_press_copies_and_takes_back(leads: Cast, piece: int) -> None:
    rita, ann = browser("rita"), lead_of("ann")
    assert "Pump &lt;case&gt;" in rita.get(f"/leads/{ann.key}").content.decode()
    for _twice in range(2):
        share(rita, ann.key, note="asked for it")
    share(rita, ann.key, way="meeting", share=12)
    page = rita.get(f"/leads/{ann.key}").content.decode()
    found = re.search(r'value="http[^"]*(/l/[\w-]{22})"', page)
    assert found and "asked for it" in page and "not opened yet" in page
    led = Client().get(found.group(1))
    assert (led.status_code, led["Location"]) == (302, LINK)
    assert "Ann Ash" in rita.get("/content/7").content.decode()
    assert "Ann Ash" not in browser("victor").get("/content/7").content.decode()
    back = rita.post(f"/leads/{ann.key}/shares/11/back")
    assert back.status_code == 303 and Client().get(found.group(1)).status_code == 404
    assert PieceShare.objects.filter(taken_back_at=None).count() == 1


def test_what_is_wrong_is_said_on_the_page_and_nothing_is_kept(leads: Cast, piece: int) -> None:
    rita, ann = browser("rita"), lead_of("ann")
    for said in ({"piece": ""}, {"piece": "x"}, {"piece": 99}, {"note": "x" * 400}):
        page = rita.post(f"/leads/{ann.key}/share", {"piece": 7, "way": "link", **said})
        assert page.status_code in (400, 404, 422), said
    assert rita.post("/leads/424242/share", {"piece": 7}).status_code == 404
    assert browser("victor").post(f"/leads/{ann.key}/share", {"piece": 7}).status_code == 403
    PieceRow.objects.update(link="")
    assert (
        "No link leads to it".lower()
        in rita.post(f"/leads/{ann.key}/share", {"piece": 7}).content.decode().lower()
    )
    assert not PieceShare.objects.exists()


def test_one_answer_by_page_program_and_command(
    leads: Cast, piece: int, capsys: pytest.CaptureFixture[str]
) -> None:
    ann, api = lead_of("ann"), client_of(leads, "rita")
    made = api.post("/api/v1/content/7/share", {"lead": ann.key, "key": 21}, content_type="application/json")
    assert made.status_code == 200 and len(made.json()["token"]) == 22
    told = api.get("/api/v1/content/shares", {"lead": ann.key}).json()
    assert main(["--as", "rita@accord.example", "content", "shares", str(ann.key), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told
    use = api.get("/api/v1/content/use").json()
    assert main(["--as", "victor@accord.example", "content", "use", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pieces"] == use["pieces"] and use["pieces"][0]["sent"] == 1
    assert main(["--as", "rita@accord.example", "content", "share", "7", str(ann.key), "--shown"]) == 0
    assert main(["--as", "rita@accord.example", "content", "unshare", "21"]) == 0
    assert api.post("/api/v1/content/shares/21/back", {}, content_type="application/json").status_code == 204
    assert api.get("/api/v1/content/retire").json() == []
    assert main(["--as", "rita@accord.example", "content", "retire-list"]) == 0
    assert "nothing: all that is judged" in capsys.readouterr().out


def test_the_page_of_use_and_its_file(leads: Cast, piece: int) -> None:
    maya = browser("maya")
    page = maya.get("/content/use").content.decode()
    assert "Pump &lt;case&gt;" in page and "does not say in days" in page
    assert (
        maya.get("/content/use.csv")
        .content.decode()
        .splitlines()[1]
        .startswith("7,Pump <case>,qualified,water,")
    )
    assert browser("victor").get("/content/use").status_code == 200
    assert browser("victor").get("/content/use.csv").status_code == 403


def test_a_note_becomes_an_idea_with_one_key(leads: Cast) -> None:
    rita, ann = browser("rita"), lead_of("ann")
    talk(leads.rita, f"lead:{ann.key}", "They want to see a plant with ten pumps. Nobody has one.", now=NOW)
    remark = Remark.objects.get()
    panel = rita.get(f"/talk/about/lead:{ann.subject}").content.decode()
    assert 'data-press="i"' in panel
    said = {"about": f"lead:{ann.subject}", "remark": remark.key}
    places = {rita.post("/content/idea", said).headers["Location"] for _twice in range(2)}
    (one,) = PieceRow.objects.all()
    assert places == {f"/content/{one.key}"} and one.subject == ann.subject
    assert (one.title, one.state) == ("They want to see a plant with ten pumps", "asked")
    assert rita.post("/content/idea", said | {"remark": 1}).status_code == 404
    assert rita.post("/content/idea", said | {"about": "lead:1"}).status_code == 404
    assert browser("victor").post("/content/idea", said).status_code == 403


def test_a_customers_question_becomes_an_idea_unless_it_is_answered(
    leads: Cast, piece: int, clock: dict[str, datetime]
) -> None:
    rita, ann = browser("rita"), lead_of("ann")
    assert rita.post("/content/idea", {"lead": ann.key}).status_code == 422
    CustomerWords.objects.create(
        handoff=ann.key,
        subject=ann.subject,
        question="Who runs a turbine on this?",
        actor="x",
        said_at=NOW,
    )
    page = rita.get(f"/leads/{ann.key}").content.decode()
    assert 'data-press="i"' in page
    rita.post("/content/idea", {"lead": ann.key})
    made = PieceRow.objects.get(state="asked")
    assert made.question == "Who runs a turbine on this?" and made.subject == ann.subject
    CustomerWords.objects.update(question="Is there a pump case?")
    first = rita.post("/content/idea", {"lead": ann.key}).content.decode()
    assert "Exists already?" in first and PieceRow.objects.filter(state="asked").count() == 1


def test_comments_stand_beside_the_version_they_were_said_of(leads: Cast, piece: int) -> None:
    maya = browser("maya")
    talk(leads.sam, "piece:7", "The second page is too long", now=NOW)
    panel = maya.get("/talk/about/piece:7").content.decode()
    assert "The second page is too long" in panel and 'href="/content/7"' in panel
    assert "Versions" in maya.get("/content/7").content.decode()
    assert browser("victor").get("/talk/about/piece:99").status_code == 404
