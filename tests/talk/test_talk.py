"""Who sees the subject may talk, and nobody else hears; a mention tells; a why is open until it is answered."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accord.alignment.models import Remark
from accord.alignment.talk.read import find_questions, find_talk
from accord.alignment.talk.say import CHANGE_WITHIN, find_mentioned
from accord.alignment.talk.subjects import find_subjects
from accord.contacts.merge import merge, unmerge
from accord.contacts.models import Identity
from accord.teams.models import Notice, User
from accord.teams.notices import UNDO
from accord.vocabulary.errors import AccordError, Invalid, NotFound, Refused
from accord.workflows.erase_person import erase_person
from accord.workflows.export_person import export_person
from accord.workflows.talk import change, remove, say
from tests.cast import Cast
from tests.interfaces.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast, tmp_path: Path, settings: Any) -> World:
    """Leads of Rita, of her team, of another team, of nobody."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world(cast, tmp_path)


def lead(contact: int) -> str:
    """A contact's lead, by its identity key."""
    return f"lead:{Identity.objects.filter(contact_id=contact).values_list('key', flat=True)[0]}"


def test_who_sees_it_may_talk_and_nobody_else_hears(cast: Cast, world: World) -> None:
    about = f"contact:{world.other}"
    say(cast.maya, about, "she asked twice", now=NOW)
    for who, viewer in cast.everyone().items():
        sees = who in {"maya", "sam", "olga"}
        for subject in (about, lead(world.other)):
            try:
                found = find_talk(viewer, subject, NOW)
                assert sees, who
                assert [one.text for one in found] == ["she asked twice"]
            except (NotFound, Refused):
                assert not sees, who
            try:
                say(viewer, subject, "me too", now=NOW)
                assert sees
                Remark.objects.filter(text="me too").delete()
            except (NotFound, Refused):
                assert not sees, who


def test_what_is_not_there_looks_like_what_one_may_not_see(cast: Cast, world: World) -> None:
    def refusal(about: str) -> tuple[str, str]:
        with pytest.raises(AccordError) as caught:
            say(cast.rita, about, "x", now=NOW)
        return caught.value.code, caught.value.sentence

    hidden = {
        refusal(f"contact:{world.other}"),
        refusal(lead(world.other)),
        refusal(f"contact:{world.missing}"),
    }
    hidden |= {
        refusal("lead:7"),
        refusal("account:999"),
        refusal("number:no_such"),
        refusal("clause:no.such"),
    }
    hidden |= {refusal("what"), refusal("number:../x"), refusal("contact:" + "9" * 19)}
    assert len(hidden) == 1


def test_a_mention_tells_whoever_sees_it_and_says_whom_it_could_not_reach(cast: Cast, world: World) -> None:
    said = say(cast.maya, f"contact:{world.own}", "@Rita and @sam@accord.example, not @victor: look", now=NOW)
    assert said.unreached == ("Victor",)
    told = Notice.objects.values_list("user_id", "kind", "about", "due_at")
    assert sorted(told) == sorted(
        (who.user_id, "mention", f"contact:{world.own}", NOW + UNDO) for who in (cast.rita, cast.sam)
    )
    other = say(cast.maya, f"contact:{world.other}", "@Rita", now=NOW)
    assert other.unreached == ("Rita",)


def test_names_are_found_longest_first_and_two_of_one_name_are_nobody(cast: Cast, world: World) -> None:
    User.objects.filter(pk=cast.sam.user_id).update(name="Rita Jones")
    User.objects.filter(pk=cast.victor.user_id).update(name="Rita Jones-Smith")
    assert find_mentioned("hi @rita jones, and @RITA.")[0] == {cast.sam.user_id, cast.rita.user_id}
    assert find_mentioned("@Rita Jones-Smith?")[0] == {cast.victor.user_id}
    assert find_mentioned("rita@accord.example wrote, x@rita said, @ritas came, @maya.x")[0] == frozenset()
    User.objects.filter(pk=cast.olga.user_id).update(name="Rita Jones")
    assert find_mentioned("@Rita Jones") == (frozenset(), ("rita jones",))


def test_ones_own_words_can_be_changed_and_removed_within_an_hour(cast: Cast, world: World) -> None:
    about = f"contact:{world.own}"
    key = say(cast.rita, about, "@sam look", now=NOW).key
    late = NOW + CHANGE_WITHIN + timedelta(seconds=1)
    change(cast.rita, key, "@maya look", now=NOW + timedelta(seconds=5))
    for by, now in ((cast.sam, NOW), (cast.rita, late)):
        with pytest.raises(Refused):
            change(by, key, "no", now=now)
        with pytest.raises(Refused):
            remove(by, key, now=now)
    with pytest.raises((NotFound, Refused)):
        remove(cast.victor, key, now=NOW)
    remove(cast.rita, key, now=NOW + timedelta(seconds=6))
    assert find_talk(cast.rita, about, NOW) == ()
    assert Remark.objects.get().text == ""
    assert not Notice.objects.exists(), "within the ten seconds nobody was told"
    moderated = say(cast.rita, about, "rude", now=NOW).key
    remove(cast.olga, moderated, now=late)


