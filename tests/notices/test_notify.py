"""Told once for each person and cause, in the transaction of what happened; a person's own act can be undone."""

from datetime import timedelta

import pytest
from django.db import transaction

from accord.ledger.models import Job, OutboxMessage
from accord.teams.models import Notice, NoticeHook, NoticeWish, User
from accord.teams.notices import UNDO, notify, take_back
from accord.vocabulary.notices import NoticeKind
from tests.cast import Cast
from tests.notices.conftest import NOW

pytestmark = pytest.mark.django_db
OFFERED, MENTION = NoticeKind.lead_offered, NoticeKind.mention


def test_one_row_for_each_person_and_cause(cast: Cast, signed: object) -> None:
    to = [cast.rita.user_id, cast.sam.user_id, cast.rita.user_id]
    first = notify(OFFERED, "lead:7", to, cause="offered:7:1", now=NOW, values={"due": NOW.isoformat()})
    assert len(first) == 2
    assert notify(OFFERED, "lead:7", to, cause="offered:7:1", now=NOW) == ()
    assert len(notify(OFFERED, "lead:7", to, cause="offered:7:2", now=NOW)) == 2
    assert Notice.objects.count() == 4
    assert OutboxMessage.objects.filter(channel="email").count() == 4
    assert Job.objects.filter(kind="send_notice", due_at=NOW).count() == 4


def test_nothing_is_told_of_what_did_not_happen(cast: Cast, signed: object) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notify(OFFERED, "lead:7", [cast.rita.user_id], cause="x", now=NOW)
        raise ZeroDivisionError
    assert not Notice.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not Job.objects.filter(kind="send_notice").exists()


def test_the_system_is_silent_without_a_signed_agreement_and_people_are_not(cast: Cast) -> None:
    assert notify(OFFERED, "lead:7", [cast.rita.user_id], cause="x", now=NOW) == ()
    assert notify(MENTION, "lead:7", [cast.rita.user_id], cause="y", now=NOW, by=cast.maya)


def test_who_acted_who_left_and_programs_are_not_told(cast: Cast, signed: object) -> None:
    User.objects.filter(pk=cast.sam.user_id).update(is_active=False)
    everyone = [viewer.user_id for viewer in cast.everyone().values()]
    notify(MENTION, "lead:7", everyone, cause="x", now=NOW, by=cast.maya)
    told = set(Notice.objects.values_list("user_id", flat=True))
    assert told == {cast.rita.user_id, cast.victor.user_id, cast.olga.user_id}


def test_a_persons_own_act_waits_and_can_be_undone_the_systems_goes_at_once(
    cast: Cast, signed: object
) -> None:
    NoticeHook.objects.create(name="room", way="chat", actor="user:1", made_at=NOW)
    notify(MENTION, "lead:7", [cast.rita.user_id], cause="said:1", now=NOW, by=cast.maya)
    notify(OFFERED, "lead:7", [cast.rita.user_id], cause="offered:1", now=NOW)
    assert set(Job.objects.values_list("due_at", flat=True)) == {NOW, NOW + UNDO}
    assert take_back("offered:1", now=NOW) == 0
    assert take_back("said:1", now=NOW + UNDO) == 0, "it is due: somebody may have read it"
    assert take_back("said:1", now=NOW + UNDO - timedelta(seconds=1)) == 1
    assert Notice.objects.get().cause == "offered:1"
    assert OutboxMessage.objects.count() == Job.objects.count() == 2


def test_ways_are_those_a_person_chose(cast: Cast, signed: object) -> None:
    NoticeHook.objects.create(name="hers", way="chat", user_id=cast.rita.user_id, actor="user:1", made_at=NOW)
    NoticeWish.objects.create(user_id=cast.rita.user_id, email=False)
    NoticeWish.objects.create(user_id=cast.sam.user_id, chat=True, email=True)
    notify(OFFERED, "lead:7", [cast.rita.user_id, cast.sam.user_id], cause="x", now=NOW)
    sent = set(OutboxMessage.objects.values_list("channel", "recipient"))
    assert sent == {("chat", f"user:{cast.rita.user_id}"), ("email", f"user:{cast.sam.user_id}")}


def test_a_hook_of_everybodys_hears_once_and_only_its_kinds(cast: Cast, signed: object) -> None:
    made = {"actor": "user:1", "made_at": NOW}
    NoticeHook.objects.create(name="all", way="webhook", **made)
    NoticeHook.objects.create(name="won", way="chat", kinds=["won"], **made)
    NoticeHook.objects.create(name="ended", way="chat", ended_at=NOW, **made)
    notify(OFFERED, "lead:7", [cast.rita.user_id, cast.sam.user_id], cause="x", now=NOW)
    notify(OFFERED, "lead:7", [cast.rita.user_id], cause="x", now=NOW)
    hooked = OutboxMessage.objects.filter(recipient__startswith="hook:")
    assert [message.channel for message in hooked] == ["webhook"]
