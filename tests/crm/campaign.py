"""A campaign beside two pretend CRMs: people and Accord act at random, while things break; then all must agree.

Time is simulated: acts are seconds apart, each system is read at its interval of a minute.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from twins.common.twin import Twin
from twins.hubspot.seed import make_seed as hubspot_seed
from twins.hubspot.twin import HubSpotTwin
from twins.salesforce.seed import make_seed as salesforce_seed
from twins.salesforce.twin import SalesforceTwin

from accord.connectors.objects.session import Meter
from accord.contacts.models import Identity
from accord.ledger.keys import make_digest
from accord.ledger.models import Fact, Happening, SourceRecord, SyncWrite
from accord.ledger.withdrawn import find_withdrawn
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import NotFound
from accord.workflows import book_page, theirs_stands, write_crm
from accord.workflows.connections import forget_sessions
from accord.workflows.intend_write import intend_write
from accord.workflows.read_crm import read_system
from accord.workflows.vendor_values import same_value
from accord.workflows.write_crm import send_writes
from tests.crm.company import Clock, connect_to, hubspot, salesforce, settle, sign

REPS = ("Rita Rep", "Ravi Rep", "Rosa Rep")
STATUSES = ("Open - Not Contacted", "Working - Contacted", "Closed - Not Converted")
STAGES = ("interested", "qualified", "accepted", "sales_ready")


class Killed(BaseException):
    """The worker's process is gone."""


@dataclass
class Broken:
    """How often what breaks, per chance: 0 to 1."""

    kill: float = 0.004  # of a page booked, a value sent, a request made
    refuse: float = 0.05  # of a request: 429 or 503 with a pause of seconds
    lag: tuple[float, float] = (0.0, 8.0)  # seconds until a change is visible to queries
    skew: float = 20.0  # seconds by which Salesforce's clock is off


@dataclass
class Outcome:
    """What a campaign came to."""

    acts: int = 0
    intents: int = 0
    kills: int = 0
    pauses: int = 0
    merges: int = 0
    conversions: int = 0
    calls: list[tuple[str, str, str, datetime]] = field(default_factory=list)  # system, task, with whom, when
    doubled: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    writes_there: int = 0
    overwritten: int = 0
    delays: list[float] = field(default_factory=list)

    def p99(self) -> float:
        """Seconds from a call's being logged there to its being known here."""
        return sorted(self.delays)[int(len(self.delays) * 0.99)] if self.delays else 0.0


