"""A company beside its CRM: a twin with a held clock, a connection to it, a signed agreement."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from twins.common.twin import Twin
from twins.hubspot.twin import TOKEN, HubSpotTwin
from twins.salesforce.twin import SalesforceTwin

from accord.agreement import content_hash
from accord.connectors.objects.session import Connection
from accord.ledger.models import Fact, SourceRecord
from accord.teams.models import SealedAgreement
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import FactKind
from accord.workflows.connect_crm import connect
from accord.workflows.connections import forget_sessions
from accord.workflows.read_crm import read_history, read_system
from accord.workflows.write_crm import send_writes

START = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
AGREEMENT = """
agreement: {id: twin-test, version: 1, currency: EUR, cycle: 2026-Q3, in_force: 2026-07-01}
signed_by: {marketing: {role: cmo}, sales: {role: cro}}
systems:
  salesforce: {master_of: [owner, lead status, account, opportunity, sales activity, roster], read_every: 1 minute}
  hubspot:    {master_of: [consent, forms, marketing e-mail, lists], read_every: 1 minute}
  accord:
    master_of: [stage, qualified, class, due, reason, agreement]
    writes:
      salesforce: [owner, task, dossier, due, class]
      hubspot: [stage, reason, recycle_date, hold_until]
stages:
  - {id: aware, owner: marketing, enters: first human touch}
  - {id: won, owner: sales, enters: opportunity closed won}
"""
CUSTOM = {
    name: [
        {"name": "Accord_Class__c", "type": "string", "length": 40},
        {"name": "Accord_Due__c", "type": "datetime"},
        {"name": "Accord_Why_Qualified__c", "type": "string", "length": 255},
        {"name": "Accord_Dossier__c", "type": "url"},
        {"name": "Accord_Stage__c", "type": "string", "length": 40},
    ]
    for name in ("Lead", "Contact")
} | {"Task": [{"name": "Accord_Id__c", "type": "string", "length": 40, "external": True, "unique": True}]}


class Clock:
    """Time that a test holds; the twins follow it."""

    def __init__(self, *twins: Twin) -> None:
        self.now = START
        self.twins = list(twins)
        self.tell()

    def __call__(self) -> datetime:
        return self.now

    def rest(self, seconds: float) -> None:
        """Wait: time passes."""
        self.pass_(seconds=seconds)

    def tell(self) -> None:
        """Every twin's true time is this one."""
        for twin in self.twins:
            with twin.lock, twin.store.unit():
                twin.clock.move(to=self.now.isoformat())

    def pass_(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)
        self.tell()


def sign(text: str = AGREEMENT) -> None:
    """Put an agreement in force."""
    SealedAgreement.objects.create(
        hash=content_hash(text),
        sealed=text.encode(),
        agreement_id="twin-test",
        version=1,
        in_force_from=START - timedelta(days=30),
        sealed_at=START - timedelta(days=30),
    )


@contextmanager
def salesforce(seed: Mapping[str, Any] | None = None, path: Path | None = None) -> Iterator[SalesforceTwin]:
    """A Salesforce twin with Accord's own fields."""
    given: dict[str, Any] = {"custom_fields": CUSTOM, **(seed or {})}
    with SalesforceTwin(given, path=path) as twin:
        twin.start()
        yield twin


def connection_to(twin: Twin, **more: Any) -> Connection:
    """The connection a customer would set up."""
    if isinstance(twin, SalesforceTwin):
        return Connection(
            "salesforce",
            more.pop("source", "crm"),
            base_url=twin.url,
            login_url=twin.url,
            client_id="accord-twin",
            client_secret="twin-secret",
            **more,
        )
    return Connection("hubspot", more.pop("source", "marketing"), base_url=twin.url, token=TOKEN, **more)


def connect_to(twin: Twin, clock: Clock, **more: Any) -> None:
    """Connect, as operations."""
    forget_sessions()
    connect(SYSTEM, connection_to(twin, **more), clock)


def settle(system: str, clock: Clock) -> None:
    """Read the history to its end, then what changed."""
    for _ in range(200):
        again = read_history(system, clock)
        if again is None:
            break
        clock.pass_(seconds=max((again - clock.now).total_seconds(), 0) + 1)
    read_system(system, clock, all_due=True)


def connected(twin: Twin, agreement: str = AGREEMENT) -> Clock:
    """A signed agreement, a connection, and all that lies there read; returns the clock that holds the twin."""
    clock = Clock(twin)
    sign(agreement)
    connect_to(twin, clock)
    settle("salesforce" if isinstance(twin, SalesforceTwin) else "hubspot", clock)
    return clock


def beat(system: str, clock: Clock) -> None:
    """One interval: send what waits, read what is due."""
    send_writes(system, clock)
    read_system(system, clock)


def facts_of(external_id: str, source: str = "crm") -> list[tuple[str, str, str]]:
    """What the ledger says of a record: kind, value, actor, in order."""
    keys = SourceRecord.objects.filter(source=source, external_id=external_id).values("key")
    rows = Fact.objects.filter(subject__in=keys).order_by("occurred_at", "seq")
    return [
        (FactKind(kind).name, value, actor)
        for kind, value, actor in rows.values_list("kind", "value", "actor")
    ]


HUBSPOT_OWN = [
    {"name": "accord_reason", "type": "string", "fieldType": "text", "label": "Accord reason"},
    {"name": "accord_recycle_date", "type": "datetime", "fieldType": "date", "label": "Accord recycle date"},
    {"name": "accord_hold_until", "type": "datetime", "fieldType": "date", "label": "Accord hold until"},
]

HUBSPOT_TASK = [
    {"name": "accord_id", "type": "string", "fieldType": "text", "label": "Accord id", "hasUniqueValue": True}
]


@contextmanager
def hubspot(seed: Mapping[str, Any] | None = None, path: Path | None = None) -> Iterator[HubSpotTwin]:
    """A HubSpot twin with Accord's own properties."""
    given: dict[str, Any] = {"properties": {"contacts": HUBSPOT_OWN, "tasks": HUBSPOT_TASK}, **(seed or {})}
    # Its windows of seconds are of real time; a held clock asks faster than that.
    given["settings"] = {"search_limit": 0, "burst_limit": 0, **given.get("settings", {})}
    with HubSpotTwin(given, path=path) as twin:
        twin.start()
        yield twin
