"""A tracked link leads where it was made to lead, whatever the request says; only people's clicks count."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accord.contacts.links.keep import NewLink, find_link, forget_links, make_links
from accord.contacts.links.models import TrackedLink
from accord.contacts.links.target import check_target
from accord.contacts.merge import merge
from accord.contacts.models import Identity
from accord.interfaces.tracking import links as door
from accord.journey.agents.networks import Networks
from accord.ledger.hits import latest_judgements
from accord.ledger.inbox import count_waiting
from accord.ledger.models import Fact, HitEvidence
from accord.vocabulary.errors import ForNow, Invalid
from accord.vocabulary.facts import Agent, FactKind
from accord.workflows import receive_events
from accord.workflows.erase_person import erase_person
from accord.workflows.export_person import export_person
from accord.workflows.judge_hits import judge_new
from accord.workflows.take_inbox import Taker
from tests.cast import Cast
from tests.contacts.bringing import NOW as THEN
from tests.contacts.bringing import bring, person

pytestmark = pytest.mark.django_db
TARGET = "https://halden.example/cases/pump?lang=de"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EVIL = "https://evil.example/"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The writer's thread would not see the test's transaction."""

    class AtOnce:
        def hand_in(self, handed: Any) -> None:
            receive_events._write_all([handed])

    monkeypatch.setattr(receive_events, "_writer", AtOnce)
    for buckets in (door.per_visitor, door.strangers):
        buckets._held.clear()
    yield
    for buckets in (door.per_visitor, door.strangers):
        buckets._held.clear()


@pytest.fixture
def keys() -> list[int]:
    """Ann and Bob, as identity keys."""
    bring([person("1", email="ann@quiet.example"), person("2", email="bob@loud.example")])
    return list(Identity.objects.order_by("contact_id").values_list("key", flat=True))


def link(key: int, target: str = TARGET, **more: str) -> str:
    said = {"campaign": "leak season", "asset": "Pump case", "message": "mail-1"} | more
    return make_links([NewLink(key, target, "piece:7", **said)], actor="user:1", now=THEN)[0]


def visit(token: str, agent: str = FIREFOX, **headers: str) -> Any:
    return Client(headers={"User-Agent": agent}).get(f"/l/{token}", headers=headers)


def take() -> list[Fact]:
    Taker(lambda: datetime.now(UTC)).take_all()
    return list(Fact.objects.filter(kind=FactKind.email_click).order_by("seq"))


def judged() -> list[str]:
    judge_new(Networks(), datetime.now(UTC))
    found = latest_judgements(set(Fact.objects.values_list("subject", flat=True)))
    return [found[seq].klass.name for seq in sorted(found)]


