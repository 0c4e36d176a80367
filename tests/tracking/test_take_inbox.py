"""What a letter says stands in the ledger once, in the transaction that takes it; nothing stops the queue."""

import json
from datetime import timedelta

import pytest

from accord.ledger.dead_letters import find_body, find_buried
from accord.ledger.dead_letters import replay as replay_letters
from accord.ledger.event_maps import find_skipped, save_event_map
from accord.ledger.inbox import count_waiting, find_waiting, keep_letters
from accord.ledger.models import Fact, InboxItem, SourceRecord
from accord.vocabulary.facts import FactKind
from accord.workflows import take_inbox
from accord.workflows.take_inbox import Taker
from tests.tracking.letters import NOW, letter
from tests.tracking.taking import LATER, batch, call, contacts, facts, take

pytestmark = pytest.mark.django_db
DEMO = {"type": "track", "event": "Demo Requested", "userId": "u1", "messageId": "m1"}


def test_an_event_becomes_a_fact_that_came_when_its_letter_came() -> None:
    assert take(call("track", event="Demo Requested", userId="u1")) == 1
    assert facts() == [("demo_request", "user:u1")]
    fact = Fact.objects.get()
    assert (fact.received_at, fact.import_id) == (NOW, None)
    assert count_waiting() == 0


def test_the_same_message_twice_is_one_fact_for_ever() -> None:
    take(batch(DEMO, DEMO), batch(DEMO))
    take(batch(DEMO, at=NOW + timedelta(days=700)), now=NOW + timedelta(days=700))
    assert len(facts()) == 1


def test_a_batch_is_taken_in_parts_when_it_is_long() -> None:
    events = [DEMO | {"messageId": f"m{n}"} for n in range(250)]
    keep_letters([batch(*events)])
    taker = Taker(lambda: LATER)
    first = taker.take_some()
    assert 0 < first < 250
    (waiting,) = find_waiting()
    assert waiting.done == first == Fact.objects.count()
    taker.take_all()
    assert Fact.objects.count() == 250
    assert count_waiting() == 0


def test_one_bad_event_of_a_batch_is_a_dead_letter_and_the_others_count() -> None:
    bad = {"type": "track", "event": "Demo Requested", "messageId": "m2"}
    take(batch(DEMO, bad, DEMO | {"messageId": "m3"}, 7, sentAt="2026-03-02T09:00:00Z"))
    assert len(facts()) == 2
    assert [each.reason for each in find_buried()] == ["wrong_shape", "missing_id"]
    body = json.loads(find_body(find_buried()[1].id) or b"")
    assert body == {"batch": [bad], "sentAt": "2026-03-02T09:00:00Z"}


def test_after_a_fix_a_dead_event_is_replayed_to_the_fact_it_would_have_been(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = [DEMO | {"timestamp": "2026-03-02T08:00:00Z"}, DEMO | {"messageId": "m2"}]
    with monkeypatch.context() as broken:
        broken.setattr("accord.connectors.segment.read._touch_kind", lambda *_: 1 / 0)
        take(batch(*events, sentAt="2026-03-02T08:59:00Z"))
    assert facts() == []
    assert {each.reason for each in find_buried()} == {"our_fault"}
    assert replay_letters([each.id for each in find_buried()], now=LATER) == 2
    take(now=LATER + timedelta(days=3))
    assert len(facts()) == 2
    assert find_buried() == []
    replayed = sorted(Fact.objects.values_list("occurred_at", "received_at"))
    take(
        letter({"batch": events, "sentAt": "2026-03-02T08:59:00Z"}, source="other", context={"call": "batch"})
    )
    straight = sorted(Fact.objects.filter(source="other").values_list("occurred_at", "received_at"))
    assert replayed == straight


def test_a_letter_that_breaks_the_database_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    write = take_inbox.write_batch

    def breaks(batch: take_inbox.Batch, **named: object) -> object:
        if any(fact.columns[6] == "poison" or fact.columns[4] == "poison" for fact in batch.facts):
            raise ValueError("poison")
        return write(batch, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(take_inbox, "write_batch", breaks)
    poison = DEMO | {"messageId": "m9", "context": {"page": {"path": "poison"}}}
    take(batch(DEMO), batch(poison), batch(DEMO | {"messageId": "m3"}))
    assert len(facts()) == 2
    assert [(each.reason, each.detail) for each in find_buried()] == [("our_fault", "ValueError")]
    assert count_waiting() == 0


def test_without_a_reader_a_letter_waits_among_the_dead() -> None:
    take(letter(b"not json"), letter({"batch": 3}, context={"call": "batch"}))
    assert [each.reason for each in find_buried()] == ["wrong_shape", "not_json"]


def test_what_is_taken_and_what_it_says_stand_or_fall_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_inbox, "take_letters", lambda *_, **__: False)  # another worker was faster
    keep_letters([batch(DEMO)])
    Taker(lambda: LATER).take_some()
    assert facts() == []
    assert InboxItem.objects.filter(taken_at=None).count() == 1


def test_an_event_nobody_mapped_is_counted_by_name_until_somebody_maps_it() -> None:
    heartbeat = {"type": "track", "event": "Heartbeat", "userId": "u1"}
    take(batch(heartbeat | {"messageId": "a"}, heartbeat | {"messageId": "b"}))
    assert facts() == []
    assert [(each.name, each.count) for each in find_skipped()] == [("Heartbeat", 2)]
    save_event_map("website", "events: {heartbeat: chat_message}", actor="user:1", now=NOW)
    take(batch(heartbeat | {"messageId": "c"}))
    assert [kind for kind, _ in facts()] == ["chat_message"]


def test_names_of_events_are_not_kept_without_end() -> None:
    take(*(batch(*({"type": "track", "event": f"E{n}-{m}", "userId": "u", "messageId": f"{n}.{m}"} for m in range(100)))
           for n in range(6)))  # fmt: skip
    names = find_skipped(limit=1_000)
    assert len(names) == 501
    assert names[0].name == "(other names)"
    assert sum(each.count for each in names) == 600


def test_a_visitors_touches_join_the_contact_once_a_server_says_who_it_is() -> None:
    take(call("page", anonymousId="a1", properties={"url": "https://halden.example/pricing"}))
    take(call("track", event="Demo Requested", userId="u1"))
    assert contacts() == [{"anon:a1"}, {"user:u1"}]
    take(call("identify", userId="u1", anonymousId="a1", traits={"email": "Rita@Halden.example"}))
    assert contacts() == [{"anon:a1", "user:u1"}]
    assert SourceRecord.objects.get(external_id="user:u1").email == "rita@halden.example"


def test_what_an_erased_person_sends_again_is_not_kept_and_no_dead_letter() -> None:
    from django.conf import settings

    from accord.ledger.keys import make_digest
    from accord.ledger.suppression import name_email, suppress

    suppress([name_email("rita@halden.example")], digest=make_digest(settings.SECRET_KEY), now=NOW)
    take(call("identify", userId="u1", traits={"email": "rita@halden.example"}))
    assert SourceRecord.objects.count() == 0
    assert find_buried() == []


def test_a_claimed_kind_is_no_touch() -> None:
    from accord.vocabulary.facts import HUMAN_BUYER_TOUCHES, TOUCHES

    assert FactKind.claimed not in TOUCHES | HUMAN_BUYER_TOUCHES