class Campaign:
    """Both sides at random, seeded."""

    def __init__(self, sales: SalesforceTwin, marketing: HubSpotTwin, seed: int, broken: Broken) -> None:
        self.sales, self.marketing = sales, marketing
        self.dice = Random(seed)
        self.clock = Clock(sales, marketing)
        self.broken = broken
        self.out = Outcome()
        self.begun = False
        self.next_read = {"salesforce": self.clock.now, "hubspot": self.clock.now}

    def begin(self) -> None:
        """Connect, read the past, and let things break from here on."""
        sign()
        connect_to(self.sales, self.clock)
        connect_to(self.marketing, self.clock)
        settle("salesforce", self.clock)
        settle("hubspot", self.clock)
        for twin in (self.sales, self.marketing):
            with twin.lock, twin.store.unit():
                twin.settings["lag"] = list(self.broken.lag)
        with self.sales.lock, self.sales.store.unit():
            self.sales.settings["skew"] = self.broken.skew

        self.begun = True

    def leads(self) -> list[str]:
        """Leads that are open."""
        return [str(r["Id"]) for r in self.sales.org.live("Lead") if not r.get("IsConverted")]

    def people(self) -> list[str]:
        """HubSpot's contacts."""
        rows = self.marketing.store.rows("contacts").values()
        return [str(r["id"]) for r in rows if not r["archived"] and not r.get("mergedInto")]

    def one(self, of: list[str]) -> str:
        """Anyone."""
        return self.dice.choice(of)

    def act(self) -> None:
        """One act of anybody."""
        self.out.acts += 1
        self.dice.choices(
            (self.sales_act, self.marketing_act, self.mean_in_sales, self.mean_in_marketing), (5, 4, 3, 2)
        )[0]()

    def sales_act(self) -> None:
        """A rep or manager in Salesforce."""
        lead, rep, dice = self.one(self.leads()), self.one(list(REPS)), self.dice
        chance = dice.random()
        if chance < 0.4:
            task = self.sales.act("log_call", who=lead, by=rep, outcome=dice.choice(("Connected", "Busy")))
            self.out.calls.append(("salesforce", task, lead, self.clock.now))
        elif chance < 0.6:
            self.sales.act("change_status", lead=lead, status=dice.choice(STATUSES), by=rep)
        elif chance < 0.75:
            self.sales.act("change_owner", record=lead, owner=self.one(list(REPS)), by="Sam Manager")
        elif chance < 0.85:
            self.sales.act("update", record=lead, fields={"Accord_Class__c": "mine"}, by=rep)
            self.out.overwritten += 1
        elif chance < 0.9:
            self.sales.act("log_email", who=lead, by=rep)
        elif chance < 0.93 and len(self.leads()) > 12:
            self.sales.act("convert", lead=lead, by=rep)
            self.out.conversions += 1
        elif chance < 0.95 and len(self.leads()) > 12:
            other = self.one([one for one in self.leads() if one != lead])
            self.sales.act("merge", winner=lead, losers=[other], by="Sam Manager")
            self.out.merges += 1
        else:
            number = self.out.acts
            fields = {"LastName": f"Late{number}", "Company": f"New {number} Ltd", "Status": STATUSES[0]}
            fields["Email"] = f"l{number}@new{number}.example"
            self.sales.act("create", object="Lead", fields=fields, by=rep)

    def marketing_act(self) -> None:
        """Somebody in HubSpot."""
        who, rep, dice = self.one(self.people()), self.one(list(REPS)), self.dice
        chance = dice.random()
        if chance < 0.4:
            call = self.marketing.act("log_call", who=who, by=rep)
            self.out.calls.append(("hubspot", call, who, self.clock.now))
        elif chance < 0.6:
            self.marketing.act("change_owner", who=who, owner=self.one(list(REPS)), by=rep)
        elif chance < 0.8:
            self.marketing.act(
                "update",
                who=who,
                properties={"jobtitle": dice.choice(("CFO", "Buyer"))},
                by=rep,
            )
        elif chance < 0.9:
            self.marketing.act("update", who=who, properties={"accord_reason": "mine"}, by=rep)
            self.out.overwritten += 1
        elif chance < 0.94 and len(self.people()) > 12:
            other = self.one([one for one in self.people() if one != who])
            self.marketing.act("merge", winner=who, loser=other, by=rep)
            self.out.merges += 1
        else:
            self.marketing.act("log_email", who=who, by=rep)

    def mean_in_sales(self) -> None:
        """Accord means a class, a due time or an owner."""
        users = [str(r["Id"]) for r in self.sales.org.live("User") if r.get("LastName") == "Rep"]
        due = (self.clock.now + timedelta(hours=self.dice.randrange(1, 9))).strftime("%Y-%m-%dT%H:00:00.000Z")
        name, value = self.dice.choice(
            (("class", self.dice.choice(("A1", "A2", "B1"))), ("due", due), ("owner", self.one(users)))
        )
        self.mean("salesforce", "crm", self.one(self.leads()), name, value)

    def mean_in_marketing(self) -> None:
        """Accord means a reason, a stage (back too) or a hold."""
        hold = (self.clock.now + timedelta(days=self.dice.randrange(1, 9))).strftime("%Y-%m-%dT00:00:00.000Z")
        name, value = self.dice.choice(
            (
                ("reason", self.dice.choice(("no timing", "no budget"))),
                ("stage", self.one(list(STAGES))),
                ("hold_until", hold),
            )
        )
        self.mean("hubspot", "marketing", self.one(self.people()), name, value)

    def mean(self, system: str, source: str, external_id: str, name: str, value: str) -> None:
        """A record that is not read yet has no key: nothing can be meant for it."""
        record = SourceRecord.objects.filter(source=source, kind="person", external_id=external_id).first()
        if record is None or not record.values:
            return
        try:
            intend_write(SYSTEM, system, record.key, name, value, "because", self.clock.now)
        except NotFound:
            return
        self.out.intents += 1

    def break_something(self) -> None:
        """The vendor refuses the next request, now and then."""
        if self.dice.random() < self.broken.refuse:
            status = self.dice.choice((429, 503))
            twin: Twin = self.dice.choice((self.sales, self.marketing))
            twin.faults.add({"kind": "status", "status": status, "retry_after": self.dice.randrange(1, 6)})
            self.out.pauses += 1

    def work(self) -> None:
        """What the worker does when its interval is over; killed, it begins again a second later."""
        for system, due in self.next_read.items():
            if due > self.clock.now:
                continue
            try:
                again = send_writes(system, self.clock)
                done = read_system(system, self.clock)
                self.next_read[system] = min(done.next_at, again or done.next_at)
            except Killed:
                self.out.kills += 1
                forget_sessions()
                self.next_read[system] = self.clock.now + timedelta(seconds=1)

    def wait(self, seconds: int) -> None:
        """Time passes, and the worker looks at each instant at which something is due."""
        until = self.clock.now + timedelta(seconds=seconds)
        while self.clock.now < until:
            due = max(min([*self.next_read.values(), until]), self.clock.now + timedelta(milliseconds=500))
            self.clock.pass_(seconds=(min(due, until) - self.clock.now).total_seconds())
            self.work()

    def run(self, acts: int) -> Outcome:
        """That many acts, then quiet until nothing waits; then both sides are compared."""
        self.begin()
        for _ in range(acts):
            self.act()
            self.break_something()
            self.wait(self.dice.randrange(1, 12))
        self.wait(1_800)
        self.compare()
        return self.out

    def compare(self) -> None:
        """Every field equals its master's value, and every act is known."""
        self._compare_records(
            "crm",
            [dict(r) for r in self.sales.org.live("Lead")],
            "Id",
            ("Status", "OwnerId", "Accord_Class__c"),
        )
        rows = [
            {**r["props"], "id": r["id"]}
            for r in self.marketing.store.rows("contacts").values()
            if r["id"] in self.people()
        ]
        self._compare_records(
            "marketing", rows, "id", ("lifecyclestage", "hubspot_owner_id", "accord_reason", "jobtitle")
        )
        self._compare_writes()
        self._compare_calls()
        for twin in (self.sales, self.marketing):
            counts = twin.journal.counts()
            self.out.writes_there += sum(
                c["n"] for c in counts if c["endpoint"].startswith("PATCH") and c["status"] < 300
            )

    def _compare_records(
        self, source: str, rows: list[dict[str, Any]], key: str, names: tuple[str, ...]
    ) -> None:
        import json

        held = dict(
            SourceRecord.objects.filter(source=source, kind="person").values_list("external_id", "values")
        )
        for row in rows:
            if row.get("IsConverted"):
                continue
            values = json.loads(held.get(str(row[key])) or "{}")
            for name in names:
                if str(row.get(name) or "") != values.get(name, ""):
                    self.out.differing.append(
                        f"{source} {row[key]} {name}: there {row.get(name)}, here {values.get(name)}"
                    )

    def _compare_writes(self) -> None:
        """What stands as meant stands there; nothing waits."""
        newest: dict[tuple[str, str, str], SyncWrite] = {}
        for write in SyncWrite.objects.order_by("id"):
            newest[write.system, write.external_id, write.field] = write
        for (system, key, name), write in newest.items():
            if write.state == "waiting":
                self.out.lost.append(f"{system} {key} {name} still waits: {write.error}")
            if write.state in ("sent", "seen"):
                there = self._there(system, key, name)
                if there is not None and not same_value(there, self._spelled(system, write)):
                    self.out.differing.append(f"{system} {key} {name}: meant {write.value}, there {there}")

    def _spelled(self, system: str, write: SyncWrite) -> str:
        from accord.connectors.hubspot.live.objects import STAGES as NAMES

        return NAMES[write.value] if (system, write.field) == ("hubspot", "stage") else write.value

    def _there(self, system: str, key: str, name: str) -> str | None:
        """What truly stands there; None for a record that is gone or read-only."""
        if system == "salesforce":
            field_name = {"class": "Accord_Class__c", "due": "Accord_Due__c", "owner": "OwnerId"}[name]
            row = self.sales.org.find("Lead", key) or self.sales.org.find("Contact", key) or {}
            gone = not row or row.get("IsDeleted") or row.get("IsConverted")
            return None if gone else str(row.get(field_name) or "")
        if key not in self.people():
            return None
        named = {"stage": "lifecyclestage", "reason": "accord_reason", "hold_until": "accord_hold_until"}
        row = self.marketing.store.rows("contacts")[key]
        return str(row["props"].get(named[name]) or "")

    def _compare_calls(self) -> None:
        """Every call is one fact that stands, about the person it is with now, and known soon."""
        for system, task, _, at in self.out.calls:
            stand = standing_facts("crm" if system == "salesforce" else "marketing", task)
            if len(stand) > 1:
                self.out.doubled.append(f"{system} call {task}: {len(stand)}")
            first = first_known("crm" if system == "salesforce" else "marketing", task)
            if stand and first is not None:
                self.out.delays.append((first - at).total_seconds())
            else:
                self.out.lost.append(f"{system} call {task}")
            self._compare_person(system, task, stand)

    def _compare_person(self, system: str, task: str, stand: list[Fact]) -> None:
        """The fact is about the contact of the record that the call is with now."""
        if system == "salesforce":
            row = self.sales.org.find("Task", task) or {}
            source, now_with = "crm", {str(row.get("WhoId") or "")}
        else:
            source, now_with = "marketing", set(self.marketing.links.of("calls", task, "contacts"))
        keys = SourceRecord.objects.filter(source=source, external_id__in=now_with).values("key")
        there = set(Identity.objects.filter(key__in=keys).values_list("contact_id", flat=True))
        about = [fact.subject for fact in stand]
        here = set(Identity.objects.filter(key__in=about).values_list("contact_id", flat=True))
        if stand and not here & there:
            self.out.differing.append(f"{system} call {task}: there with {now_with}")


