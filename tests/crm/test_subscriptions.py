"""What people refuse in HubSpot by subscription type stands here as a refusal of the purpose, by e-mail."""

from datetime import timedelta
from pathlib import Path

import pytest
from twins.hubspot.twin import HubSpotTwin

from accord.connectors.hubspot import subscriptions
from accord.connectors.hubspot.subscriptions import purpose_of
from accord.contacts.consent import find_consents, find_standing
from accord.contacts.models import Consent, Identity
from accord.ledger.models import Fact, SourceRecord, SyncWrite
from accord.teams.people import SYSTEM
from accord.vocabulary.consent import Medium, Purpose
from accord.vocabulary.facts import FactKind
from accord.workflows.check_crm import check_connection
from tests.crm.company import Clock, beat

pytestmark = pytest.mark.django_db
NEWS, ONE_TO_ONE = 102, 103
V4 = "/communication-preferences/v4"


def person(twin: HubSpotTwin) -> str:
    """A contact who refused nothing."""
    rows = twin.store.rows("contacts").values()
    return next(str(row["id"]) for row in rows if row["props"].get("hs_email_optout") != "true")


def contact_of(who: str) -> int:
    """Whose record it is."""
    key = SourceRecord.objects.get(source="marketing", kind="person", external_id=who).key
    return Identity.objects.get(key=key).contact_id


def allowed(who: str, purpose: Purpose) -> bool | None:
    """Whether they may be written to."""
    return find_standing(contact_of(who), purpose, Medium.email).allowed


def pass_minutes(clock: Clock, minutes: int = 1) -> None:
    """So many intervals."""
    for _ in range(minutes):
        clock.pass_(minutes=1)
        beat("hubspot", clock)


def asked(twin: HubSpotTwin) -> int:
    """How many questions about statuses were put."""
    return sum(one["path"].startswith(f"{V4}/statuses/batch/read") for one in twin.journal.last)


def test_a_refused_type_stops_its_purpose_by_e_mail_since_its_own_day(
    portal: tuple[HubSpotTwin, Clock],
) -> None:
    """Not the other purpose, and not what nobody refused; nothing is sent back, no fact of all mail is made."""
    twin, clock = portal
    who = person(twin)
    said_at = clock.now
    twin.act("refuse_type", who=who, type=NEWS)
    clock.pass_(minutes=7)
    twin.act("update", who=who, properties={"jobtitle": "CTO"}, by="Rita Rep")
    pass_minutes(clock)
    (said,) = find_consents(SYSTEM, contact_of(who))
    assert (said.purpose, said.medium, said.allowed) == (Purpose.marketing, Medium.email, False)
    assert timedelta(0) <= said.said_at - said_at <= timedelta(seconds=5)
    assert said.wording == f"subscription {NEWS}" and said.source == "marketing"
    assert allowed(who, Purpose.sales) is None
    twin.act("refuse_type", who=who, type=ONE_TO_ONE)
    pass_minutes(clock)
    assert allowed(who, Purpose.sales) is False
    assert not SyncWrite.objects.exists() and not Fact.objects.filter(kind=int(FactKind.opted_out)).exists()


def test_it_is_asked_only_of_contacts_that_changed_and_refused_something(
    portal: tuple[HubSpotTwin, Clock],
) -> None:
    """And what was said once is written once."""
    twin, clock = portal
    who = person(twin)
    pass_minutes(clock, 3)
    assert asked(twin) == 0
    twin.act("refuse_type", who=who, type=NEWS)
    pass_minutes(clock, 12)
    assert asked(twin) == 1
    twin.act("update", who=who, properties={"jobtitle": "CTO"}, by="Rita Rep")
    pass_minutes(clock, 12)
    assert asked(twin) == 2 and Consent.objects.count() == 1


def test_who_subscribes_again_there_is_asked_here(portal: tuple[HubSpotTwin, Clock]) -> None:
    """A system brings nobody back."""
    twin, clock = portal
    who = person(twin)
    twin.act("refuse_type", who=who, type=NEWS)
    pass_minutes(clock)
    twin.act("refuse_type", who=who, type=NEWS, state="SUBSCRIBED")
    pass_minutes(clock)
    assert allowed(who, Purpose.marketing) is False


def test_where_the_mapping_names_our_types_only_theirs_stop_marketing(
    portal: tuple[HubSpotTwin, Clock], data_folder: Path
) -> None:
    """And it may say what a type is for."""
    twin, clock = portal
    who = person(twin)
    (data_folder / "crm-hubspot.yaml").write_text("subscriptions: [101]\npurposes: {103: none}\n")
    twin.act("refuse_type", who=who, type=NEWS)
    twin.act("refuse_type", who=who, type=ONE_TO_ONE)
    pass_minutes(clock)
    assert not Consent.objects.exists()
    twin.act("refuse_type", who=who, type=101)
    pass_minutes(clock)
    assert allowed(who, Purpose.marketing) is False and allowed(who, Purpose.sales) is None


def test_without_the_right_to_ask_it_is_marketing_that_was_refused(portal: tuple[HubSpotTwin, Clock]) -> None:
    """The contact's own property says that something was refused; the reading goes on."""
    twin, clock = portal
    who = person(twin)
    with twin.lock:
        twin.settings["scopes_missing"] = [V4]
    said_at = clock.now
    twin.act("refuse_type", who=who, type=NEWS)
    pass_minutes(clock)
    assert allowed(who, Purpose.marketing) is False
    assert timedelta(0) <= Consent.objects.get().occurred_at - said_at <= timedelta(seconds=5)


def test_the_mutant_that_reads_no_types_writes_to_who_refused(
    portal: tuple[HubSpotTwin, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the flag of all e-mail is heard."""
    twin, clock = portal
    monkeypatch.setattr("accord.connectors.hubspot.people.refusals_of", lambda *given: ())
    who = person(twin)
    twin.act("refuse_type", who=who, type=NEWS)
    pass_minutes(clock)
    assert allowed(who, Purpose.marketing) is None


def test_the_check_says_what_each_type_stops(portal: tuple[HubSpotTwin, Clock]) -> None:
    """And what it cannot tell without the scope."""
    twin, clock = portal

    def said() -> str:
        found = check_connection(SYSTEM, "hubspot", clock).findings
        return next(one.sentence for one in found if one.step == "subscriptions")

    assert "Product News (102): marketing, One to One (103): sales" in said()
    with twin.lock:
        twin.settings["scopes_missing"] = [V4]
    assert "without its day and purpose" in said()


@pytest.mark.parametrize(
    ("said", "purpose"),
    [
        ("Marketing", Purpose.marketing),
        ("Sales", Purpose.sales),
        ("Customer Service", None),
        ("", Purpose.marketing),
        ("One to One", Purpose.sales),
    ],
)
def test_what_a_type_is_for(said: str, purpose: Purpose | None) -> None:
    """By the vendor's word; the mapping's word wins."""
    assert purpose_of("7", said, {}) is purpose
    assert purpose_of("7", said, {"purposes": {7: "sales"}}) is Purpose.sales
    assert subscriptions.purpose_of("7", said, {"purposes": {"7": "none"}}) is None
