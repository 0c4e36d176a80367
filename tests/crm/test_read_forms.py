"""Forms sent in HubSpot are known here, each once, of whoever gave the address; also by a connection made before."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from twins.hubspot.seed import make_seed
from twins.hubspot.twin import HubSpotTwin

from accord.contacts.models import Identity
from accord.ledger.models import Fact, Job, SourceRecord, SyncObject
from accord.ledger.sync import find_objects
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import FactKind
from accord.workflows.connections import mapping_file
from accord.workflows.erase_person import erase_person
from accord.workflows.import_export_file import import_export_file
from accord.workflows.read_crm import HISTORY, read_history, read_system
from tests.crm.company import Clock, connect_to, connected, hubspot, settle, sign

pytestmark = pytest.mark.django_db
DEMO = "https://www.example.com/demo?utm_medium=cpc&utm_source=google&utm_campaign=autumn"
FORM, OTHER = "f0000000-0000-4000-8000-000000000001", "f0000000-0000-4000-8000-000000000002"
Forms = tuple[HubSpotTwin, Clock, str, str]
SUBMITTED = (FactKind.demo_request, FactKind.form_submitted)


def seed() -> dict[str, object]:
    """A portal of ten people with two forms that nobody sent yet."""
    forms = [{"id": FORM, "name": "Book a demo"}, {"id": OTHER, "name": "Ask us"}]
    return {**make_seed(10, 1), "forms": forms}


def submissions() -> list[tuple[str, str, str, str]]:
    """What the ledger says of forms sent."""
    rows = Fact.objects.filter(kind__in=SUBMITTED).order_by("occurred_at", "seq")
    said = rows.values_list("kind", "channel", "campaign", "asset")
    return [(FactKind(kind).name, channel, campaign, asset) for kind, channel, campaign, asset in said]


def calls(twin: HubSpotTwin) -> int:
    """How often forms, or what was sent by them, were asked for."""
    return sum(row["n"] for row in twin.journal.counts() if "/forms" in row["endpoint"])


def address(twin: HubSpotTwin) -> tuple[str, str]:
    """Somebody of the portal: id and address."""
    row = next(iter(twin.store.rows("contacts").values()))
    return str(row["id"]), str(row["props"]["email"])


@pytest.fixture
def forms() -> Iterator[Forms]:
    """The portal before it is connected, and the id and address of somebody in it."""
    with hubspot(seed()) as twin:
        clock = Clock(twin)
        sign()
        yield twin, clock, *address(twin)


def read_all(twin: HubSpotTwin, clock: Clock) -> None:
    """Connect, and read what lies there."""
    connect_to(twin, clock)
    settle("hubspot", clock)


def test_a_form_is_a_touch_of_whoever_gave_the_address(forms: Forms) -> None:
    """Channel and campaign by the page's parameters, asset by the form's name; said once, however often read."""
    twin, clock, who, email = forms
    twin.act("submit_form", form=FORM, fields={"email": email.upper(), "firstname": "Zoe"}, page=DEMO)
    read_all(twin, clock)
    assert submissions() == [("demo_request", "paid_search", "autumn", "Book a demo")]
    contact = SourceRecord.objects.get(source="marketing", kind="person", external_id=who)
    subject = Fact.objects.get(kind=FactKind.demo_request).subject
    people = Identity.objects.filter(key__in=(contact.key, subject)).values("contact_id").distinct()
    assert people.count() == 1
    clock.pass_(minutes=6)
    twin.act("submit_form", form=OTHER, fields={"email": email}, page="https://www.example.com/")
    read_system("hubspot", clock)
    assert submissions()[1:] == [("form_submitted", "", "", "Ask us")]
    clock.pass_(days=2)
    assert read_system("hubspot", clock, all_due=True).booked.facts == 0
    assert [(r.object, r.error) for r in find_objects("hubspot") if r.error] == []


def test_more_than_a_page_is_read_and_a_round_goes_on_where_it_stopped(
    forms: Forms,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """130 of one form, one page a run: nothing is missed and nothing doubled, with others coming in meanwhile."""
    twin, clock, _, email = forms
    read_all(twin, clock)
    for _ in range(130):
        clock.pass_(seconds=2)
        twin.act("submit_form", form=FORM, fields={"email": email}, page=DEMO)
    monkeypatch.setattr("accord.connectors.hubspot.live.forms._ASKED", 1)
    monkeypatch.setattr("accord.workflows.read_crm._PAGES", 1)
    for _ in range(5):
        read_system("hubspot", clock, first="contact_form_submission")
        clock.pass_(seconds=2)
        twin.act("submit_form", form=FORM, fields={"email": email}, page=DEMO)
    monkeypatch.undo()
    for _ in range(2):  # the round that was cut short ends, then a new one
        clock.pass_(minutes=6)
        read_system("hubspot", clock)
    assert len(submissions()) == 135


def test_the_export_of_submissions_says_the_same(forms: Forms, tmp_path: Path) -> None:
    """The warehouse's table names the contact, the API the address: it is one fact under the vendor's id."""
    twin, clock, _, email = forms
    twin.act("submit_form", form=FORM, fields={"email": email}, page=DEMO)
    read_all(twin, clock)
    one = next(iter(twin.store.rows("submission").values()))
    path = tmp_path / "contact_form_submission.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["conversion_id", "contact_id", "form_id", "timestamp", "page_url", "title"])
        told = (one["conversionId"], one["contactId"], FORM, one["submittedAt"], DEMO, "Book a demo")
        writer.writerow(told)
    made = import_export_file(SYSTEM, path, source="marketing", connector="hubspot", now=clock.now)
    assert (made.counts.rejected, made.counts.facts_new, len(submissions())) == (0, 0, 1)


def test_a_form_that_refuses_keeps_no_other_from_being_read(forms: Forms) -> None:
    """Deleted between the list of forms and the question for its submissions; an address is asked for in vain."""
    twin, clock, _, email = forms
    twin.act("submit_form", form=OTHER, fields={"email": email})
    with twin.lock, twin.store.unit():
        kept = dict(next(iter(twin.store.rows("submission").values())))
        twin.store.put("submission", "s2", {**kept, "conversionId": "s2", "values": []})
    shown = twin.marketing.form_shown
    twin.marketing.form_shown = lambda row: {**shown(row), "id": row["id"].replace(FORM, "gone")}  # type: ignore[method-assign]
    read_all(twin, clock)
    assert submissions() == [("form_submitted", "", "", "Ask us")]
    assert [(r.object, r.error) for r in find_objects("hubspot") if r.error] == []


def test_a_round_without_a_submission_is_one_question(forms: Forms, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are asked when a contact says that it sent one; in one round of thirty without that hint too."""
    twin, clock, _, email = forms
    twin.act("submit_form", form=OTHER, fields={"email": email})
    read_all(twin, clock)

    def rounds(number: int) -> int:
        before = calls(twin)
        for _ in range(number):
            clock.pass_(minutes=2)
            read_system("hubspot", clock)
        return calls(twin) - before

    assert rounds(10) == 0
    twin.act("submit_form", form=FORM, fields={"email": email}, page=DEMO)
    assert (rounds(1), len(submissions())) == (3, 2)
    assert rounds(10) == 0
    monkeypatch.setattr("accord.connectors.hubspot.live.forms._newest", lambda call: "silent")
    rounds(1)
    twin.act("submit_form", form=FORM, fields={"email": email}, page=DEMO)
    assert len(submissions()) == 2
    assert (rounds(30), len(submissions())) == (3, 3)


