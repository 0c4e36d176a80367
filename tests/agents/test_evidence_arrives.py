"""What webhooks and Segment's events tell of a click reaches the filter, and goes with the person."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from accord.contacts.models import Identity
from accord.journey.agents.networks import Networks, read_networks
from accord.ledger.hits import decode
from accord.ledger.models import Fact, FilterCursor, HitEvidence, Judgement
from accord.vocabulary.doors import Door, Letter, Trust
from accord.vocabulary.errors import Refused
from accord.vocabulary.facts import FactKind, RowRead
from accord.vocabulary.hits import AgentClass, Evidence, Verdict
from accord.vocabulary.people import Role, Viewer
from accord.workflows import judge_hits
from accord.workflows.erase_person import erase_person
from accord.workflows.export_person import export_person
from accord.workflows.inbox_readers import open_letter
from accord.workflows.judge_hits import judge_again, judge_all, judge_new
from tests.tracking.hooked import DELIVERIES, NOW, Delivery
from tests.tracking.taking import call, take

OLGA = Viewer(5, Role.ops)
RECEIVED = datetime.fromtimestamp(NOW, UTC)
WHOLE, CUT = "203.0.113.77", "203.0.113.0/24"
# Where each provider's documentation puts the address of whoever pressed.
PLACES: dict[str, list[Any]] = {
    "sendgrid": [1, "ip"],
    "mailgun": ["event-data", "ip"],
    "postmark": ["Geo", "IP"],
    "sparkpost": [0, "msys", "track_event", "ip_address"],
    "mailersend": ["data", "morph", "ip"],
    "mandrill": [0, "ip"],
}


def clicked(kind: str, **more: Any) -> Letter:
    """The provider's own delivery with a click, from a known address."""
    said = DELIVERIES[kind]()
    return Letter(
        Door.webhook, kind, Trust.server, RECEIVED, _with_address(kind, said, more),
        {"hook": kind} | {k: v for k, v in said.headers.items() if k == "content-type"},
    )  # fmt: skip


def _with_address(kind: str, said: Delivery, more: dict[str, Any]) -> bytes:
    form = kind == "mandrill"
    text = parse_qs(said.body.decode())["mandrill_events"][0] if form else said.body.decode()
    body = json.loads(text)
    *path, name = PLACES[kind]
    place = body
    for step in path:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    place[name] = WHOLE
    place.update(more)
    return urlencode({"mandrill_events": json.dumps(body)}).encode() if form else json.dumps(body).encode()


def evidence_of(letter: Letter) -> Evidence:
    opened = open_letter(letter)
    rows = [row for n in range(opened.events) if isinstance(row := opened.read(n), RowRead)]
    (fact,) = (fact for row in rows for fact in row.facts if fact.kind is FactKind.email_click)
    assert fact.evidence is not None and WHOLE not in repr(rows)
    return fact.evidence


@pytest.mark.parametrize("kind", PLACES)
def test_a_providers_click_tells_its_network_and_browser_and_never_the_address(kind: str) -> None:
    told = evidence_of(clicked(kind))
    assert told.block == CUT
    assert told.user_agent.startswith("Mozilla/5.0") or kind == "mailersend"  # it tells no browser


def test_a_providers_verdict_and_the_mail_are_told() -> None:
    assert evidence_of(clicked("sendgrid", sg_machine_open=True)).verdict is Verdict.machine
    assert evidence_of(clicked("sendgrid")).message == "m.1"  # no campaign is told: each mail by itself
    assert evidence_of(clicked("mailgun")).message == ""  # the fact's campaign


@pytest.mark.django_db
def test_a_click_by_webhook_is_judged_by_its_own_signs() -> None:
    take(clicked("sendgrid", useragent="curl/8.5.0"), clicked("mailgun"), now=RECEIVED)
    judge_new(Networks(), RECEIVED + timedelta(minutes=1))
    assert dict(_by_source()) == {"sendgrid": AgentClass.machine, "mailgun": AgentClass.likely_human}
    assert set(HitEvidence.objects.values_list("block", flat=True)) == {CUT}


def _by_source() -> list[tuple[str, AgentClass]]:
    names = dict(Fact.objects.values_list("seq", "source"))
    return [(names[seq], AgentClass(klass)) for seq, klass in Judgement.objects.values_list("seq", "klass")]


def email_click(trust: Trust = Trust.server) -> Letter:
    return call(
        "track", trust=trust, event="Email Link Clicked", userId="u1", messageId=f"click-{trust}",
        properties={"email_id": "e9", "campaign_id": "c7", "link_id": "l3", "link_url": "https://halden.example/a"},
        context={"ip": WHOLE, "userAgent": "Mozilla/5.0 (X11)"},
    )  # fmt: skip


@pytest.mark.django_db
def test_a_click_by_a_server_in_segments_format_is_one_hit_and_a_browser_cannot_tell_one() -> None:
    take(email_click())
    (row,) = HitEvidence.objects.all()
    told = decode(row.said, row.block)
    assert (told.block, told.message, told.link) == (CUT, "c7", "l3")
    assert told.user_agent == "Mozilla/5.0 (X11)" and WHOLE not in row.said
    assert Fact.objects.filter(kind=FactKind.email_click).count() == 1
    take(email_click(Trust.browser))
    assert Fact.objects.filter(kind=FactKind.email_click).count() == HitEvidence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_told_of_a_persons_clicks_is_exported_and_erased_with_them() -> None:
    take(clicked("sendgrid"), email_click(), now=RECEIVED)
    judge_new(Networks(), RECEIVED)
    keys = set(HitEvidence.objects.values_list("subject", flat=True))
    contacts = set(Identity.objects.filter(key__in=keys).values_list("contact_id", flat=True))
    assert len(contacts) == 2
    for contact in sorted(contacts):
        told = export_person(OLGA, contact, now=RECEIVED)
        (hit,) = told["hits"]
        assert hit["block"] == CUT and "Mozilla" in hit["said"] and len(told["judgements"]) == 1
        erase_person(OLGA, contact, now=RECEIVED)
    assert HitEvidence.objects.count() == 0 and Judgement.objects.count() == 2


@pytest.mark.django_db
def test_everything_is_judged_anew_and_goes_on_where_it_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    take(clicked("sendgrid"), clicked("mailgun"), clicked("postmark"), email_click(), now=RECEIVED)
    judge_new(Networks(), RECEIVED)
    before = Judgement.objects.count()
    listed = read_networks(["# date: 2026-09-01", f"{CUT},office"])
    monkeypatch.setattr(judge_hits, "CONTACTS", 1)
    told: list[tuple[int, int, int]] = []

    def stop(done: int, of: int, changed: int) -> None:
        told.append((done, of, changed))
        if len(told) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge_all(listed, RECEIVED, tell=stop)
    assert FilterCursor.objects.filter(name__startswith="anew").count() == 1
    judge_all(listed, RECEIVED, tell=stop)
    assert [done for done, *_ in told] == list(range(1, told[-1][1] + 1))
    assert Judgement.objects.count() == 2 * before
    assert judge_all(listed, RECEIVED) == 0  # a replay changes nothing, and no place is left
    assert not FilterCursor.objects.filter(name__startswith="anew").exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ops])
def test_only_operations_judge_anew(role: Role) -> None:
    with pytest.raises(Refused):
        judge_again(Viewer(1, role), RECEIVED, everything=True, tell=lambda *_: None)
