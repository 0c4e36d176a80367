"""A forged webhook does nothing, a broken one is kept, a repeated one counts once."""

import base64
import json
import os
import string
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from accord.vocabulary.doors import DeadReason, Door, Letter, Trust, Unreadable
from accord.vocabulary.facts import Agent, FactKind, RowRead, RowSkipped
from accord.workflows import hook_signatures
from accord.workflows.hooks import KINDS, Hook, check_caller
from accord.workflows.inbox_readers import open_letter
from tests.tracking.hooked import ADDRESS, DELIVERIES, NOW, Delivery, sign_chatwoot

SOME = 3_000
MUTANTS = int(os.environ.get("ACCORD_SIGNATURE_MUTANTS", "100000"))
BODIES = int(os.environ.get("ACCORD_HOOK_BODIES", "50000"))
RECEIVED = datetime.fromtimestamp(NOW, UTC)


def hook_of(said: Delivery, *, before: str = "") -> Hook:
    secrets = (said.secret, before) if before else (said.secret,)
    return Hook("one", said.kind, "mail", "token", secrets)


def accepts(said: Delivery, *, token: str = "token", now: float = NOW, secrets: tuple[str, ...] = ()) -> bool:
    hook = hook_of(said)
    if secrets:
        hook = Hook(hook.name, hook.kind, hook.source, hook.token, secrets)
    try:
        check_caller(hook, token, said.body, said.headers, ADDRESS, now)
    except Unreadable as problem:
        assert problem.reason is DeadReason.bad_signature
        return False
    return True


def rows(said: Delivery) -> list[RowRead | RowSkipped]:
    context = {"hook": said.kind} | {k: v for k, v in said.headers.items() if k == "content-type"}
    opened = open_letter(Letter(Door.webhook, "mail", Trust.server, RECEIVED, said.body, context))
    return [opened.read(place) for place in range(opened.events)]


def test_every_kind_has_a_delivery() -> None:
    assert set(DELIVERIES) == set(KINDS)


@pytest.mark.parametrize("kind", DELIVERIES)
def test_the_senders_own_delivery_is_accepted_and_read(kind: str) -> None:
    said = DELIVERIES[kind]()
    assert accepts(said)
    found = rows(said)
    assert found
    if kind != "hubspot":
        assert all(isinstance(row, RowRead) and row.facts for row in found)
    names = [fact.natural_id for row in found if isinstance(row, RowRead) for fact in row.facts]
    again = [fact.natural_id for row in rows(said) if isinstance(row, RowRead) for fact in row.facts]
    assert names == again and len(set(names)) == len(names)


def test_what_the_events_mean() -> None:
    said = [row.facts[0] for row in rows(DELIVERIES["sendgrid"]()) if isinstance(row, RowRead)]
    assert [(fact.kind, fact.agent) for fact in said] == [
        (FactKind.email_delivered, Agent.human),
        (FactKind.email_click, Agent.human),
        (FactKind.email_open, Agent.machine),
        (FactKind.unsubscribed, Agent.human),
    ]
    (chat,) = rows(DELIVERIES["chatwoot"]())
    assert isinstance(chat, RowRead) and chat.facts[0].kind is FactKind.chat_message
    assert "probe" not in repr(chat)  # what was written stays out of the record
    kinds = [row.facts[0].kind for row in rows(DELIVERIES["mautic"]()) if isinstance(row, RowRead)]
    assert kinds == [FactKind.pricing_page, FactKind.demo_request]
    bounce, complaint = (rows(DELIVERIES[kind]())[0] for kind in ("brevo", "mailjet"))
    assert isinstance(bounce, RowRead) and isinstance(complaint, RowRead)
    assert (bounce.facts[0].kind, complaint.facts[0].kind) == (FactKind.email_bounced, FactKind.complained)