def standing_facts(source: str, task: str) -> list[Fact]:
    """What stands of a call."""
    facts = all_facts(source, task)
    gone = find_withdrawn({fact.subject for fact in facts})
    return [fact for fact in facts if fact.seq not in gone]


def all_facts(source: str, task: str) -> list[Fact]:
    """All that was ever said of a call."""
    from django.conf import settings

    digest = make_digest(settings.INSTALLATION.secret)
    items = [digest(f"engagement:{task}"), digest(f"task:{task}")]
    names = Happening.objects.filter(source=source, item__in=items).values("source_id")
    return list(Fact.objects.filter(source=source, source_id__in=names))


def first_known(source: str, task: str) -> datetime | None:
    """When a call was first known."""
    return min((fact.received_at for fact in all_facts(source, task)), default=None)


@contextmanager
def killing(campaign: Campaign, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker dies at random: before a request, after the vendor took a value, inside a transaction."""

    def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            if campaign.begun and campaign.dice.random() < campaign.broken.kill:
                raise Killed
            return real(*values, **named)

        return call

    with patch.context() as inner:
        inner.setattr(Meter, "ask", deadly(Meter.ask) if campaign.broken.kill else Meter.ask)
        inner.setattr(book_page, "identify_batch", deadly(book_page.identify_batch))
        inner.setattr(write_crm, "close_write", deadly(write_crm.close_write))
        inner.setattr(theirs_stands, "close_write", deadly(theirs_stands.close_write))
        yield


@contextmanager
def campaign_of(seed: int, broken: Broken | None = None) -> Iterator[Campaign]:
    """A campaign on fresh twins."""
    with salesforce(salesforce_seed(40, seed)) as sales, hubspot(hubspot_seed(40, seed)) as marketing:
        yield Campaign(sales, marketing, seed, broken or Broken())


__all__ = ["UTC", "Broken", "Campaign", "Killed", "Outcome", "campaign_of", "killing"]
