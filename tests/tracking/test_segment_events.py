"""Events in Segment's format: when they happened, where they came from, what they say of whom."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from accord.connectors.segment import DEFAULT, read_event, read_event_map
from accord.ledger.models import Fact, SourceRecord
from accord.vocabulary.doors import DeadReason, Trust, Unreadable
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Agent, FactDraft, FactKind, RecordKind, RowRead, RowSkipped
from tests.tracking.letters import NOW
from tests.tracking.taking import BROWSER, batch, call, contacts, take


def read(trust: Trust = Trust.server, text: str = "", **event: Any) -> RowRead | RowSkipped:
    event = {"type": "track", "userId": "u1", "messageId": "m1"} | event
    mapping = read_event_map(text) if text else DEFAULT
    sent_at = event.pop("sent_at", None)
    return read_event(
        event,
        line=1,
        source="website",
        trust=trust,
        received_at=NOW,
        sent_at=sent_at,
        mapping=mapping,
        user_agent=BROWSER,
    )


def touch(trust: Trust = Trust.server, text: str = "", **event: Any) -> FactDraft:
    row = read(trust, text, **event)
    assert isinstance(row, RowRead)
    return row.facts[0]


def iso(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("years", [-10, -1, 0, 1, 10])
def test_a_clock_that_is_years_off_still_measures_how_long_an_event_waited(years: int) -> None:
    skew = timedelta(days=365 * years)
    waited = timedelta(hours=47, minutes=3)
    happened = iso(NOW + skew - waited)
    at = touch(event="Demo Requested", timestamp=happened, sent_at=iso(NOW + skew)).occurred_at
    assert at == NOW - waited


def test_the_original_timestamp_comes_before_the_timestamp() -> None:
    at = touch(
        event="Demo Requested",
        timestamp=iso(NOW),
        originalTimestamp=iso(NOW - timedelta(hours=2)),
        sentAt=iso(NOW - timedelta(hours=1)),
    ).occurred_at
    assert at == NOW - timedelta(hours=1)


def test_what_lies_ahead_is_cut_back_to_the_arrival_and_says_so() -> None:
    ahead = touch(event="Demo Requested", timestamp=iso(NOW + timedelta(minutes=6)))
    assert (ahead.occurred_at, ahead.value) == (NOW, "clock:clamped")
    little = touch(event="Demo Requested", timestamp=iso(NOW + timedelta(minutes=4)))
    assert (little.occurred_at, little.value) == (NOW + timedelta(minutes=4), "")


def test_late_events_land_where_they_belong_and_without_a_time_now_is_meant() -> None:
    assert touch(event="Demo Requested", timestamp="2025-01-01T00:00:00").occurred_at.year == 2025
    assert touch(event="Demo Requested").occurred_at == NOW


@pytest.mark.parametrize(
    "said", ["yesterday", 17, "2026-13-01", "1969-01-01T00:00:00Z", {"a": 1}, "0001-01-01T00:00:00+23:59"]
)
def test_a_time_that_is_none_is_named(said: Any) -> None:
    with pytest.raises(Unreadable) as problem:
        touch(event="Demo Requested", timestamp=said)
    assert problem.value.reason is DeadReason.bad_time


def test_a_time_so_far_off_that_no_calendar_has_it_is_named() -> None:
    with pytest.raises(Unreadable):
        touch(event="x", timestamp="0001-01-01T00:00:00Z", sent_at="9999-12-31T23:59:59Z")


def test_pages_by_their_paths_and_by_the_saved_patterns() -> None:
    kinds = {
        "https://halden.example/pricing": FactKind.pricing_page,
        "https://halden.example/case-studies/acme": FactKind.case_study,
        "https://halden.example/": FactKind.page_view,
    }
    for url, kind in kinds.items():
        assert touch(type="page", properties={"url": url}).kind is kind
    text = "pages: {pricing_page: [/preise*], case_study: [/kunden/*]}"
    assert (
        touch(text=text, type="page", properties={"url": "https://halden.example/preise?x=1"}).kind
        is FactKind.pricing_page
    )
    assert touch(text=text, type="page", properties={"path": "/kunden/acme"}).kind is FactKind.case_study
    assert touch(type="screen", name="Home").kind is FactKind.page_view


def test_every_touch_keeps_its_whole_campaign() -> None:
    url = "https://halden.example/x?utm_source=LinkedIn&utm_medium=cpc&utm_campaign=Spring&utm_content=b&utm_term=c"
    fact = touch(type="page", properties={"url": url})
    assert (fact.channel, fact.campaign, fact.asset) == ("paid_social", "Spring", "halden.example/x")
    assert fact.value == "utm_campaign=Spring utm_content=b utm_medium=cpc utm_source=LinkedIn utm_term=c"
    campaign = {"source": "newsletter", "medium": "email", "name": "May"}
    assert touch(type="page", context={"campaign": campaign}).channel == "email"


@pytest.mark.parametrize(
    ("referrer", "channel"),
    [
        ("https://www.google.com/", "organic_search"),
        ("https://www.linkedin.com/feed", "social"),
        ("https://blog.acme.example/post", "referral"),
        ("https://halden.example/other", ""),
        ("https://docs.halden.example/", ""),
        ("", ""),
        ("http://[", ""),
    ],
)
def test_without_a_campaign_the_referrer_says_the_channel(referrer: str, channel: str) -> None:
    page = {"url": "https://halden.example/x", "referrer": referrer}
    assert touch(type="page", context={"page": page}).channel == channel


def test_no_address_gets_into_a_fact() -> None:
    url = "https://halden.example/a@b.example/x?utm_campaign=rita%40halden.example&utm_content=rita@halden.example"
    for fact in (
        touch(type="page", properties={"url": url}),
        touch(type="page", properties={"path": "/a@b.example"}),
    ):
        assert "@" not in "".join(map(str, (fact.channel, fact.campaign, fact.asset, fact.value)))


def test_machines_are_marked_by_how_they_call_and_a_server_calls_for_people() -> None:
    assert touch(event="Demo Requested").agent is Agent.human
    bot = {"userAgent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
    assert touch(event="Demo Requested", context=bot).agent is Agent.machine


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"type": "delete"}, DeadReason.unknown_type),
        ({"userId": None}, DeadReason.missing_id),
        ({"userId": ["a"]}, DeadReason.bad_id),
        ({"userId": True}, DeadReason.bad_id),
        ({"userId": "x" * 181}, DeadReason.bad_id),
        ({"messageId": {"a": 1}}, DeadReason.bad_id),
        ({"event": ""}, DeadReason.wrong_shape),
        ({"type": "group"}, DeadReason.missing_id),
    ],
)
def test_what_cannot_be_read_is_named(event: dict[str, Any], reason: DeadReason) -> None:
    with pytest.raises(Unreadable) as problem:
        read(**event)
    assert problem.value.reason is reason


@pytest.mark.parametrize(
    "text",
    [
        "events: {A: demo}",
        "events: {A: email_sent}",
        "pages: {demo_request: [/x]}",
        "pages: {page_view: /x}",
        "x: 1",
        "- a",
        "a: [",
        "events: {A: [x]}",
    ],
)
def test_a_mapping_that_is_none_is_refused_with_its_faults(text: str) -> None:
    with pytest.raises(Invalid):
        read_event_map(text)


def test_an_event_may_be_left_out_on_purpose() -> None:
    assert isinstance(read(text="ignore: [Demo Requested]", event="Demo Requested"), RowSkipped)


def test_without_a_message_id_the_content_is_the_id() -> None:
    one = touch(event="Demo Requested", messageId=None, timestamp=iso(NOW)).natural_id
    assert one == touch(event="Demo Requested", messageId=None, timestamp=iso(NOW)).natural_id
    assert one != touch(event="Demo Requested", messageId=None, timestamp=iso(NOW), userId="u2").natural_id


def test_a_browser_cannot_take_a_servers_message_id_away() -> None:
    browser = touch(Trust.browser, event="Demo Requested", anonymousId="a")
    assert browser.natural_id != touch(event="Demo Requested").natural_id


@pytest.mark.django_db
def test_a_group_is_a_company_and_the_person_belongs_to_it() -> None:
    from accord.contacts.models import Account, Contact

    company_traits = {
        "name": "Halden",
        "website": "https://www.halden.example",
        "industry": "Water",
        "employees": 120,
    }
    take(
        call("identify", userId="u1", traits={"email": "rita@halden.example", "title": "Head of Operations"}),
        call("group", userId="u1", groupId="g1", traits=company_traits),
    )
    company = SourceRecord.objects.get(kind=RecordKind.company)
    assert (company.external_id, company.name, company.domain) == ("g1", "Halden", "halden.example")
    assert Contact.objects.get().account_id == Account.objects.get(name="Halden").id
    said = set(Fact.objects.filter(kind=FactKind.attribute).values_list("value", flat=True))
    assert {"industry=water", "employees=120"} <= said


@pytest.mark.django_db
def test_an_alias_makes_two_ids_one_person() -> None:
    take(call("track", userId="old", event="Demo Requested"), call("alias", previousId="old", userId="new"))
    assert contacts() == [{"anon:old", "user:new", "user:old"}]


@pytest.mark.django_db
def test_of_each_trait_the_newest_stands_whatever_came_first() -> None:
    said = [
        ({"email": "old@halden.example", "plan": "free"}, 1),
        ({"plan": "pro", "name": "Rita Vos"}, 2),
        ({"email": "rita@halden.example"}, 3),
        ({"plan": None}, 4),
    ]
    events = [
        {"type": "identify", "userId": "u1", "messageId": f"m{day}", "traits": traits}
        | {"timestamp": iso(NOW - timedelta(days=9 - day))}
        for traits, day in said
    ]
    chance = random.Random(1)
    stood = set()
    for turn in range(12):
        chance.shuffle(events)
        source = f"s{turn}"
        cut = chance.randrange(len(events) + 1)
        for part in (events[:cut], events[cut:]):
            take(batch(*part)._replace(source=source))
        row = SourceRecord.objects.get(source=source)
        stood.add((row.email, row.name, row.values, row.modified_at))
    ((email, name, values, _),) = stood
    assert (email, name, json.loads(values)["plan"]) == ("rita@halden.example", "Rita Vos", "")


@pytest.mark.django_db
def test_the_first_and_the_last_campaign_stand_with_the_person() -> None:
    pages = [
        {"type": "page", "anonymousId": "a1", "messageId": source, "timestamp": iso(NOW - timedelta(days=age)),
         "properties": {"url": f"https://halden.example/?utm_source={source}"}}
        for source, age in (("google", 2), ("linkedin", 3), ("newsletter", 1))
    ]  # fmt: skip
    for page in pages:
        take(batch(page, trust=Trust.browser))
    values = json.loads(SourceRecord.objects.get().values)
    assert (values["first utm_source"], values["last utm_source"]) == ("linkedin", "newsletter")


@pytest.mark.django_db
def test_any_order_and_any_split_of_the_same_events_leaves_the_same_facts_and_contacts() -> None:
    chance = random.Random(7)
    events = []
    for n in range(60):
        who = {"anonymousId": f"a{n % 7}"} | ({"userId": f"u{n % 5}"} if n % 3 == 0 else {})
        kind = ("page", "track", "identify")[n % 3]
        events.append(
            {"type": kind, "event": "Demo Requested", "messageId": f"m{n}", "timestamp": iso(NOW - timedelta(hours=n)),
             "traits": {"email": f"p{n % 5}@halden{n % 5}.example"}, **who}
        )  # fmt: skip
    outcomes = set()
    for turn in range(5):
        chance.shuffle(events)
        source, rest = f"s{turn}", list(events)
        while rest:
            size = chance.randrange(1, 20)
            take(batch(*rest[:size])._replace(source=source))
            rest = rest[size:]
        ids = dict(SourceRecord.objects.filter(source=source).values_list("key", "external_id"))
        rows = Fact.objects.filter(source=source).values_list("subject", "kind", "occurred_at", "source_id")
        outcomes.add(tuple(sorted((ids[subject], kind, at, natural) for subject, kind, at, natural in rows)))
    assert len(outcomes) == 1
    groups = [frozenset(each) for each in contacts()]
    assert len(groups) == len(set(groups))
