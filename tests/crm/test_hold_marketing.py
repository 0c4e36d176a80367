"""A sales conversation holds marketing in its own tool; the hold ends by itself; nothing old, nothing unsaid."""

from datetime import timedelta

import pytest
from django.db import transaction
from twins.hubspot.twin import HubSpotTwin

from accord.agreement.contact import Ask
from accord.contacts.holding import whole_second
from accord.contacts.may_contact import may_contact
from accord.contacts.models import Identity
from accord.ledger.models import Act, Fact, Job, SourceRecord, SyncWrite
from accord.ledger.withdrawn import Step, record_steps
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import FactKind, RecordKind, Ref, Team
from accord.workflows.go_live import go_live
from accord.workflows.hold_marketing import RELEASE
from accord.workflows.work import work_once
from accord.workflows.work_kinds import HAND
from tests.contacts.bringing import bring
from tests.contacts.policy.world import did
from tests.crm.company import AGREEMENT, START, Clock, beat

pytestmark = pytest.mark.django_db
POLICY = """
mode: {contact_policy: remind}
contact_policy:
  caps: {marketing e-mail per person: 2 per 7 days}
  hold_marketing: {reply to sales: 14 days}
"""
Portal = tuple[HubSpotTwin, Clock]


@pytest.fixture
def agreement() -> str:
    """The two teams hold marketing for fourteen days after a conversation."""
    return AGREEMENT + POLICY


def someone(twin: HubSpotTwin, at: int = 0) -> str:
    """A contact of the portal."""
    return str(list(twin.store.rows("contacts").values())[at]["id"])


def says(twin: HubSpotTwin, who: str) -> str:
    """What the field truly says there."""
    return str(twin.store.rows("contacts")[who]["props"].get("accord_hold_until") or "")


def work(clock: Clock) -> None:
    """What the worker does: holds first, then what waits to be written."""
    while work_once(HAND, clock):
        pass
    beat("hubspot", clock)


def contact_of(who: str) -> int:
    """The contact behind a record of the portal."""
    key = SourceRecord.objects.get(source="marketing", kind="person", external_id=who).key
    return int(Identity.objects.values_list("contact_id", flat=True).get(key=key))


def answer(who: str, clock: Clock) -> tuple[bool, str]:
    """What page, API and command line say of a mail to many."""
    found = may_contact(SYSTEM, contact_of(who), Ask(team=Team.marketing), clock.now)
    return found.answer, whole_second(found.when).strftime("%Y-%m-%dT%H:%M:%S") if found.when else ""


def spoke(twin: HubSpotTwin, clock: Clock, who: str) -> None:
    """A reply reaches the rep, is read, and what follows from it is done."""
    twin.act("log_email", who=who, by="Rita Rep", incoming=True)
    clock.pass_(seconds=30)
    beat("hubspot", clock)
    work(clock)


def test_a_conversation_is_a_hold_in_the_tool_and_the_same_answer_everywhere(portal: Portal) -> None:
    twin, clock = portal
    go_live(SYSTEM, now=clock.now)
    who = someone(twin)
    assert answer(who, clock)[0]
    clock.pass_(minutes=1)
    spoke(twin, clock, who)
    yes, when = answer(who, clock)
    assert not yes and says(twin, who).startswith(when)
    written = SyncWrite.objects.filter(field="hold_until")
    assert [one.state for one in written] == ["seen"] or [one.state for one in written] == ["sent"]
    assert "contact_policy.hold_marketing.reply to sales" in written[0].why
    work(clock)
    assert written.count() == 1, "what stands is not meant again"


def test_the_hold_is_taken_back_when_it_ends_and_prolonged_by_another_conversation(portal: Portal) -> None:
    twin, clock = portal
    go_live(SYSTEM, now=clock.now)
    clock.pass_(minutes=1)
    who = someone(twin)
    spoke(twin, clock, who)
    first = says(twin, who)
    clock.pass_(days=10)
    spoke(twin, clock, who)
    second = says(twin, who)
    assert second > first
    clock.pass_(days=5)
    work(clock)
    assert says(twin, who) == second, "the first hold's end releases nobody whom the second holds"
    clock.pass_(days=10)
    work(clock)
    assert says(twin, who) == "" and answer(who, clock)[0]
    assert not Job.objects.filter(kind=RELEASE, done_at=None).exists()


def test_a_conversation_that_was_none_holds_nobody(portal: Portal) -> None:
    """A call that its rep deletes there stands no more, and what it held is released."""
    twin, clock = portal
    go_live(SYSTEM, now=clock.now)
    clock.pass_(minutes=1)
    who = someone(twin)
    spoke(twin, clock, who)
    assert says(twin, who) != ""
    said = Fact.objects.filter(kind=FactKind.sales_email_reply).latest("seq")
    with transaction.atomic():
        record_steps([Step(said.seq, said.subject, 1)], "said_anew", clock.now)
    work(clock)
    assert says(twin, who) == ""


def test_nothing_is_held_before_go_live_nor_by_what_came_before_it(portal: Portal) -> None:
    twin, clock = portal
    spoke(twin, clock, someone(twin))
    assert not SyncWrite.objects.exists()
    clock.pass_(days=1)
    go_live(SYSTEM, now=clock.now)
    clock.pass_(minutes=1)
    spoke(twin, clock, someone(twin, 1))
    assert says(twin, someone(twin)) == "" and says(twin, someone(twin, 1)) != ""


@pytest.mark.parametrize("unsaid", ["hold_until", "remind"])
def test_nothing_is_held_where_the_agreement_does_not_say_so(
    portal: Portal, agreement: str, unsaid: str
) -> None:
    """An agreement that names no field, or only observes its policy, writes nothing."""
    from accord.agreement import content_hash
    from accord.teams.models import SealedAgreement

    twin, clock = portal
    text = agreement.replace(", hold_until", "").replace("version: 1", "version: 2")
    if unsaid == "remind":
        text = agreement.replace("remind", "observe").replace("version: 1", "version: 2")
    SealedAgreement.objects.create(
        hash=content_hash(text),
        sealed=text.encode(),
        agreement_id="twin-test",
        version=2,
        in_force_from=START,
        sealed_at=START,
    )
    go_live(SYSTEM, now=clock.now)
    clock.pass_(minutes=1)
    spoke(twin, clock, someone(twin))
    assert not SyncWrite.objects.filter(field="hold_until").exists()


def test_a_used_up_cap_is_a_hold_too(portal: Portal) -> None:
    twin, clock = portal
    go_live(SYSTEM, now=clock.now)
    clock.pass_(minutes=1)
    who = someone(twin)
    from accord.vocabulary.facts import FactKind

    ref = Ref("marketing", RecordKind.person, who)
    sent = [
        did(ref, FactKind.email_sent, clock.now - timedelta(seconds=n), campaign=str(n)) for n in range(2)
    ]
    bring([], sent, "marketing")
    work(clock)
    yes, when = answer(who, clock)
    assert not yes and says(twin, who).startswith(when)
    assert Act.objects.filter(kind="crm_write", payload__field="hold_until").count() == 1
