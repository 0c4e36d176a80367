"""Through the company's provider, over real HTTP: who comes in, who does not, and what each guard is for."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.conf import settings as django_settings
from django.test import Client

from accord.ledger.models import Act
from accord.teams.models import User
from accord.teams.people import deactivate, find_viewer
from accord.teams.sign_on import token as judge
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Role
from accord.workflows.provider import check_provider
from tests.cast import PASSWORD, Cast
from tests.sign_on.conftest import MAYA, from_provider, is_in, sign_on, to_provider
from tests.sign_on.provider import CLIENT, KEY, STRANGE_KEY, Claims, Provider, sign_honestly

pytestmark = pytest.mark.django_db
HOUR = 3600


def test_a_known_person_comes_in_and_lands_where_they_wanted(provider: Provider) -> None:
    client = Client()
    answer = sign_on(client, "/agreement")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/agreement")
    assert is_in(client)
    act = Act.objects.get(kind="signed_in")
    assert act.actor == find_viewer("maya@accord.example").actor  # type: ignore[union-attr]
    assert act.payload == {"how": "provider"}
    asked = provider.asked[-1]
    assert (
        asked["code_challenge_method"] == "S256" and len(asked["nonce"]) >= 20 and len(asked["state"]) >= 16
    )
    assert "maya" not in str(list(Act.objects.values())).lower()


def unsigned(claims: Claims) -> str:
    """A token with `alg: none`."""
    return jwt.encode(claims, None, algorithm="none")  # type: ignore[arg-type]


def symmetric(claims: Claims) -> str:
    """A token that anybody can sign: HS256 under the text of the public key."""
    import base64
    import hashlib
    import hmac
    import json

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "kid": "one"}, claims)
    ]
    mark = hmac.new(pem, b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64.urlsafe_b64encode(mark).rstrip(b"=")]).decode()


def without(check: str) -> Callable[[pytest.MonkeyPatch], None]:
    """The mutant whose decoder leaves one of its checks out."""

    def mutate(monkeypatch: pytest.MonkeyPatch) -> None:
        real = jwt.decode

        def lax(token: str, **named: Any) -> Any:
            named["options"] = {**named["options"], check: False}
            if check == "verify_signature":
                named |= {"key": "", "algorithms": ["RS256", "none", "HS256"]}
            return real(token, **named)

        monkeypatch.setattr(judge.jwt, "decode", lax)
        if check == "verify_signature":
            monkeypatch.setattr(judge, "_key", lambda head, keys: "")

    return mutate


def skipping(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """The mutant that forgets one of our own checks."""
    return lambda monkeypatch: monkeypatch.setattr(judge, name, lambda *given: None)


def believing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant that believes every address."""
    real = judge.read_claims
    from dataclasses import replace

    from accord.workflows import provider as reading

    monkeypatch.setattr(reading, "read_claims", lambda *given: replace(real(*given), verified=True))


def but(**changed: Any) -> Callable[[Claims], Claims]:
    """Honest claims with some changed; None takes one away."""
    return lambda claims: {k: v for k, v in (claims | changed).items() if v is not None}