def mutate(said: Delivery, chance: Random) -> Delivery:
    """One bit of the body, or of what vouches for it, is another; or a header is gone; or it was written anew."""
    vouching = [name for name in said.headers if name != "content-type"]
    inside = said.kind == "mailgun"  # its signature stands in the body, over stamp and token
    choice = chance.random()
    if inside:
        body = json.loads(said.body)
        name = chance.choice(("timestamp", "token", "signature"))
        text = body["signature"][name]
        at = chance.randrange(len(text))
        other = chance.choice([c for c in "0123456789abcdefghij" if c != text[at]])
        body["signature"][name] = text[:at] + other + text[at + 1 :]
        return Delivery(said.kind, json.dumps(body).encode(), said.headers, said.secret)
    if choice < 0.45 and said.kind in SIGNS_THE_BODY:
        body = bytearray(said.body)
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        return Delivery(said.kind, bytes(body), said.headers, said.secret)
    name = chance.choice(vouching)
    if choice < 0.6:
        return Delivery(
            said.kind, said.body, {k: v for k, v in said.headers.items() if k != name}, said.secret
        )
    text = said.headers[name]
    at = chance.randrange(len(text) - 2)
    other = chance.choice([c for c in "0123456789ABCDEFabcdef+/" if c.lower() != text[at].lower()])
    changed = text[:at] + other + text[at + 1 :]
    return Delivery(said.kind, said.body, {**said.headers, name: changed}, said.secret)


SIGNS_THE_BODY = {"sendgrid", "mailersend", "mandrill", "chatwoot", "hubspot", "mautic"}


def forgeries(count: int, seed: int) -> list[Delivery]:
    chance = Random(seed)
    made = [DELIVERIES[kind]() for kind in DELIVERIES]
    return [mutate(chance.choice(made), chance) for _ in range(count)]


@pytest.mark.parametrize("count", [SOME, pytest.param(MUTANTS, marks=pytest.mark.long)])
def test_no_mutant_of_a_signature_is_accepted(count: int) -> None:
    taken = [forged for forged in forgeries(count, 7) if accepts(forged)]
    # A form's body may change in spelling and say the same: only what says something else is forged.
    assert not [forged for forged in taken if forged.kind != "mandrill" or not _same_form(forged)]
    print(f"{count} mutants of signatures, {len(taken)} other spellings of the same, 0 accepted; seed 7")


def _same_form(forged: Delivery) -> bool:
    from urllib.parse import parse_qs

    return parse_qs(forged.body) == parse_qs(DELIVERIES["mandrill"]().body)


def test_a_signature_has_one_spelling() -> None:
    """A signature of 70 bytes ends in four bits that base64 does not read: about each fourth one SendGrid makes."""
    name = "x-twilio-email-event-webhook-signature"
    said = next(d for d in iter(DELIVERIES["sendgrid"], None) if d.headers[name].endswith("=="))
    body, last = said.headers[name][:-3], said.headers[name][-3]
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    spellings = [body + letters[letters.index(last) + bits] + "==" for bits in range(16)]
    assert accepts(said) and spellings[0] == said.headers[name]
    for spelling in spellings[1:]:
        assert base64.b64decode(spelling) == base64.b64decode(spellings[0])
        assert not accepts(replace(said, headers=said.headers | {name: spelling}))


def test_a_check_that_compares_only_the_length_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_signatures.hmac, "compare_digest", lambda a, b: len(a) == len(b))
    assert any(
        accepts(forged) for forged in forgeries(200, 8) if forged.kind in ("chatwoot", "hubspot", "mautic")
    )


def test_the_address_alone_opens_nothing_and_a_wrong_address_neither() -> None:
    for kind in DELIVERIES:
        said = DELIVERIES[kind]()
        assert not accepts(said, token="tokem")
        assert not accepts(said, token="")
        assert not accepts(Delivery(kind, said.body if kind != "mailgun" else b"{}", {}, said.secret))


