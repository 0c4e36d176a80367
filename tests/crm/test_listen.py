"""A change there is known here within seconds while we listen, whatever the interval; else by the interval."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from twins.salesforce.seed import make_seed
from twins.salesforce.twin import SalesforceTwin

from accord.connectors.objects.session import Meter
from accord.connectors.outgoing import Rules
from accord.connectors.salesforce.live.session import SalesforceSession
from accord.connectors.salesforce.live.unheard import meaning_of
from accord.ledger.models import Act, Fact, Job, SyncListener, SyncObject, SyncSystem
from accord.reporting.doctor import check
from accord.reporting.health import find_gauges
from accord.reporting.listening import ListenerHealth
from accord.reporting.sync_health import find_health
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import AccordError, Invalid, Refused
from accord.vocabulary.facts import FactKind
from accord.vocabulary.people import Role, Viewer
from accord.workflows import listen_crm, read_crm
from accord.workflows.listen_crm import Listener
from accord.workflows.wake_reading import heed
from accord.workflows.want_listening import set_listening
from accord.workflows.work import work_once
from tests.crm.company import AGREEMENT, Clock, connected, connection_to, salesforce

pytestmark = pytest.mark.django_db
Hourly = tuple[SalesforceTwin, Clock]


@pytest.fixture
def hourly() -> Iterator[Hourly]:
    """An org that is read once an hour, and was read a minute ago; a request is held for a moment only."""
    with salesforce({**make_seed(2, 1), "settings": {"comet_timeout": 0.05, "comet_reconnect": 600}}) as twin:
        clock = connected(twin, AGREEMENT.replace("read_every: 1 minute", "read_every: 60 minutes"))
        work(clock)
        clock.pass_(minutes=1)
        yield twin, clock


def work(clock: Clock) -> None:
    """The worker reads what is due at this moment."""
    while work_once({read_crm.READ: lambda job, now: read_crm.read_system(job.key, clock).next_at}, clock):
        pass


def call(twin: SalesforceTwin) -> None:
    """Rita calls somebody, in Salesforce."""
    lead = next(row["Id"] for row in twin.store.rows("Lead").values() if not row["IsConverted"])
    twin.act("log_call", who=lead, by="Rita Rep")


def calls() -> int:
    """How many calls the ledger knows."""
    return Fact.objects.filter(kind__in=[FactKind.call_connected, FactKind.call_attempted]).count()


def listening(clock: Clock) -> Listener:
    """A worker's ear that has just subscribed; what its first hint asked for is read."""
    set_listening(SYSTEM, "salesforce", clock.now, on=True)
    ear = Listener(clock)
    assert ear.step() == 0
    work(clock)
    clock.pass_(seconds=11)
    return ear


def health(clock: Clock) -> ListenerHealth:
    """What the page says of the listener."""
    found = find_health(SYSTEM, clock.now)[0].listener
    assert found is not None
    return found


def known_after(twin: SalesforceTwin, clock: Clock, ear: Listener) -> bool:
    """Whether a call made now is in the ledger after one answer and one round of the worker."""
    before = calls()
    call(twin)
    ear.step()
    work(clock)
    return calls() == before + 1


