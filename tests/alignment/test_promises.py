"""The promises board: the same for every role and on every surface; decisions are made once and stay until done."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from accord.alignment.meetings.decisions import decide, find_decisions, finish
from accord.ledger.models import Act
from accord.reporting.promises import promises_board
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.plain import plain
from tests.alignment.conftest import NOW, sign_it
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast, folder: Path) -> World:
    """Four leads and a signed agreement."""
    made = make_world(cast, folder)
    sign_it(cast)
    return made


def test_every_role_sees_both_columns_and_the_same_figures(cast: Cast, world: World) -> None:
    seen = {}
    for name, viewer in cast.everyone().items():
        made = promises_board(viewer, now=NOW)
        assert [column.team for column in made.columns] == ["marketing", "sales"]
        seen[name] = json.dumps(plain(made), default=str)
    assert len(set(seen.values())) == 1


def test_each_part_is_measured_or_says_by_name_what_will_measure_it(cast: Cast, world: World) -> None:
    parts = [s for c in promises_board(cast.victor, now=NOW).columns for p in c.promises for s in p.parts]
    assert len(parts) > 20
    for stands in parts:
        assert stands.part.measured is not None or (stands.part.later and stands.part.since), stands.part.path


def test_the_page_shows_clause_consequence_and_decision(cast: Cast, world: World) -> None:
    decide(cast.maya, key="d1", text="Threshold review on Friday", about="clause:if_broken.1", now=NOW)
    html = signed_in("victor").get("/promises").content.decode()
    for words in (
        "sales_promises.follow_up",
        "threshold review within 5 working days",
        "Threshold review on Friday",
    ):
        assert words in html.replace("<wbr>", ""), words
    assert html.index('id="column-marketing"') < html.index('id="column-sales"')


def test_a_decision_is_made_once_and_stays_open_until_it_is_done(cast: Cast, world: World) -> None:
    for text in ("Raise the threshold", "Raise the threshold", "another text under the same key"):
        decide(cast.sam, key="k", text=text, who=cast.maya.user_id, due=date(2027, 2, 19), now=NOW)
    found = find_decisions(cast.victor)
    assert [(d.text, d.who_name, d.open, d.week) for d in found] == [
        ("Raise the threshold", "Maya", True, "2027-W06")
    ]
    assert finish(cast.maya, "k", now=NOW).open is False
    finish(cast.maya, "k", now=NOW)
    assert find_decisions(cast.victor) == ()
    assert finish(cast.maya, "k", done=False, now=NOW).open
    assert list(Act.objects.filter(kind__startswith="decision").order_by("pk").values_list("kind", flat=True)) == [
        "decision", "decision_done", "decision_reopened",
    ]  # fmt: skip
    assert "threshold" not in json.dumps(list(Act.objects.values_list("payload", "reason"))).casefold()


def test_a_decision_about_a_lead_is_for_those_who_see_the_lead(cast: Cast, world: World) -> None:
    decide(cast.maya, key="other", text="Ask Gamma again", about=f"contact:{world.other}", now=NOW)
    decide(cast.maya, key="own", text="Call Alpha", about=f"contact:{world.own}", now=NOW)
    assert [d.key for d in find_decisions(cast.olga)] == ["other", "own"]
    assert [(d.key, d.contact_id) for d in find_decisions(cast.rita)] == [("own", world.own)]
    assert find_decisions(cast.victor) == ()
    with pytest.raises(NotFound):
        finish(cast.rita, "other", now=NOW)
    with pytest.raises(NotFound):
        decide(cast.rita, key="x", text="Mine now", about=f"contact:{world.other}", now=NOW)


def test_what_is_no_decision_and_who_decides_nothing(cast: Cast, world: World) -> None:
    with pytest.raises(Invalid):
        decide(cast.maya, key="k", text="   ", now=NOW)
    with pytest.raises(Invalid):
        decide(cast.maya, key="k", text="Who?", who=9999, now=NOW)
    for by in (cast.victor, cast.iris):
        with pytest.raises(Refused):
            decide(by, key="k", text="I decide", now=NOW)


def test_a_refused_form_keeps_what_was_typed(cast: Cast, world: World) -> None:
    client: Client = signed_in("sam")
    answer = client.post("/decisions", {"text": "By the 30th", "due": "soon"})
    assert answer.status_code == 422
    assert 'value="By the 30th"' in answer.content.decode()
    done = client.post(
        "/decisions", {"text": "By the 30th", "due": "2027-03-30", "back": "https://evil.example/"}
    )
    assert (done.status_code, done["Location"]) == (303, "/promises")


def test_a_decision_is_about_a_clause_that_there_is(cast: Cast, world: World) -> None:
    with pytest.raises(NotFound, match="decision.no_clause") as told:
        decide(cast.maya, key="k", text="Review it", about="clause:nope", now=NOW)
    assert str(told.value).count("\n") == 1 and "promises page" in told.value.remedy
    for about in ("clause:if_broken.1", "clause:sales_promises.follow_up", ""):
        assert decide(cast.maya, key=f"k{about}", text="Review it", about=about, now=NOW).about == about