FORGED: dict[str, tuple[Callable[[Claims], Claims], Any, Any]] = {  # forgery, signature, the mutant it needs
    "audience": (but(aud="somebody-else"), sign_honestly, without("verify_aud")),
    "issuer": (but(iss="https://evil.example"), sign_honestly, without("verify_iss")),
    "nonce of another": (but(nonce="of another request"), sign_honestly, skipping("_check_party")),
    "no nonce": (but(nonce=None), sign_honestly, skipping("_check_party")),
    "made for another party": (but(azp="another"), sign_honestly, skipping("_check_party")),
    "several audiences": (but(aud=[CLIENT, "another"]), sign_honestly, skipping("_check_party")),
    "over": (but(exp=time.time() - HOUR), sign_honestly, skipping("_check_times")),
    "from the future": (but(iat=time.time() + HOUR), sign_honestly, skipping("_check_times")),
    "long ago": (but(iat=time.time() - 48 * HOUR), sign_honestly, skipping("_check_times")),
    "no signature": (but(), unsigned, without("verify_signature")),
    "a symmetric signature": (but(), symmetric, without("verify_signature")),
    "another key": (
        but(),
        lambda claims: sign_honestly(claims, STRANGE_KEY),
        without("verify_signature"),
    ),
    "an unknown key": (
        but(),
        lambda claims: sign_honestly(claims, STRANGE_KEY, "two"),
        without("verify_signature"),
    ),
    "unverified": (but(email_verified=False), sign_honestly, believing),
    "nothing said of verification": (but(email_verified=None), sign_honestly, believing),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_opens_nothing_and_its_guard_is_what_stops_it(
    name: str, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.forge, provider.sign, mutate = FORGED[name]
    client = Client()
    answer = sign_on(client)
    assert answer.status_code == 403 and not is_in(client)
    text = answer.content.decode()
    assert 'class="what"' in text and 'class="do"' in text
    assert Act.objects.get(kind="sign_in_failed").payload["how"] == "provider"
    mutate(monkeypatch)
    careless = Client()
    assert sign_on(careless).status_code == 303 and is_in(careless), (
        "the mutant was not caught by this forgery"
    )


def test_the_page_about_a_person_is_believed_only_about_the_same_person(provider: Provider) -> None:
    provider.person = {}
    provider.userinfo = {"sub": "person-1", **MAYA}
    client = Client()
    assert sign_on(client).status_code == 303 and is_in(client)
    provider.userinfo = {"sub": "somebody else", **MAYA}
    other = Client()
    assert sign_on(other).status_code == 403 and not is_in(other)
    provider.person = {"email_verified": True}  # a word on another address
    provider.userinfo = {"sub": "person-1", "email": "maya@accord.example"}
    assert sign_on(Client()).status_code == 403


def test_an_answer_belongs_to_the_browser_that_asked_and_counts_once(provider: Provider) -> None:
    victim, thief = Client(), Client()
    back = from_provider(to_provider(victim))
    assert thief.get(back).status_code == 403 and not is_in(thief)  # no state of his
    own = to_provider(thief)
    state = parse_qs(urlsplit(own).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    stolen = thief.get(f"/sign-on/back?code={code}&state={state}")  # a stolen code under his own state: PKCE
    assert stolen.status_code == 403 and not is_in(thief)
    fresh = from_provider(to_provider(victim))
    assert victim.get(fresh).status_code == 303
    victim.post("/sign-out")
    assert victim.get(fresh).status_code == 403 and not is_in(victim)


def test_nobody_is_sent_to_another_host(provider: Provider) -> None:
    for wished in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert sign_on(Client(), wished).headers["Location"] == "/"
    assert Client().get("/sign-on").status_code == 405


def test_who_has_no_role_gets_two_lines_that_are_the_same_for_all(provider: Provider, cast: Cast) -> None:
    deactivate(cast.olga, cast.rita.user_id)
    said = set()
    for email in ("nobody@accord.example", "rita@accord.example", "iris@accord.example"):
        provider.person = {"email": email, "email_verified": True}
        client = Client()
        answer = sign_on(client)
        assert answer.status_code == 403 and not is_in(client)
        said.add(answer.content.decode())
    assert len(said) == 1 and "no role here" in said.pop()
    assert not User.objects.filter(email="nobody@accord.example").exists()


def test_groups_give_roles_and_who_is_in_none_gets_none(
    provider: Provider, set_sign_on: Any, cast: Cast
) -> None:
    set_sign_on(roles=(("ops-team", "ops"), ("sales", "rep"), ("leads", "manager")))
    provider.person = {
        "email": "new@accord.example",
        "email_verified": True,
        "name": "N",
        "groups": ["sales"],
    }
    assert sign_on(Client()).status_code == 303
    assert find_viewer("new@accord.example").role == Role.rep  # type: ignore[union-attr]
    provider.person["groups"] = ["leads", "sales"]  # the order is that of the setting
    sign_on(Client())
    assert find_viewer("new@accord.example").role == Role.rep  # type: ignore[union-attr]
    provider.person["groups"] = ["leads"]
    sign_on(Client())
    assert find_viewer("new@accord.example").role == Role.manager  # type: ignore[union-attr]
    changed = Act.objects.get(kind="rights_changed")
    assert (changed.actor, changed.payload["role_was"], changed.payload["role"]) == (
        "provider",
        "rep",
        "manager",
    )
    provider.person["groups"] = ["canteen"]
    assert sign_on(Client()).status_code == 403
    provider.person = {"email": "olga@accord.example", "email_verified": True, "groups": ["sales"]}
    assert sign_on(Client()).status_code == 303
    assert find_viewer("olga@accord.example").role == Role.ops  # type: ignore[union-attr]  # the last one stays


def test_where_only_the_provider_opens_one_password_of_operations_still_does(
    provider: Provider, set_sign_on: Any
) -> None:
    set_sign_on(only_but="olga@accord.example")
    right = Client().post("/sign-in", {"email": "maya@accord.example", "password": PASSWORD})
    wrong = Client().post("/sign-in", {"email": "maya@accord.example", "password": "wrong"})
    assert right.status_code == wrong.status_code == 422
    assert 'name="email"' in Client().get("/sign-in").content.decode()
    assert (
        Client().post("/sign-in", {"email": "olga@accord.example", "password": PASSWORD}).status_code == 303
    )
    User.objects.filter(email="olga@accord.example").update(role="viewer")
    assert (
        Client().post("/sign-in", {"email": "olga@accord.example", "password": PASSWORD}).status_code == 422
    )
    assert sign_on(Client()).status_code == 303


def test_failures_at_the_provider_are_counted_where_they_come_from(provider: Provider) -> None:
    provider.forge = but(aud="somebody-else")
    said = [sign_on(Client(REMOTE_ADDR="192.0.2.7")).status_code for _ in range(11)]
    assert said == [403] * 10 + [429]
    provider.forge = but()
    assert sign_on(Client(REMOTE_ADDR="192.0.2.8")).status_code == 303


def test_the_connection_can_be_looked_at(provider: Provider, set_sign_on: Any, cast: Cast) -> None:
    assert all(step.fine for step in check_provider(cast.olga))
    set_sign_on(issuer=provider.issuer + "/")
    (step,) = check_provider(cast.olga)
    assert not step.fine and step.remedy
    with pytest.raises(AccordError):
        check_provider(cast.maya)
    assert django_settings.INSTALLATION.sign_on.secret not in repr(check_provider(cast.olga))