def test_why_is_open_until_it_is_answered_beside_the_number(cast: Cast, world: World) -> None:
    asked = say(cast.victor, "number:leads", "why so few?", question=True, now=NOW).key
    leaders = {cast.maya.user_id, cast.sam.user_id}
    assert set(Notice.objects.filter(kind="question").values_list("user_id", flat=True)) == leaders
    assert [one.key for one in find_questions(cast.rita, NOW)] == [asked]
    with pytest.raises(NotFound):
        say(cast.maya, "number:sales", "elsewhere", answers=asked, now=NOW)
    answer = say(cast.maya, "number:leads", "the form was broken", answers=asked, now=NOW).key
    assert find_questions(cast.rita, NOW) == ()
    (one,) = find_talk(cast.rita, "number:leads", NOW)
    assert [under.text for under in one.answers] == ["the form was broken"]
    assert Notice.objects.get(kind="answer").user_id == cast.victor.user_id
    assert find_questions(cast.rita, NOW, open_only=False)[0].answers[0].by == "Maya"
    remove(cast.maya, answer, now=NOW)
    assert [one.key for one in find_questions(cast.rita, NOW)] == [asked], "it is open again"
    with pytest.raises(Invalid):
        say(cast.maya, f"contact:{world.own}", "why?", question=True, now=NOW)


def test_talk_of_a_merged_person_stands_on_one_page_and_comes_apart_again(cast: Cast, world: World) -> None:
    say(cast.maya, f"contact:{world.own}", "one", now=NOW)
    say(cast.maya, f"contact:{world.team}", "two", now=NOW)
    before = find_talk(cast.maya, f"contact:{world.own}", NOW)
    keys = [int(lead(n).partition(":")[2]) for n in (world.own, world.team)]
    merged = merge(cast.maya, world.own, world.team, "same", NOW)
    here = Identity.objects.get(key=keys[0]).contact_id
    assert {one.text for one in find_talk(cast.maya, f"contact:{here}", NOW)} == {"one", "two"}
    unmerge(cast.maya, merged.act_key, "not the same", NOW)
    assert find_talk(cast.maya, f"contact:{world.own}", NOW) == before


def test_an_erased_persons_talk_goes_and_so_does_their_name_elsewhere(cast: Cast, world: World) -> None:
    say(cast.maya, f"contact:{world.own}", "allergic to nuts", now=NOW)
    say(cast.maya, "number:leads", "because Own Lead (own.lead@alpha.example) left", now=NOW)
    say(cast.maya, "number:leads", "the form was broken", now=NOW)
    kept = export_person(cast.olga, world.own, now=NOW)["talk"]
    assert {one["text"] for one in kept} == {
        "allergic to nuts",
        "because Own Lead (own.lead@alpha.example) left",
    }
    erase_person(cast.olga, world.own, now=NOW)
    assert set(Remark.objects.values_list("text", flat=True)) == {"(erased)", "the form was broken"}


def test_the_panel_says_answers_and_keeps_what_was_typed(cast: Cast, world: World) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=cast.rita.user_id))
    address = reverse("talk", args=[f"contact:{world.own}"])
    assert f'hx-get="{address}"' in client.get(reverse("contact", args=[world.own])).content.decode()
    sent = {"about": f"contact:{world.own}", "text": "<script>alert(1)</script> @sam"}
    assert client.post(reverse("talk-say"), sent).status_code == 303
    page = client.get(address).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    part = client.post(reverse("talk-say"), sent | {"text": "x" * 4001}, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert "x" * 4001 in part.content.decode()
    assert "<html" not in part.content.decode()
    hidden = client.get(reverse("talk", args=[f"contact:{world.other}"]))
    missing = client.get(reverse("talk", args=[f"contact:{world.missing}"]))
    assert hidden.status_code == missing.status_code == 404
    client.post(reverse("talk-say"), {"about": "number:leads", "text": "why?", "question": "1"})
    assert "why?" in client.get(reverse("questions")).content.decode()
    assert (
        reverse("talk", args=["number:leads"])
        in client.get(reverse("number", args=["leads"])).content.decode()
    )


def test_subjects_of_a_list_cost_a_few_queries(
    cast: Cast, world: World, django_assert_max_num_queries: Any
) -> None:
    keys = list(Identity.objects.values_list("key", flat=True))
    abouts = [
        *(f"lead:{key}" for key in keys),
        "number:leads",
        "clause:x",
        *(f"account:{n}" for n in range(9)),
    ]
    with django_assert_max_num_queries(8):
        assert len(find_subjects(cast.maya, abouts)) >= len(keys) + 2