def test_a_persons_click_is_led_on_kept_and_released(keys: list[int]) -> None:
    answer = visit(link(keys[0]))
    assert (answer.status_code, answer["Location"]) == (302, TARGET)
    assert answer["Referrer-Policy"] == "no-referrer" and answer["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer and not answer.cookies
    (fact,) = take()
    assert (fact.source, fact.subject, fact.campaign, fact.asset, fact.value) == (
        "accord", keys[0], "leak season", "Pump case", "piece:7",
    )  # fmt: skip
    (told,) = HitEvidence.objects.all()
    assert (
        told.block == "127.0.0.0/24" and "127.0.0.1" not in told.said
    )  # the address is cut, as at every door
    assert judged() == ["likely_human"]
    (row,) = latest_judgements({keys[0]}).values()
    assert row.released_at is not None and row.released_at > row.occurred_at


@pytest.mark.parametrize(
    "asked",
    [
        f"?next={EVIL}", f"?url={EVIL}&target={EVIL}", f"?{EVIL}", "?Location=//evil.example",
        "?%0d%0aLocation:%20https://evil.example",
    ],
)  # fmt: skip
def test_nothing_of_a_request_decides_where_it_leads(keys: list[int], asked: str) -> None:
    token = link(keys[0])
    answer = visit(f"{token}{asked}", **{"X-Forwarded-Host": "evil.example", "Referer": EVIL})
    assert (answer.status_code, answer["Location"]) == (302, TARGET)
    assert Client().post(f"/l/{token}", {"next": EVIL}).status_code == 405
    for odd in (f"{token}/{EVIL}", f"{token}//evil.example", f"{token}%2f{EVIL}", f"/{EVIL}"):
        led = Client().get(f"/l/{odd}")
        assert "evil" not in led.get("Location", "") or led["Location"].startswith("/l/"), odd


@pytest.mark.parametrize(
    "url",
    [
        "", "/cases/pump", "//evil.example/x", "javascript:alert(1)", "data:text/html,x", "ftp://a.example/x",
        "https:/a.example", "https:a.example", "https://", "https://ann:pw@a.example/", "https://ann@a.example",
        "https://a.example/\r\nSet-Cookie: x=1", "https://a.example/\tx", "https://a.example\\@evil.example",
        "https://a.example/ x", "https://a.example:99999/", "https://[::1", "https://a..example/",
        "https://a.example/\u200bx", "https://a.example/" + "x" * 2000, "https://%61.example/", "http\n://a.example",
    ],
)  # fmt: skip
def test_a_link_is_made_to_a_whole_address_only(url: str, keys: list[int]) -> None:
    with pytest.raises(Invalid) as refused:
        check_target(url)
    assert str(refused.value).count("\n") == 1
    with pytest.raises(Invalid):
        make_links(
            [NewLink(keys[0], TARGET, "piece:7"), NewLink(keys[0], url, "piece:7")], actor="u", now=THEN
        )
    assert not TrackedLink.objects.exists()


def test_what_a_link_is_about_is_a_campaign_or_a_piece(keys: list[int]) -> None:
    for about in ("", "piece", "piece:0", "piece:x", "lead:7", "piece:7 or 1=1"):
        with pytest.raises(Invalid):
            make_links([NewLink(keys[0], TARGET, about)], actor="user:1", now=THEN)


def test_links_are_drawn_and_say_nothing(keys: list[int]) -> None:
    many = make_links([NewLink(keys[0], TARGET, "campaign:9")] * 2_000, actor="user:1", now=THEN)
    assert len(set(many)) == 2_000 and {len(token) for token in many} == {22}
    assert not any(str(keys[0]) in token for token in many)
    first = find_link(many[0])
    assert first is not None and (first.subject, first.target, first.about) == (keys[0], TARGET, "campaign:9")


def test_whoever_guesses_finds_nothing_and_is_slowed_down(
    keys: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door.strangers, "clock", lambda: 0.0)
    right = link(keys[0])
    swapped = "A" if right[5] != "A" else "B"
    for wrong in (right[:5] + swapped + right[6:], right[:-1], right + "A", "x", "%00", right.swapcase()):
        answer = visit(wrong)
        assert (answer.status_code, answer.get("Location")) == (404, None), wrong
    answers = [visit(f"{n:022d}").status_code for n in range(60)]
    assert set(answers) == {404, 429} and answers[-1] == 429
    assert visit(right).status_code == 302  # who has a link is not held up by others' guesses
    assert count_waiting() == 1


def test_one_address_may_not_flood(keys: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        door.per_visitor, "clock", lambda: 0.0
    )  # nothing refills, however slow this machine is
    token = link(keys[0])
    answers = [visit(token) for _ in range(int(door.per_visitor.burst) + 20)]
    late = [each for each in answers if each.status_code == 429]
    assert late and all(int(each["Retry-After"]) >= 1 and "Location" not in each for each in late)


def test_looking_ahead_is_answered_and_never_counted(keys: list[int]) -> None:
    token = link(keys[0])
    head = Client(headers={"User-Agent": FIREFOX}).head(f"/l/{token}")
    assert (head.status_code, head["Location"], head.content) == (302, TARGET, b"")
    for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"):
        assert visit(token, **{name: "prefetch;prerender"}).status_code == 302
    assert {fact.agent for fact in take()} == {Agent.machine}
    assert judged() == ["prefetch"] * 5


def test_a_scanner_is_not_counted(keys: list[int]) -> None:
    visit(link(keys[0]), "Barracuda Sentinel (EE)")
    visit(link(keys[1]), "python-requests/2.32")
    assert [fact.agent for fact in take()] == [Agent.machine] * 2
    assert judged() == ["machine"] * 2


def test_every_link_of_a_mail_pressed_within_seconds_is_a_machines(keys: list[int]) -> None:
    for token in [link(keys[0], f"https://halden.example/{n}") for n in range(4)]:
        visit(token)
    assert {
        found.links for found in map(find_link, TrackedLink.objects.values_list("token", flat=True)) if found
    } == {4}
    take()
    assert set(judged()) == {"machine"}  # though each of them came with a browser's name


def test_two_clicks_of_one_mail_are_two_hits_of_one_mail(keys: list[int]) -> None:
    token = link(keys[0])
    visit(token)
    visit(token)
    first, second = take()
    assert first.source_id != second.source_id and first.subject == second.subject
    said = [row.said for row in HitEvidence.objects.order_by("id")]
    assert all('"message": "mail-1"' in each for each in said)
    assert judged() == ["likely_human"] * 2
    assert Taker(lambda: datetime.now(UTC)).take_all() == 0 and len(take()) == 2  # taken once


def test_a_link_follows_its_person_when_contacts_are_merged(keys: list[int], cast: Cast) -> None:
    token = link(keys[1])
    ann, bob = (Identity.objects.get(key=key).contact_id for key in keys)
    merge(cast.olga, ann, bob, "one person", THEN)
    visit(token)
    (fact,) = take()
    assert Identity.objects.get(key=fact.subject).contact_id == ann


def test_links_go_with_an_erased_person_and_come_with_what_we_know(keys: list[int], cast: Cast) -> None:
    ann, bob = link(keys[0]), link(keys[1])
    visit(ann)
    contact = Identity.objects.get(key=keys[0]).contact_id
    told = export_person(cast.olga, contact, now=THEN)
    assert [each["target"] for each in told["links"]] == [TARGET] and ann not in str(told["links"])
    erase_person(cast.olga, contact, now=datetime.now(UTC) + timedelta(seconds=1))
    assert find_link(ann) is None and find_link(bob) is not None
    assert visit(ann).status_code == 404 and visit(bob).status_code == 302
    assert len(take()) == 2  # what happened before stays countable; nothing new is about whom we forgot
    assert forget_links([keys[0]]) == 0


def test_a_visit_that_waits_while_its_person_is_erased_becomes_nothing(keys: list[int]) -> None:
    visit(link(keys[0]))
    forget_links(keys)
    assert take() == [] and count_waiting() == 0


def test_a_reader_is_led_on_though_nothing_can_be_kept(
    keys: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def hand_in(self, handed: Any) -> None:
            raise ForNow("inbox.full", "it is full", "send it again")

    monkeypatch.setattr(receive_events, "_writer", Full)
    assert visit(link(keys[0]))["Location"] == TARGET
