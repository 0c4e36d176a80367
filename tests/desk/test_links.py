"""A link in a letter acts only by its button, only for whom it names, only for a while."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.signing import Signer
from django.utils import timezone

from accord.handoffs.models import Handoff
from accord.ledger.models import Act
from accord.reporting.notices import find_notices
from accord.teams.people import viewer_of
from accord.vocabulary.people import Viewer
from accord.workflows.block_kit import chat_body
from accord.workflows.handoffs import links
from accord.workflows.handoffs.at_desk import reassign_at_desk, undo_at_desk
from accord.workflows.handoffs.links import HOLDS_FOR, act_links, make_token
from tests.cast import Cast
from tests.desk.test_pages import browser
from tests.desk.test_reading import lead_of
from tests.handoffs.company import START, asks, person, say, work_until

pytestmark = pytest.mark.django_db
_SALT = "accord.leads.act"
NOW = START + timedelta(minutes=5)


@pytest.fixture
def bob(company: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Bob asked, and Rita was told."""
    say(asks(person("bob"), START, name="Bob Birch", company="Beta"), START)
    work_until(START + timedelta(minutes=1))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return company


def address(cast: Cast) -> str:
    """The address that Rita's notice carries."""
    from accord.teams.models import User

    rita = viewer_of(User.objects.get(pk=cast.rita.user_id))
    [found] = act_links(rita.user_id, find_notices(rita, NOW).rows).values()
    return found[found.index("/leads/") :]


def test_opening_changes_nothing_and_the_button_acts_once(bob: Cast) -> None:
    place, rita = address(bob), browser("rita")
    acts = Act.objects.count()
    for _ in range(5):
        page = rita.get(place)
        assert page.status_code == 200 and "Bob Birch" in page.content.decode()
        assert rita.head(place).status_code == 200
    assert lead_of("bob").state == "offered" and Act.objects.count() == acts
    assert [rita.post(place).status_code for _ in range(2)] == [303, 303]
    assert (
        lead_of("bob").state == "accepted" and Act.objects.count() == acts + 2
    )  # the act, and that the link was used


def test_nobody_else_and_nothing_forged(bob: Cast) -> None:
    place = address(bob)
    from django.test import Client

    assert Client().post(place)["Location"].startswith("/sign-in")
    assert browser("sam").get(place).status_code == browser("sam").post(place).status_code == 403
    assert browser("rita").post(place[:-1] + ("A" if place[-1] != "A" else "B")).status_code == 403
    assert browser("rita").post("/leads/act/nonsense").status_code == 403
    assert lead_of("bob").state == "offered"


def test_it_runs_out(bob: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token = make_token(bob.rita.user_id, lead_of("bob").key, NOW)
    later: datetime = NOW + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert browser("rita").post(f"/leads/act/{token}").status_code == 403
    assert lead_of("bob").state == "offered" and timedelta(days=1) <= HOLDS_FOR <= timedelta(days=7)


def test_it_gives_back_and_once_used_says_so(bob: Cast) -> None:
    place, rita = address(bob), browser("rita")
    assert "not our definition" in rita.get(place).content.decode()
    assert rita.post(place, {"ending": "returned|because"}).status_code == 422
    give_back = {"ending": "returned|not our definition"}
    assert [rita.post(place, give_back).status_code for _ in range(2)] == [303, 303]
    assert (lead_of("bob").state, lead_of("bob").reason) == ("returned", "not our definition")
    undo_at_desk(bob.rita, lead_of("bob").key, now=NOW)
    reassign_at_desk(bob.sam, lead_of("bob").key, bob.sam.actor, now=NOW)
    again = rita.post(place, give_back)
    assert again.status_code == 409 and lead_of("bob").state == "offered"
    said = again.content.decode()
    assert "this link was used, and the lead has moved on since" in said.casefold()
    assert "open the lead from your desk" in said.casefold()


def trespasses(cast: Cast) -> list[str]:
    """What links do that they must not: forged, of somebody else, run out."""
    key = lead_of("bob").key
    made = {
        "forged": ("rita", Signer(key="another", salt=_SALT), bob_token(cast, NOW + HOLDS_FOR)),
        "another's": ("sam", links._SIGNER, bob_token(cast, NOW + HOLDS_FOR)),
        "run out": ("rita", links._SIGNER, bob_token(cast, NOW - timedelta(seconds=1))),
    }
    found = []
    for what, (who, signer, words) in made.items():
        browser(who).post(f"/leads/act/{signer.sign_object(words, compress=False)}")
        if lead_of("bob").state != "offered":
            found.append(what)
            Handoff.objects.filter(key=key).update(state="offered", accepted_at=None, moved_by="")
    return found


def bob_token(cast: Cast, until: datetime) -> list[int]:
    """The words of a link of Rita's for Bob."""
    return [cast.rita.user_id, lead_of("bob").key, int(until.timestamp())]


def test_no_link_trespasses_and_each_mutant_is_caught(bob: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trespasses(bob) == []
    read = links.read_token

    class Unsigned(Signer):
        def unsign(self, value: str) -> str:
            return value.rpartition(self.sep)[0]

    def whoever(by: Viewer, token: str, now: datetime) -> links.Linked:
        return read(replace(by, user_id=Unsigned(salt=_SALT).unsign_object(token)[0]), token, now)

    def whenever(by: Viewer, token: str, now: datetime) -> links.Linked:
        return read(by, token, now - timedelta(days=30))

    for name, mutant, caught in (
        ("_SIGNER", Unsigned(salt=_SALT), "forged"),
        ("read_token", whoever, "another's"),
        ("read_token", whenever, "run out"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(links, name, mutant)
            if name == "read_token":
                patched.setattr("accord.interfaces.web.views.lead_act.read_token", mutant)
            assert caught in trespasses(bob), name


def test_a_chat_message_carries_both(bob: Cast) -> None:
    body = chat_body(
        "m", [("Bob waits", "contact:1"), ("other", "")], ["https://a.example/leads/act/x", ""]
    ).decode()
    assert (
        body.count("|Accept or give back>") == 1
        and "<https://a.example/leads/act/x|Accept or give back>" in body
    )
