"""Second factors: set up, asked for at every door, never skipped, never right twice, limited by account."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accord.agreement import content_hash, templates
from accord.config import second_factor as keeping
from accord.ledger.models import Act
from accord.teams.confirm import Proof
from accord.teams.drafts import start_draft
from accord.teams.factors import factors, set_up_factor, take_away_factor
from accord.teams.people import change_person, set_password
from accord.teams.signing import sign
from accord.vocabulary.errors import Refused
from tests.cast import PASSWORD, Cast
from tests.teams.test_sign import without_deputies

pytestmark = pytest.mark.django_db


def code_of(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows now, or so many steps away."""
    counter = int(datetime.now(UTC).timestamp()) // 30 + steps
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.fixture
def secret(cast: Cast) -> str:
    """Maya has a second factor, set up a while ago: this is its secret."""
    made = factors().new_secret()
    then = datetime.now(UTC) - timedelta(minutes=10)
    counter = int(then.timestamp()) // 30
    set_up_factor(cast.maya, made, str(format_hotp_value(hotp_value(made, counter))), then)
    return made


def password(client: Client, who: str = "maya") -> Any:
    """The first half."""
    return client.post("/sign-in", {"email": f"{who}@accord.example", "password": PASSWORD})


def is_in(client: Client) -> bool:
    """Whether this browser is signed in."""
    return bool(client.get("/board").status_code == 200)


def test_it_is_set_up_on_its_page_and_asked_for_from_then_on(cast: Cast) -> None:
    client = Client()
    password(client)
    assert client.post("/second-factor", {"act": "begin", "password": "wrong"}).status_code == 422
    page = client.post("/second-factor", {"act": "begin", "password": PASSWORD})
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = client.session["factor_secret"]
    assert client.post("/second-factor", {"act": "keep", "code": "000000x"}).status_code == 422
    codes = client.post("/second-factor", {"act": "keep", "code": code_of(secret)}).context["codes"]
    assert len(codes) == 10 and is_in(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored and not any(code in stored for code in codes)
    other = Client()
    answer = password(other)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/code")
    assert not is_in(other)
    assert other.post("/sign-in/code", {"code": codes[0]}).status_code == 303 and is_in(other)
    third = Client()
    password(third)
    assert third.post("/sign-in/code", {"code": codes[0]}).status_code == 422  # once only
    assert not is_in(third)


def test_a_code_is_right_once_in_every_session(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Client(), Client()
    password(first), password(second)
    code = code_of(secret)
    assert first.post("/sign-in/code", {"code": code}).status_code == 303
    assert second.post("/sign-in/code", {"code": code}).status_code == 422 and not is_in(second)
    monkeypatch.setattr(
        keeping, "_USED", "forgotten"
    )  # the mutant reads another place than it was written to
    assert second.post("/sign-in/code", {"code": code}).status_code == 303


def test_ten_codes_in_a_quarter_of_an_hour_however_often_the_password_was_right(secret: str) -> None:
    said = []
    for _ in range(11):
        client = Client()
        password(client)
        said.append(client.post("/sign-in/code", {"code": "123"}).status_code)
    assert said == [422] * 10 + [429]
    assert client.post("/sign-in/code", {"code": code_of(secret)}).status_code == 429
    assert password(Client(), "sam").status_code == 303


def test_a_new_password_or_an_end_of_access_skips_nothing(cast: Cast, secret: str) -> None:
    waiting = Client()
    password(waiting)
    set_password(cast.olga, cast.maya.user_id, "another long sentence 9")
    assert waiting.post("/sign-in/code", {"code": code_of(secret)}).headers["Location"] == "/sign-in"
    fresh = Client()
    answer = fresh.post("/sign-in", {"email": "maya@accord.example", "password": "another long sentence 9"})
    assert answer.headers["Location"] == "/sign-in/code" and not is_in(fresh)
    assert Client().get("/sign-in/code").headers["Location"] == "/sign-in"
    assert Client().post("/sign-in/code", {"code": code_of(secret)}).headers["Location"] == "/sign-in"


def test_a_role_that_must_have_one_sees_nothing_before(cast: Cast, settings: Any) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, second_factor=frozenset({"manager"}))
    client = Client()
    password(client, "sam")
    for address in ("/board", "/people", "/agreement", "/password"):
        assert client.get(address).headers["Location"] == "/second-factor"
    part = client.get("/board", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, "/second-factor")
    assert client.post("/second-factor", {"act": "begin", "password": PASSWORD}).status_code == 200
    kept = client.post("/second-factor", {"act": "keep", "code": code_of(client.session["factor_secret"])})
    assert kept.status_code == 200 and is_in(client)
    code = factors().new_codes(cast.sam.user_id)[0]
    away = client.post("/second-factor", {"act": "away", "password": PASSWORD, "code": code})
    assert away.status_code == 403 and factors().has(cast.sam.user_id)


def test_signing_asks_for_both(cast: Cast, secret: str) -> None:
    change_person(cast.olga, cast.rita.user_id, team="sales-team")
    text = without_deputies(templates.read("awareness-engage-attract-convert"))
    made, now = start_draft(cast.olga, text, now=datetime.now(UTC)), datetime.now(UTC)
    for proof in (Proof(PASSWORD), Proof(PASSWORD, "000000"), Proof("wrong", code_of(secret, -1))):
        with pytest.raises(Refused, match="do not belong together"):
            sign(cast.maya, made.id, text_hash=content_hash(text), proof=proof, now=now)
    proof = Proof(PASSWORD, code_of(secret))
    assert sign(cast.maya, made.id, text_hash=content_hash(text), proof=proof, now=now).signed == (
        "marketing",
    )
    assert Act.objects.filter(kind="confirm_failed", actor=cast.maya.actor).count() == 3


def test_operations_take_away_that_of_a_lost_phone_and_nobody_else_does(cast: Cast, secret: str) -> None:
    client = Client()
    password(client)
    client.post("/sign-in/code", {"code": code_of(secret)})
    assert is_in(client)
    with pytest.raises(Refused):
        take_away_factor(cast.sam, cast.maya.user_id, datetime.now(UTC))
    take_away_factor(cast.olga, cast.maya.user_id, datetime.now(UTC))
    assert not is_in(client) and not factors().has(cast.maya.user_id)
    assert Act.objects.get(kind="second_factor_removed").actor == cast.olga.actor
