"""Signing without a password: proven anew at the provider, for these words, once; and with a second factor."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accord.agreement import content_hash, templates
from accord.teams import confirm as confirming
from accord.teams.confirm import Proof, confirm
from accord.teams.drafts import start_draft
from accord.teams.models import Signature, User
from accord.teams.people import change_person
from accord.teams.sign_on import token as judge
from accord.vocabulary.errors import Refused
from tests.cast import Cast
from tests.sign_on.conftest import from_provider, sign_on, to_provider
from tests.sign_on.provider import Provider
from tests.teams.test_sign import without_deputies

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def maya(provider: Provider, cast: Cast) -> Client:
    """Maya, who has no password, signed in through the provider."""
    user = User.objects.get(email="maya@accord.example")
    user.set_unusable_password()
    user.save()
    client = Client()
    assert sign_on(client).status_code == 303
    return client


@pytest.fixture
def draft(cast: Cast) -> tuple[str, str]:
    """The address where a draft is signed, and its hash."""
    change_person(cast.olga, cast.rita.user_id, team="sales-team")
    text = without_deputies(templates.read("awareness-engage-attract-convert"))
    made = start_draft(cast.olga, text, now=NOW)
    return f"/agreement/drafts/{made.id}/sign", content_hash(text)


def prove(client: Client, page: str, text_hash: str) -> Any:
    """Confirm at the provider for these words: our answer on the way back."""
    wanted = to_provider(client, page, "/sign-on/again", **{"for": f"sign:{text_hash}"})
    return client.get(from_provider(wanted))


def test_who_has_no_password_signs_by_a_fresh_sign_on(
    maya: Client, draft: tuple[str, str], provider: Provider
) -> None:
    page, text_hash = draft
    shown = maya.get(page).content.decode()
    assert "Confirm at the sign-on" in shown and 'name="password"' not in shown
    assert maya.post(page, {"hash": text_hash}).status_code == 403
    back = prove(maya, page, text_hash)
    assert (back.status_code, back.headers["Location"]) == (303, page)
    assert provider.asked[-1]["prompt"] == "login" and provider.asked[-1]["max_age"] == "0"
    assert "Sign these words" in maya.get(page).content.decode()
    assert maya.post(page, {"hash": text_hash}).status_code == 303
    assert Signature.objects.get().hash == text_hash


def test_a_proof_is_for_these_words_and_counts_once(maya: Client, draft: tuple[str, str]) -> None:
    page, text_hash = draft
    prove(maya, page, "f" * 64)
    assert maya.post(page, {"hash": text_hash}).status_code == 403
    assert not Signature.objects.exists()
    prove(maya, page, text_hash)
    assert maya.post(page, {"hash": text_hash}).status_code == 303
    assert maya.post(page, {"hash": text_hash}).status_code == 403  # the proof is used up


def test_an_old_sign_on_at_the_provider_proves_nothing(
    maya: Client, draft: tuple[str, str], provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, text_hash = draft
    provider.authenticated_at = time.time() - 3600
    assert prove(maya, page, text_hash).status_code == 403
    assert maya.post(page, {"hash": text_hash}).status_code == 403
    provider.forge = lambda claims: {k: v for k, v in claims.items() if k != "auth_time"}
    assert prove(maya, page, text_hash).status_code == 403
    provider.forge = lambda claims: claims
    monkeypatch.setattr(judge, "_check_fresh", lambda *given: None)  # the mutant
    monkeypatch.setattr(confirming, "FRESH", timedelta(days=1))
    prove(maya, page, text_hash)
    assert maya.post(page, {"hash": text_hash}).status_code == 303


def test_somebody_else_at_the_provider_proves_nothing_about_me(
    maya: Client, draft: tuple[str, str], provider: Provider
) -> None:
    page, text_hash = draft
    provider.person = {"email": "sam@accord.example", "email_verified": True}
    assert prove(maya, page, text_hash).status_code == 403
    assert maya.post(page, {"hash": text_hash}).status_code == 403


def test_a_fresh_sign_on_stands_for_five_minutes(provider: Provider, cast: Cast) -> None:
    wrong = Refused("wrong", "wrong", "again")
    at = datetime.now(UTC)
    confirm(cast.maya, Proof(signed_on_at=at), at + timedelta(minutes=5), wrong)
    for late in (timedelta(minutes=5, seconds=1), -timedelta(seconds=1)):
        with pytest.raises(Refused, match="wrong"):
            confirm(cast.maya, Proof(signed_on_at=at), at + late, wrong)
    assert settings.INSTALLATION.sign_on is not None
