"""The hook's door: 200 means kept, a stranger learns nothing, what could not be read comes back after a fix."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accord.connectors import mail_events
from accord.interfaces.tracking import hooks as door
from accord.ledger.dead_letters import find_buried, replay
from accord.ledger.inbox import find_waiting
from accord.ledger.models import Fact
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.workflows import receive_events
from accord.workflows.hooks import HookView, change_secret, drop_old_secret, end_hook, list_hooks, make_hook
from accord.workflows.take_inbox import Taker
from tests.cast import Cast
from tests.tracking.hooked import SECRET, mailgun, sign_mailgun
from tests.tracking.letters import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hooks in a file of the test's own; the writer's thread would not see the test's transaction."""

    class AtOnce:
        def hand_in(self, handed: Any) -> None:
            receive_events._write_all([handed])

    monkeypatch.setattr(receive_events, "_writer", AtOnce)
    monkeypatch.setattr("accord.workflows.hooks._file", lambda: tmp_path / "hooks.json")
    for buckets in (door.per_hook, door.strangers):
        buckets._held.clear()


@pytest.fixture
def hook() -> HookView:
    return make_hook(SYSTEM, "news", "mailgun", source="mailgun", secret=SECRET)


def post(hook: HookView, body: bytes, address: str = "") -> HttpResponse:
    return Client().post(address or hook.address, body, content_type="application/json")


def take() -> int:
    return Taker(lambda: NOW + timedelta(days=365)).take_all()


def test_what_is_answered_200_is_kept_and_becomes_a_fact_once(hook: HookView) -> None:
    for _ in range(3):
        assert post(hook, mailgun().body).status_code == 200
    assert len(find_waiting()) == 3
    take()
    assert Fact.objects.count() == 1


def test_a_stranger_learns_nothing_and_leaves_nothing(hook: HookView) -> None:
    forged = json.loads(mailgun().body)
    forged["signature"]["signature"] = "0" * 64
    wrong = post(hook, json.dumps(forged).encode())
    elsewhere = post(hook, mailgun().body, "/hooks/nobody/nothing")
    token = post(hook, mailgun().body, hook.address[:-1] + "!")  # in no token, so never the right one
    assert wrong.status_code == elsewhere.status_code == token.status_code == 401
    assert wrong.content == elsewhere.content == token.content
    assert not find_waiting() and not find_buried()


def test_a_stranger_who_goes_on_is_told_to_wait_and_the_sender_is_not(hook: HookView) -> None:
    answers = [post(hook, b"{}", "/hooks/nobody/nothing") for _ in range(60)]
    assert answers[-1].status_code == 429 and int(answers[-1]["Retry-After"]) >= 1
    assert post(hook, mailgun().body).status_code == 200


def test_looking_changes_nothing(hook: HookView) -> None:
    assert Client().get(hook.address).status_code == Client().head(hook.address).status_code == 200
    assert Client().put(hook.address).status_code == 405
    assert not find_waiting()


def test_too_large_is_said(hook: HookView) -> None:
    assert post(hook, b" " * (door.LARGEST + 1)).status_code == 413


def test_every_bad_body_is_kept_and_comes_back_after_a_fix(
    hook: HookView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fix: a provider's new word for a click is understood from now on."""
    data = {"event": "clicked", "timestamp": 1789990100, "recipient": "ann@quiet.example"}
    for number in range(40):
        assert (
            post(hook, sign_mailgun(data | {"id": f"m{number}", "recipient": None}).body).status_code == 200
        )
    take()
    assert (Fact.objects.count(), len(find_buried())) == (0, 40)
    understood = mail_events.email
    monkeypatch.setattr(mail_events, "email", lambda text: understood(text or "ann@quiet.example"))
    assert replay([dead.id for dead in find_buried()], now=NOW) == 40
    take()
    assert (Fact.objects.count(), len(find_buried())) == (40, 0)


def test_a_secret_is_changed_without_a_gap(hook: HookView) -> None:
    change_secret(SYSTEM, "news", "a second secret")
    old, new = mailgun().body, sign_mailgun({"event": "opened", "id": "x"}, "a second secret").body
    assert post(hook, old).status_code == post(hook, new).status_code == 200
    drop_old_secret(SYSTEM, "news")
    assert (post(hook, old).status_code, post(hook, new).status_code) == (401, 200)
    end_hook(SYSTEM, "news")
    assert post(hook, new).status_code == 401


def test_hooks_are_operations_and_say_no_secret(hook: HookView, cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        list_hooks(cast.maya)
    assert SECRET not in repr(list_hooks(cast.olga))
    assert (tmp_path / "hooks.json").stat().st_mode & 0o777 == 0o600
    for name, kind, secret, error in (
        ("news", "mailgun", SECRET, Invalid),
        ("other", "carrier pigeon", SECRET, Invalid),
        ("a b", "mailgun", SECRET, Invalid),
        ("short", "mailgun", "x", Invalid),
    ):
        with pytest.raises(error):
            make_hook(cast.olga, name, kind, source="mail", secret=secret)
    with pytest.raises(NotFound):
        end_hook(cast.olga, "nobody")