def test_an_old_connection_reads_what_a_newer_release_reads(forms: Forms) -> None:
    """A connection whose objects were listed before this one existed gets it at its next reading, with its past."""
    twin, clock, _, email = forms
    twin.act("submit_form", form=FORM, fields={"email": email}, page=DEMO)
    connect_to(twin, clock)
    late = ("contact_form_submission", "archived_deal", "user_profile")
    SyncObject.objects.filter(system="hubspot", object__in=late).delete()
    while read_history("hubspot", clock) is not None:
        clock.pass_(seconds=1)
    Job.objects.filter(kind=HISTORY).delete()
    read_system("hubspot", clock)
    assert submissions() == []
    assert {r.object for r in find_objects("hubspot")} >= set(late)
    assert Job.objects.filter(kind=HISTORY, key="hubspot").count() == 1
    assert read_history("hubspot", clock) is None
    assert len(submissions()) == 1


def test_without_the_scope_the_forms_are_named_and_all_else_is_read() -> None:
    """The app's token may not see forms: said with what to do, no other object waits for it."""
    given = seed()
    given["settings"] = {**dict(given.get("settings") or {}), "scopes_missing": ["/marketing/v3/forms"]}  # type: ignore[call-overload]
    with hubspot(given) as twin:
        connected(twin)
        said = {r.object: r.error for r in find_objects("hubspot") if r.error}
        assert list(said) == ["contact_form_submission"]
        assert SourceRecord.objects.filter(source="marketing", kind="person").exclude(values="").count() == 10


def test_a_form_mapped_to_what_is_no_touch_stops_only_the_forms(forms: Forms) -> None:
    """A slip in the mapping is said with what to do; everything else is read, and once mended the forms too."""
    twin, clock, _, email = forms
    mapping_file("hubspot").write_text("forms: {Ask us: deal_won}\n")
    twin.act("submit_form", form=OTHER, fields={"email": email})
    read_all(twin, clock)
    said = {r.object: r.error for r in find_objects("hubspot") if r.error}
    assert list(said) == ["contact_form_submission"] and "deal_won" in said["contact_form_submission"]
    assert SourceRecord.objects.filter(source="marketing", kind="person").exclude(values="").count() == 10
    mapping_file("hubspot").write_text("forms: {Ask us: demo_request}\n")
    connect_to(twin, clock)
    clock.pass_(minutes=10)
    settle("hubspot", clock)
    assert [kind for kind, *_ in submissions()] == ["demo_request"]
    assert [r.error for r in find_objects("hubspot") if r.error] == []


@pytest.mark.django_db(transaction=True)
def test_an_erased_person_sends_a_form_in_vain(forms: Forms) -> None:
    """The address comes with each submission, and is refused: no record, no fact."""
    twin, clock, who, email = forms
    twin.act("submit_form", form=FORM, fields={"email": email}, page=DEMO)
    read_all(twin, clock)
    key = SourceRecord.objects.get(source="marketing", kind="person", external_id=who).key
    erase_person(SYSTEM, Identity.objects.get(key=key).contact_id, now=clock.now)
    clock.pass_(hours=30)
    twin.act("submit_form", form=FORM, fields={"email": email}, page=DEMO)
    read_system("hubspot", clock, all_due=True)
    assert len(submissions()) == 1
    assert not SourceRecord.objects.filter(values__contains=email).exists()
    assert not SourceRecord.objects.filter(external_id__contains=email).exists()
