"""A browser's key is public: whatever is sent with it joins no known contact and makes nothing hot.

Until a form, a tracked link or a server says who the visitor is; then what was claimed counts, once.
"""

import json
from typing import Any

import pytest

from accord.connectors import segment
from accord.contacts.models import Contact
from accord.journey.pack import HAND_RAISES
from accord.ledger.models import Act, Fact, SourceRecord
from accord.vocabulary.doors import Trust
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind, Ref, RowRead
from accord.workflows import inbox_readers
from tests.tracking.letters import NOW
from tests.tracking.taking import call, contacts, facts, kinds_of, take

pytestmark = pytest.mark.django_db
CEO = "ceo@halden.example"
HOT = {int(kind) for kind in HAND_RAISES}


def browser(kind: str, **said: Any) -> Any:
    return call(kind, trust=Trust.browser, **said)


def ceo_is_known() -> None:
    """The CEO is a contact whom the company's own server named."""
    take(call("identify", userId="17", traits={"email": CEO, "name": "Ada Halden"}))


def attack() -> None:
    """All that somebody can do who has the public key and knows the CEO's address and number."""
    claim = {
        "email": CEO,
        "name": "Ada Halden",
        "phone": "+31201234567",
        "company": {"id": "c1", "name": "Halden"},
    }
    take(
        browser("identify", anonymousId="evil", userId="17", traits=claim),
        browser("identify", userId="17", traits=claim, messageId="no visitor"),
        browser("alias", previousId="evil", userId="17"),
        browser("alias", anonymousId="evil", previousId="17", userId="17", messageId="alias"),
        browser("group", anonymousId="evil", userId="17", groupId="c1", traits={"name": "Halden"}),
        browser("track", anonymousId="evil", userId="17", event="Demo Requested"),
        browser("track", userId="17", event="Pricing Requested"),
        browser("track", anonymousId="evil", event="Contact Requested", properties={"email": CEO}),
        browser("page", userId="17", anonymousId="evil", properties={"url": "https://x.example/pricing"}),
        browser("page", anonymousId="anon:17", context={"traits": claim}),
        browser("identify", anonymousId="user:17", traits=claim, messageId="prefix"),
    )


def harm() -> list[str]:
    """What an attack achieved; empty: nothing."""
    found = []
    of_ceo = next(each for each in contacts() if "user:17" in each)
    if of_ceo != {"user:17"}:
        found.append(f"joined the CEO: {sorted(of_ceo)}")
    if kinds_of(of_ceo):
        found.append(f"touches of the CEO: {kinds_of(of_ceo)}")
    if Fact.objects.filter(kind__in=HOT).exists():
        found.append("hot")
    if (
        SourceRecord.objects.exclude(external_id="user:17")
        .exclude(email="", name="", phone="", domain="")
        .exists()
    ):
        found.append("a field that identity reads")
    if Contact.objects.filter(gone=False).exclude(account=None).exists():
        found.append("a place at a company")
    return found


def test_an_attacker_with_the_browser_key_reaches_nobody_and_heats_nothing() -> None:
    ceo_is_known()
    attack()
    assert harm() == []


def test_nor_when_the_attack_came_first() -> None:
    attack()
    ceo_is_known()
    assert harm() == []


def test_the_mutant_that_trusts_a_browser_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    read = segment.read_event

    def trusting(event: Any, **named: Any) -> Any:
        return read(event, **named | {"trust": Trust.server})

    monkeypatch.setattr(inbox_readers, "read_event", trusting)
    ceo_is_known()
    attack()
    assert {each.partition(":")[0] for each in harm()} >= {"joined the CEO", "touches of the CEO", "hot"}


def test_the_mutant_that_keeps_a_claim_as_an_address_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from accord.connectors.segment import people, read

    monkeypatch.setattr(read, "claim_draft", people.person_draft)
    ceo_is_known()
    attack()
    assert any(each.startswith("joined the CEO") for each in harm())


def test_a_claim_stands_in_the_personal_store_only_and_says_that_it_is_one() -> None:
    take(browser("identify", anonymousId="a1", userId="17", traits={"email": CEO}))
    values = json.loads(SourceRecord.objects.get(external_id="anon:a1").values)
    assert (values["claimed email"], values["claimed userId"]) == (CEO, "17")
    assert not Fact.objects.exists()


def test_a_claim_counts_once_a_server_says_who_the_visitor_is_and_never_twice() -> None:
    asks = browser("track", anonymousId="a1", event="Demo Requested", messageId="m1")
    take(asks)
    assert facts() == [("claimed", "anon:a1")]
    says = call("identify", userId="17", anonymousId="a1", traits={"email": CEO})
    take(says)
    take(says, asks)
    assert facts() == [("claimed", "anon:a1"), ("demo_request", "anon:a1")]
    claimed, counted = Fact.objects.order_by("seq")
    assert counted.occurred_at == claimed.occurred_at
    assert contacts() == [{"anon:a1", "user:17"}]
    take(browser("track", anonymousId="a1", event="Contact Requested"))  # the visitor is known by now
    assert sorted(kind for kind, _ in facts()) == ["claimed", "claimed", "contact_request", "demo_request"]
    assert Act.objects.filter(kind="claim_confirmed").count() == 1


def test_a_form_or_a_tracked_link_confirms_by_naming_the_visitors_record() -> None:
    """What the readers of those doors must yield: the visitor's record is somebody's, or has an address."""
    from django.conf import settings

    from accord.ledger.keys import make_digest
    from accord.workflows.confirm_claims import confirm_claims
    from accord.workflows.import_batch import sort_batch, write_batch

    take(browser("track", anonymousId="a1", event="Demo Requested"))
    visitor, mail = Ref("website", RecordKind.person, "anon:a1"), Ref("mail", RecordKind.person, "r1")
    row = RowRead(
        1, (RecordDraft(mail, {"id": "r1"}, NOW, email=CEO), RecordDraft(visitor, {}, same_as=(mail,))), ()
    )
    digest = make_digest(settings.SECRET_KEY)
    written, _ = write_batch(sort_batch([row], 0, digest), source="mail", digest=digest, now=NOW)
    assert confirm_claims("mail", written.read, digest=digest, now=NOW) == 1
    assert contacts() == [{"anon:a1", "r1"}]
    assert [kind for kind, _ in facts()] == ["claimed", "demo_request"]


def test_every_kind_that_a_rule_can_make_hot_is_a_claim_from_a_browser() -> None:
    names = {
        "Demo Requested": FactKind.demo_request,
        "Pricing Requested": FactKind.pricing_request,
        "Contact Requested": FactKind.contact_request,
        "Form Submitted": FactKind.form_submitted,
        "Meeting Booked": FactKind.meeting_booked,
        "Chat Message Sent": FactKind.chat_message,
        "Webinar Attended": FactKind.webinar_attended,
    }
    for name in names:
        take(browser("track", anonymousId="a1", event=name, messageId=name))
    assert {kind for kind, _ in facts()} == {"claimed"}
    assert set(Fact.objects.values_list("value", flat=True)) == {kind.name for kind in names.values()}
