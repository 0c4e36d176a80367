"""A piece from the customer's question to its end: who may, from where, once; what exists already; what is late."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accord.agreement.message_house import point_out, standing_messages
from accord.agreement.shape.reach import Message
from accord.campaigns.shapes import Arm
from accord.content.find import find_answering, find_pieces, get_piece
from accord.content.forget import collect_questions, forget_questions
from accord.content.models import PieceRow, PieceStep
from accord.content.shapes import Piece, Wished
from accord.reporting import message_house
from accord.vocabulary.content import PieceAct, PieceState
from accord.vocabulary.errors import AccordError, Invalid, NotFound, Overtaken, Refused
from accord.vocabulary.people import Viewer
from accord.vocabulary.quantity import Day
from accord.vocabulary.words import Ident
from accord.workflows.campaigns import plan_campaign
from accord.workflows.content import add_piece, ask_piece, make, review, undo, vote
from tests.campaigns.test_pages import browser
from tests.campaigns.world import NOW, Company

pytestmark = pytest.mark.django_db
ASKED = Wished(
    "Leak case study", "Who with ten plants did this?", segment="water", stage="interested", tags=("leak",)
)
LINK = "https://drive.example/case.pdf"


def published(company: Company) -> Piece:
    """A piece all the way, by whoever may take each step."""
    maya, sam = company.cast.maya, company.cast.sam
    one = ask_piece(company.cast.rita, ASKED, key=7, now=NOW)
    one = make(maya, 7, PieceAct.accept, version=one.version, now=NOW)
    one = make(maya, 7, PieceAct.draft, version=one.version, link=LINK, text="Three plants", now=NOW)
    one = review(sam, 7, fine=True, version=one.version, now=NOW)
    return make(maya, 7, PieceAct.publish, version=one.version, now=NOW)


def test_from_question_to_published_each_step_once(company: Company) -> None:
    one = published(company)
    assert one.state is PieceState.published and one.owner == company.cast.maya.actor
    assert [step.act.value for step in one.steps] == ["ask", "accept", "draft", "review", "publish"]
    again = make(company.cast.maya, 7, PieceAct.publish, version=one.version - 1, now=NOW)
    assert again == one, "said twice, taken once"
    assert ask_piece(company.cast.rita, ASKED, key=7, now=NOW).state is PieceState.published
    with pytest.raises(Overtaken):
        make(company.cast.olga, 7, PieceAct.retire, version=one.version - 1, now=NOW)
    retired = make(company.cast.maya, 7, PieceAct.retire, version=one.version, now=NOW)
    back = undo(company.cast.maya, 7, version=retired.version, now=NOW)
    assert back.state is PieceState.published
    with pytest.raises(Refused):
        undo(company.cast.maya, 7, version=back.version, now=NOW)


def test_every_step_from_every_state(company: Company) -> None:
    allowed = {
        ("asked", "accept"), ("asked", "exists"), ("accepted", "draft"), ("drafted", "draft"), ("reviewed", "draft"),
        ("drafted", "review"), ("drafted", "send_back"), ("reviewed", "publish"), ("published", "retire"),
    }  # fmt: skip
    PieceRow.objects.create(key=5, title="There", state="published", made_at=NOW, made_by="x")
    seen = set()
    for n, state in enumerate(PieceState):
        for m, act in enumerate([*PieceAct]):
            if act in {PieceAct.ask, PieceAct.add, PieceAct.undo}:
                continue
            key = 100 + n * 20 + m
            PieceRow.objects.create(key=key, title="It", state=state.value, made_at=NOW, made_by="x")
            try:
                if act in {PieceAct.review, PieceAct.send_back}:
                    fine = act is PieceAct.review
                    review(company.cast.sam, key, fine=fine, version=1, reason="thin", now=NOW)
                else:
                    make(company.cast.maya, key, act, version=1, link=LINK, same_as=5, now=NOW)
                seen.add((state.value, act.value))
            except Refused:
                assert not PieceStep.objects.filter(piece=key).exists()
    assert seen == allowed


def test_who_may(company: Company) -> None:
    cast = company.cast
    one = published(company)
    with pytest.raises(Refused):
        ask_piece(cast.victor, ASKED, now=NOW)
    for who in (cast.rita, cast.sam, cast.victor):
        with pytest.raises(Refused):
            make(who, 7, PieceAct.retire, version=one.version, now=NOW)
    for who in (cast.rita, cast.maya, cast.victor):
        with pytest.raises(Refused):
            review(who, 7, fine=True, version=one.version, now=NOW)
    assert get_piece(cast.rita, 7, NOW).said.question and not get_piece(cast.victor, 7, NOW).said.question
    with pytest.raises(NotFound):
        get_piece(cast.maya, 2**70, NOW)


def test_one_vote_a_person(company: Company) -> None:
    ask_piece(company.cast.rita, ASKED, key=7, now=NOW)
    for _twice in range(2):
        vote(company.cast.sam, 7, wanted=True, now=NOW)
    assert vote(company.cast.maya, 7, wanted=True, now=NOW).votes == 2
    after = vote(company.cast.sam, 7, wanted=False, now=NOW)
    assert (after.votes, after.voted) == (1, False)


def test_what_exists_is_found_before_it_is_asked_for(company: Company) -> None:
    assert find_answering(company.cast.rita, "a leak study?", NOW) == ()
    one = published(company)
    assert [each.key for each in find_answering(company.cast.rita, "any LEAK study for us", NOW)] == [one.key]
    assert find_answering(company.cast.rita, "cold chain", NOW) == ()
    assert find_pieces(company.cast.rita, NOW, words="leak plants") == (get_piece(company.cast.rita, 7, NOW),)
    assert find_pieces(company.cast.rita, NOW, words="leak turbines") == ()
    other = ask_piece(company.cast.rita, ASKED, key=8, now=NOW)
    with pytest.raises(Invalid):
        make(company.cast.maya, 8, PieceAct.exists, version=other.version, same_as=8, now=NOW)
    answered = make(company.cast.maya, 8, PieceAct.exists, version=other.version, same_as=7, now=NOW)
    assert (answered.state, answered.same_as) == (PieceState.answered, 7)


def test_a_draft_given_back_or_changed_is_reviewed_anew(company: Company) -> None:
    one = add_piece(company.cast.maya, Wished("Sheet", link=LINK), key=9, now=NOW)
    with pytest.raises(Invalid):
        review(company.cast.sam, 9, fine=False, version=one.version, now=NOW)
    one = review(company.cast.sam, 9, fine=True, version=one.version, now=NOW)
    one = make(company.cast.maya, 9, PieceAct.draft, version=one.version, link=LINK, text="new", now=NOW)
    assert one.state is PieceState.drafted
    with pytest.raises(Refused):
        make(company.cast.maya, 9, PieceAct.publish, version=one.version, now=NOW)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "https://u:p@host/",
        "https://",
        "http://[",
        "a b",
    ],
)
def test_no_link_that_runs_or_holds_a_password(company: Company, link: str) -> None:
    with pytest.raises(Invalid):
        add_piece(company.cast.maya, Wished("Sheet", link=link), now=NOW)


def test_the_promised_instant_runs_in_working_time(company: Company) -> None:
    one = ask_piece(company.cast.rita, ASKED, key=7, now=NOW)
    found = get_piece(company.cast.rita, 7, NOW + timedelta(days=30))
    assert one.due_at == NOW + timedelta(days=2), "Monday morning and two working days"
    assert found.late and one.clause == "marketing_promises.support.content request answered"


def test_a_forgotten_person_leaves_no_question(company: Company) -> None:
    PieceRow.objects.create(
        key=1, title="a", question="Ada asks", subject=55, state="asked", made_at=NOW, made_by="x"
    )
    PieceRow.objects.create(
        key=2, title="b", question="other", subject=56, state="asked", made_at=NOW, made_by="x"
    )
    assert [one["title"] for one in collect_questions([55], lambda text: False)] == ["a"]
    for _twice in range(2):
        forget_questions([55], lambda text: "Ada" in text)
    assert sorted(PieceRow.objects.values_list("question", "subject")) == [("(erased)", 0), ("other", 56)]


def test_retired_phrases_are_pointed_out_with_the_approved_words() -> None:
    water = Message(
        segment="water", stage=Ident("interested"), say="See a leak", not_=("AI-powered", "digital twin"),
        until=Day(datetime(2027, 6, 30).date()),
    )  # fmt: skip
    text = "An ai-powered view.\nA Digital\n twin; digital twins stay."
    assert [(hit.phrase, hit.at, hit.say) for hit in point_out(text, [water])] == [
        ("AI-powered", 3, "See a leak"),
        ("digital twin", 22, "See a leak"),
    ]
    assert point_out(text, [water], segment="food") == () == point_out("", [water])
    assert standing_messages([water], datetime(2027, 6, 30).date()) == (water,)
    assert standing_messages([water], datetime(2027, 7, 1).date()) == ()


def test_through_the_pages(company: Company) -> None:
    rita, maya, sam = browser("rita"), browser("maya"), browser("sam")
    typed = {"key": "77", "title": "Leak <b>case</b>", "question": "Who did it?", "tags": "leak, water"}
    for _twice in range(2):
        assert rita.post("/content/ask", typed).headers["Location"] == "/content/77"
    go(maya, "make", act="accept", version=1)
    bad = maya.post(
        "/content/77/make", {"act": "draft", "version": 2, "link": "javascript:x", "text": "kept"}
    )
    assert bad.status_code == 422 or bad.status_code == 400
    assert "kept" in bad.content.decode()
    go(maya, "make", act="draft", version=2, link=LINK)
    go(sam, "review", fine=1, version=3)
    go(maya, "make", act="publish", version=4)
    page = rita.get("/content?words=leak").content.decode()
    assert "Leak &lt;b&gt;case" in page and "published" in page
    first = rita.post(
        "/content/ask", {"title": "leak case", "question": "which?", "key": "78"}
    ).content.decode()
    assert (
        "Exists already?" in first and "/content/77" in first and not PieceRow.objects.filter(pk=78).exists()
    )
    anyway = {"title": "leak case", "question": "which?", "key": "78", "anyway": "1"}
    assert rita.post("/content/ask", anyway).status_code == 303
    assert "'=x" in csv_of(maya, company.cast.maya)


def go(client: Client, door: str, **said: object) -> None:
    answer = client.post(f"/content/77/{door}", said)
    assert answer.status_code == 303, answer.content.decode()[-3000:]


def csv_of(client: Client, by: Viewer) -> str:
    add_piece(by, Wished("=x", link=LINK), now=NOW)
    return client.get("/content.csv").content.decode()


def test_no_lead_that_one_may_not_see(company: Company) -> None:
    with pytest.raises(AccordError):
        ask_piece(company.cast.rita, ASKED, lead=424242, now=NOW)


def test_the_message_house_stands_on_its_page(company: Company) -> None:
    assert browser("victor").get("/content/messages").status_code == 200


def test_retired_phrases_are_pointed_out_in_a_campaign_too(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    water = Message(segment="water", stage=Ident("interested"), say="See a leak", not_=("AI-powered",))
    monkeypatch.setattr(message_house, "_standing", lambda now: (water,))
    arms = (Arm("a", 50, "An AI-powered view", "words"), Arm("b", 50, "Plain", "and ai-powered\nagain"))
    plan = company.but(arms=arms)
    found = message_house.find_retired_in_plan(company.cast.victor, plan, NOW)
    assert [(arm, hit.phrase, hit.say) for arm, hit in found] == [
        ("a", "AI-powered", "See a leak"), ("b", "AI-powered", "See a leak"),
    ]  # fmt: skip
    assert message_house.find_retired_in_plan(company.cast.victor, company.plan, NOW) == ()
    plan_campaign(company.cast.maya, plan, key=5, now=NOW)
    page = browser("victor").get("/campaigns/5").content.decode()
    assert page.count("<s>AI-powered</s>") == 2 and "See a leak" in page
