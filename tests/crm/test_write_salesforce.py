"""What Accord means stands in Salesforce, once; what comes back is recognised; a contradiction is shown."""

import pytest
from twins.salesforce.twin import SalesforceTwin

from accord.ledger.models import Act, Fact, SourceRecord, SyncConflict, SyncWrite
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import Refused
from accord.workflows.intend_write import intend_write
from accord.workflows.write_crm import send_writes
from tests.crm.company import AGREEMENT, Clock, beat, facts_of
from tests.crm.people import change, first_lead, stands, user

pytestmark = pytest.mark.django_db


def key_of(external_id: str) -> int:
    """The identity key of a record."""
    return SourceRecord.objects.get(source="crm", external_id=external_id).key


def mean(lead: str, field: str, value: str, clock: Clock) -> str:
    """Accord means a value."""
    return intend_write(SYSTEM, "salesforce", key_of(lead), field, value, "because", clock.now)


def rounds(clock: Clock, count: int = 4) -> None:
    """Let some intervals pass."""
    for _ in range(count):
        clock.pass_(minutes=1)
        beat("salesforce", clock)


def test_a_value_is_written_once_and_its_return_is_no_news(org: tuple[SalesforceTwin, Clock]) -> None:
    """Class and owner stand there; the echo makes no fact but ours, no write, no conflict."""
    twin, clock = org
    lead, rita = first_lead(twin), user(twin, "Rita")
    mean(lead, "class", "A1", clock)
    mean(lead, "owner", rita, clock)
    before = Fact.objects.filter(source="crm").count()
    rounds(clock)
    assert stands(twin, "Lead", lead, "Accord_Class__c") == "A1"
    assert stands(twin, "Lead", lead, "OwnerId") == rita
    assert Fact.objects.filter(source="crm").count() == before
    assert set(SyncWrite.objects.values_list("state", flat=True)) == {"seen"}
    assert SyncConflict.objects.count() == 0
    patches = [one for one in twin.journal.last if one["method"] == "PATCH"]
    assert len(patches) == 1, "both fields of a record leave in one request"
    assert Fact.objects.filter(source="accord").count() == 1, "whose the lead is now is known from our act"


def test_the_same_meant_again_adds_nothing(org: tuple[SalesforceTwin, Clock]) -> None:
    """One act, one message, one request, however often it is meant."""
    twin, clock = org
    lead = first_lead(twin)
    first = mean(lead, "class", "A1", clock)
    rounds(clock, 2)
    assert mean(lead, "class", "A1", clock) == first
    rounds(clock, 2)
    assert Act.objects.filter(kind="crm_write").count() == 1
    assert len([one for one in twin.journal.last if one["method"] == "PATCH"]) == 1


def test_killed_after_the_vendor_took_it_writes_nothing_twice(
    org: tuple[SalesforceTwin, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies between the request and its note: the next try reads the value there."""
    twin, clock = org
    lead = first_lead(twin)
    mean(lead, "class", "A1", clock)
    import accord.workflows.write_crm as sender

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(sender, "close_write", die)
        send_writes("salesforce", clock)
    assert stands(twin, "Lead", lead, "Accord_Class__c") == "A1"
    rounds(clock)
    assert len([one for one in twin.journal.last if one["method"] == "PATCH"]) == 1
    assert set(SyncWrite.objects.values_list("state", flat=True)) == {"seen"}


def test_a_field_of_ours_that_they_change_is_a_conflict_and_ours_is_written_again(
    org: tuple[SalesforceTwin, Clock],
) -> None:
    """Class is Accord's: both values are shown, with who and when; ours stands in the end."""
    twin, clock = org
    lead, sam = first_lead(twin), user(twin, "Sam")
    mean(lead, "class", "A1", clock)
    rounds(clock, 2)
    clock.pass_(seconds=10)
    change(twin, "Lead", lead, sam, Accord_Class__c="B1")
    rounds(clock)
    (conflict,) = SyncConflict.objects.all()
    assert (conflict.ours, conflict.theirs, conflict.theirs_by) == ("A1", "B1", sam)
    assert conflict.theirs_at is not None and conflict.outcome == "ours is written again"
    assert stands(twin, "Lead", lead, "Accord_Class__c") == "A1"


def test_the_owner_is_theirs_when_both_changed_it(org: tuple[SalesforceTwin, Clock]) -> None:
    """Salesforce is master of the owner: a manager's change before ours arrives stands, and is shown."""
    twin, clock = org
    lead, sam, rita = first_lead(twin), user(twin, "Sam"), user(twin, "Rita")
    mean(lead, "owner", rita, clock)
    change(twin, "Lead", lead, sam, OwnerId=sam)
    rounds(clock)
    (conflict,) = SyncConflict.objects.all()
    assert (conflict.ours, conflict.theirs) == (rita, sam) and "theirs stands" in conflict.outcome
    assert stands(twin, "Lead", lead, "OwnerId") == sam
    assert facts_of(lead)[-1][2] == sam or ("owner_assigned", "", sam) in facts_of(lead)


def test_somebody_who_sets_our_value_later_did_it_themselves(org: tuple[SalesforceTwin, Clock]) -> None:
    """A to B and back to A by a person: the value is ours, the act is theirs, so it is a fact."""
    twin, clock = org
    lead, sam, rita = first_lead(twin), user(twin, "Sam"), user(twin, "Rita")
    mean(lead, "owner", rita, clock)
    rounds(clock, 2)
    change(twin, "Lead", lead, sam, OwnerId=sam)
    rounds(clock, 1)
    change(twin, "Lead", lead, sam, OwnerId=rita)
    rounds(clock, 2)
    owners = [actor for kind, _, actor in facts_of(lead) if kind == "owner_assigned"]
    assert owners[-3:] == [rita, sam, rita]


def test_nothing_is_written_without_a_signature_or_a_clause(org: tuple[SalesforceTwin, Clock]) -> None:
    """A field that the agreement does not name for the system is refused."""
    twin, clock = org
    with pytest.raises(Refused, match="crm.not_agreed"):
        mean(first_lead(twin), "stage", "qualified", clock)
    assert SyncWrite.objects.count() == 0 and Act.objects.filter(kind="crm_write").count() == 0
    assert "stage" in AGREEMENT


def test_one_record_in_trouble_keeps_no_other_waiting(org: tuple[SalesforceTwin, Clock]) -> None:
    """A lead that the CRM cannot change now: the other is written, and it follows later."""
    twin, clock = org
    locked, free = first_lead(twin, 0), first_lead(twin, 1)
    mean(locked, "class", "A1", clock)
    mean(free, "class", "A2", clock)
    fault = {"kind": "status", "status": 500, "path": locked, "count": None}
    twin.faults.add(fault)
    again = send_writes("salesforce", clock)
    assert again is not None and again > clock.now
    assert stands(twin, "Lead", free, "Accord_Class__c") == "A2"
    assert stands(twin, "Lead", locked, "Accord_Class__c") == ""
    twin.faults.rules.clear()
    clock.pass_(minutes=1)
    assert send_writes("salesforce", clock) is None
    assert stands(twin, "Lead", locked, "Accord_Class__c") == "A1"