def test_a_change_is_known_at_once(hourly: Hourly, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hint reads what changed and nothing else; the mutant that hears and does nothing leaves it to the hour.

    Nothing is taken from the event itself; one that says nothing readable makes everything be read.
    """
    twin, clock = hourly
    ear = listening(clock)
    read = dict(SyncObject.objects.values_list("object", "read_at"))
    assert known_after(twin, clock, ear)
    anew = {name for name, at in SyncObject.objects.values_list("object", "read_at") if at != read[name]}
    # The call moved the lead's last activity, which is no change of the lead; so only tasks were read.
    assert anew == {"task"}
    assert health(clock).state == "listening"
    assert health(clock).heard == 1
    clock.pass_(minutes=1)
    with monkeypatch.context() as mutant:
        mutant.setattr(listen_crm, "heed", lambda system, names, now: True)
        assert not known_after(twin, clock, ear)
    clock.pass_(minutes=61)
    before = calls()
    work(clock)
    assert calls() == before + 1, "what nobody heard of is read by the interval"

    # Of a call that is gone again nothing is known, whatever was heard of it.
    ear.step()
    call(twin)
    twin.act("delete", record=max(twin.store.rows("Task")), by="Rita Rep")
    ear.step()
    work(clock)
    assert calls() == before + 1
    for event in (
        {"data": {"payload": ["?"]}},
        {"data": None},
        {"data": {"payload": {"ChangeEventHeader": 3}}},
    ):
        clock.pass_(minutes=1)
        for client in twin.comet.clients.values():
            client.queue.append({"channel": "/data/ChangeEvents", **event})
        ear.step()
        work(clock)
        often = SyncObject.objects.filter(object__in=["lead", "contact", "account", "task"])
        assert set(often.values_list("read_at", flat=True)) == {clock.now}, "it may be anything"


def test_a_lost_connection_is_made_anew(hourly: Hourly) -> None:
    """Whatever ends it, it listens again after a pause, reads what was missed, and hears the next change."""
    twin, clock = hourly
    ear = listening(clock)
    ways: list[Callable[[], object]] = [
        twin.expire_sessions,
        lambda: twin.act("forget_listeners"),
        lambda: twin.faults.add({"kind": "drop_after", "path": "/cometd"}),
        lambda: twin.faults.add({"kind": "status", "status": 500, "path": "/cometd"}),
        lambda: twin.faults.add({"kind": "status", "status": 503, "path": "/cometd", "retry_after": 20}),
    ]
    for lose in ways:
        before = calls()
        lose()
        call(twin)
        for _ in range(8):
            clock.pass_(seconds=max(ear.step(), 0.1))
        clock.pass_(seconds=11)
        work(clock)
        assert calls() == before + 1, "what changed while nobody listened"
        clock.pass_(minutes=1)
        ear.step()
        assert known_after(twin, clock, ear)
        assert health(clock).state == "listening"
        clock.pass_(minutes=1)


def test_a_refusal_is_said_once_and_reading_goes_on(hourly: Hourly, caplog: pytest.LogCaptureFixture) -> None:
    """No right to subscribe: on the page and at the doctor's, one line in the log, asked again after an hour."""
    twin, clock = hourly
    twin.act("deny_listeners")
    set_listening(SYSTEM, "salesforce", clock.now, on=True)
    ear, before = Listener(clock), calls()
    asked = twin.journal.number
    for _ in range(120):
        clock.pass_(seconds=ear.step())
    assert twin.journal.number - asked <= 4, "sign-in, who we are, handshake, subscription: once"
    found = health(clock)
    assert (found.state, "change events" in found.error, "Change Data Capture" in found.remedy) == (
        "refused",
        True,
        True,
    )
    assert [one.code for one in check(SYSTEM, clock.now) if one.code == "crm.not_heard"] == ["crm.not_heard"]
    assert gauge("crm_listening", clock) == 0
    assert len([one for one in caplog.records if one.name == listen_crm.__name__]) == 1
    call(twin)
    clock.pass_(minutes=51)
    work(clock)
    assert calls() == before + 1, "the interval reads it"
    twin.act("deny_listeners", error="")
    assert ear.step() == 0, "after an hour it is tried again"
    assert (health(clock).state, health(clock).error) == ("listening", "")
    assert gauge("crm_listening", clock) == 1
    assert not [one for one in check(SYSTEM, clock.now) if one.code == "crm.not_heard"]


def gauge(name: str, clock: Clock) -> float:
    """A gauge of the record, by its name."""
    return next(one.value for one in find_gauges(clock.now) if one.name == name)


def test_one_worker_listens_and_turning_it_off_ends_it(hourly: Hourly) -> None:
    """A second worker waits until the first lets go, or is gone for three minutes; without the wish nobody asks."""
    twin, clock = hourly
    with pytest.raises(Refused):
        set_listening(Viewer(1, Role.rep, "rita@acme.example"), "salesforce", clock.now, on=True)
    with pytest.raises(Invalid, match="webhooks"):
        set_listening(SYSTEM, "hubspot", clock.now, on=True)
    first, second = listening(clock), Listener(clock)
    assert second.step() == listen_crm.LOOK
    assert len(twin.comet.clients) == 1
    first.release()
    assert second.step() == 0
    clock.pass_(minutes=4)
    assert health(clock).error == "no worker listens"
    assert first.step() == 0, "who held it is gone"
    set_listening(SYSTEM, "salesforce", clock.now, on=False)
    set_listening(SYSTEM, "salesforce", clock.now, on=True)
    first.step()
    assert health(clock).state == "listening", "off and on again while it waited"
    set_listening(SYSTEM, "salesforce", clock.now, on=False)
    asked = twin.journal.number
    assert (first.step(), second.step()) == (listen_crm.LOOK, listen_crm.LOOK)
    assert twin.journal.number - asked <= 2, "both say goodbye"
    assert find_health(SYSTEM, clock.now)[0].listener is None
    assert not SyncListener.objects.exists()
    assert [
        row.payload["listen"] for row in Act.objects.filter(kind="connect") if "listen" in row.payload
    ] == [True, False]


def test_hints_never_spend_what_reading_needs(hourly: Hourly) -> None:
    """Ahead of an even spending of our share, hints wait for the interval; a request that is held counts as no call."""
    twin, clock = hourly
    ear = listening(clock)
    used, spent = twin.used(), SyncSystem.objects.get().calls
    for _ in range(5):
        ear.step()
    assert (twin.used(), SyncSystem.objects.get().calls) == (used, spent)
    # 08:00 UTC: a third of the day; half of 3,000 calls are ours, so 500 by now.
    SyncSystem.objects.update(allowed=3000, calls=400)
    assert heed("salesforce", ["Lead"], clock.now)
    SyncSystem.objects.update(calls=520)
    assert not heed("salesforce", ["Lead"], clock.now)
    assert heed("salesforce", ["Lead"], clock.now + timedelta(hours=1))
    assert not heed("salesforce", ["Invoice__c"], clock.now), "nothing of ours"
    # A hint while its object is read is kept: the change may lie behind the page that is read.
    work(clock)
    row = SyncObject.objects.get(object="task")
    heed("salesforce", ["Task"], clock.now)
    stale = row  # as the round that is under way had seen it
    read_crm.note_object_error(stale, None, clock.now + timedelta(hours=1))
    assert SyncObject.objects.get(object="task").hinted_at == clock.now
    call(twin)
    before = calls()
    work(clock)
    assert (calls(), SyncObject.objects.get(object="task").hinted_at) == (before + 1, None)
    heed("salesforce", ["Task"], clock.now)
    assert Job.objects.get(kind=read_crm.READ).due_at == clock.now + timedelta(seconds=10)


def test_it_connects_only_where_requests_may_go() -> None:
    """Where the rules know no address inside, none is listened to, even with a sign-in that worked before."""
    with salesforce() as twin:
        clock = Clock(twin)
        session = SalesforceSession(connection_to(twin), Meter(clock, clock.rest))
        session.listen().begin()
        session.sign_in = lambda: None  # type: ignore[method-assign]
        session.guard(Rules())
        asked = len(twin.comet.clients)
        with pytest.raises(AccordError):
            session.listen().begin()
        assert len(twin.comet.clients) == asked


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"error": "401::Authentication invalid", "advice": {"reconnect": "none"}}, "crm.signed_out"),
        ({"error": "403::Handshake denied", "ext": {"sfdc": {"failureReason": "401::x"}}}, "crm.signed_out"),
        ({"error": "403::Unknown client", "advice": {"reconnect": "handshake"}}, "crm.listen_lost"),
        ({"error": "402::Unknown client"}, "crm.listen_lost"),
        ({"error": "403::Organization total events daily limit exceeded"}, "crm.listen_refused"),
        ({"error": "403:denied_by_security_policy:create_denied"}, "crm.listen_refused"),
        ({"error": "503::Server is too busy"}, "crm.trouble"),
        ({"error": 7, "ext": "?", "advice": []}, "crm.trouble"),
        ({}, "crm.trouble"),
    ],
)
def test_what_a_refusal_means(said: dict[str, object], code: str) -> None:
    """Each has one way on, and two lines that say what and what to do."""
    found = meaning_of(said)
    assert found.code == code
    assert found.sentence
    assert found.remedy