def test_while_a_secret_is_changed_both_hold_and_no_third() -> None:
    for kind in DELIVERIES:
        said = DELIVERIES[kind]()
        other = said.secret if kind == "sendgrid" else "another secret"
        if kind == "sendgrid":
            continue  # its key is a public one; a text is none
        assert accepts(said, secrets=(other, said.secret)) and accepts(said, secrets=(said.secret, other))
        assert not accepts(said, secrets=(other, "a third"))


def test_a_delivery_sent_again_later_than_five_minutes_is_refused_where_the_sender_signs_the_time() -> None:
    for kind in ("chatwoot", "hubspot"):
        assert accepts(DELIVERIES[kind](), now=NOW + 299)
        assert not accepts(DELIVERIES[kind](), now=NOW + 301)
        assert not accepts(DELIVERIES[kind](), now=NOW - 301)
    assert not accepts(sign_chatwoot(b"{}", "not a number"))


def spoil(body: bytes, chance: Random) -> bytes:
    """A body cut short, with bytes changed, with a value of another kind, nested without end, or no JSON at all."""
    choice = chance.random()
    if choice < 0.2:
        return body[: chance.randrange(len(body))]
    if choice < 0.4:
        changed = bytearray(body)
        for _ in range(chance.randint(1, 8)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    if choice < 0.45:
        return b"[" * 100_000 if chance.random() < 0.5 else b'{"a":' * 50_000
    if choice < 0.5:
        return chance.randbytes(chance.randrange(200))
    try:
        said = json.loads(body)
    except ValueError:
        return body[::-1]
    for _ in range(chance.randint(1, 3)):
        said = _swap(said, chance)
    return json.dumps(said).encode()


ODD = (
    None,
    True,
    -1,
    2**70,
    1e308,
    "",
    "\0",
    "\ud800",
    "x" * 5000,
    [],
    {},
    [[]],
    {"a": {}},
    "2026-13-45",
    "NaN",
)


def _swap(said: object, chance: Random) -> object:
    if isinstance(said, dict) and said and chance.random() < 0.85:
        key = chance.choice(list(said))
        if chance.random() < 0.1:
            return {k: v for k, v in said.items() if k != key}
        return {**said, key: _swap(said[key], chance)}
    if isinstance(said, list) and said and chance.random() < 0.85:
        at = chance.randrange(len(said))
        return [*said[:at], _swap(said[at], chance), *said[at + 1 :]]
    return chance.choice(ODD)


@pytest.mark.parametrize("count", [SOME, pytest.param(BODIES, marks=pytest.mark.long)])
def test_no_body_crashes_a_reader_and_each_event_is_a_row_or_has_a_reason(count: int) -> None:
    chance = Random(11)
    fates: dict[str, int] = {}
    for number in range(count):
        said = DELIVERIES[chance.choice(list(DELIVERIES))]()
        body = spoil(said.body, chance)
        letter = Letter(
            Door.webhook, "mail", Trust.server, RECEIVED, body,
            {"hook": said.kind} | {k: v for k, v in said.headers.items() if k == "content-type"},
        )  # fmt: skip
        try:
            opened = open_letter(letter)
        except Unreadable as problem:
            fates[problem.reason] = fates.get(problem.reason, 0) + 1
            continue
        for place in range(opened.events):
            alone = opened.alone(place)
            try:
                row = opened.read(place)
                fate = type(row).__name__
            except Unreadable as problem:
                row, fate = None, problem.reason.value
            fates[fate] = fates.get(fate, 0) + 1
            assert said_alone(alone) == (row and row._replace(line=1)), number
    assert fates.get("RowRead", 0) > 0 and fates.get("wrong_shape", 0) > 0
    print(f"{count} bodies: {dict(sorted(fates.items()))}; seed 11")


def said_alone(letter: Letter) -> RowRead | RowSkipped | None:
    """What a dead letter of one event says when it is read again."""
    opened = open_letter(letter)
    assert opened.events == 1
    try:
        row = opened.read(0)
    except Unreadable:
        return None
    return row._replace(line=1)
