"""An import of an export and a live read of the same org lead to the same ledger: nothing is doubled."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from twins.hubspot.seed import make_seed as hubspot_seed
from twins.salesforce.seed import make_seed as salesforce_seed
from twins.salesforce.twin import SalesforceTwin

from accord.connectors.objects.live import as_cell
from accord.ledger.models import Fact, SourceRecord
from accord.teams.people import SYSTEM
from accord.workflows.import_export_file import import_export_file
from accord.workflows.read_crm import read_system
from tests.crm.company import Clock, connect_to, hubspot, salesforce, settle, sign
from tests.crm.people import first_lead

pytestmark = pytest.mark.django_db
SALESFORCE = {
    "user": "User",
    "account": "Account",
    "lead": "Lead",
    "contact": "Contact",
    "opportunity": "Opportunity",
    "opportunity_contact_role": "OpportunityContactRole",
    "task": "Task",
    "campaign_member": "CampaignMember",
}
HUBSPOT = {"company": "companies", "contact": "contacts", "engagement_call": "calls"}


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Rows as a file with API names, as Data Export writes them."""
    rows = list(rows)
    header = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([as_cell(row.get(name)) for name in header] for row in rows)
    return path


def busy(twin: SalesforceTwin) -> None:
    """Some life: calls, a conversion with its deal, an opt-out."""
    lead = first_lead(twin)
    twin.act("log_call", who=lead, by="Rita Rep")
    twin.act("opt_out", who=first_lead(twin, 1), by="Rita Rep")
    made = twin.act("convert", lead=lead, by="Rita Rep")
    if made.get("opportunityId"):
        twin.act("move_deal", deal=made["opportunityId"], stage="Needs Analysis", by="Rita Rep", Amount=5000)


def salesforce_files(twin: SalesforceTwin, folder: Path) -> dict[str, Path]:
    """The org's export, a file an object, each in a folder of its own (no neighbours)."""
    found = {}
    for name, vendor in SALESFORCE.items():
        rows = list(twin.store.rows(vendor).values())
        if rows:
            (folder / name).mkdir(parents=True)
            found[name] = write(folder / name / f"{vendor}.csv", rows)
    return found


def state() -> tuple[set[tuple[Any, ...]], set[tuple[str, str]]]:
    """Facts by what they say and about whom, and records by name."""
    names = {
        key: (kind, ext) for key, kind, ext in SourceRecord.objects.values_list("key", "kind", "external_id")
    }
    said = ("kind", "occurred_at", "actor", "value", "amount", "channel")
    rows = Fact.objects.values_list("source_id", "subject", *said)
    facts = {(source_id, names.get(subject), *rest) for source_id, subject, *rest in rows}
    return facts, set(names.values())


@pytest.mark.parametrize("export_first", [False, True])
def test_salesforce(export_first: bool, tmp_path: Path) -> None:
    """Whichever comes first, the other adds no fact and no record."""
    with salesforce(salesforce_seed(24, 1)) as twin:
        clock = Clock(twin)
        sign()
        busy(twin)
        files = salesforce_files(twin, tmp_path)
        if not export_first:
            connect_to(twin, clock)
            settle("salesforce", clock)
            first = state()
        for name, path in files.items():
            made = import_export_file(SYSTEM, path, source="crm", connector="salesforce", now=clock.now)
            assert (name, made.counts.rejected) == (name, 0)
            if not export_first:
                assert (name, made.counts.facts_new) == (name, 0)
        if export_first:
            first = state()
            connect_to(twin, clock)
            settle("salesforce", clock)
            read_system("salesforce", clock, all_due=True)
        facts, records = state()
        assert facts >= first[0] and len(facts) > 60
        # What only the API carries (the history of stages, the campaigns themselves) may be new; nothing else is.
        new = {fact for fact in facts - first[0] if fact[1] and fact[1][0] != "deal"}
        assert new == set()
        # Queues are read live, their export lies in a table of its own.
        assert {r for r in records - first[1] if r[0] != "campaign" and not r[1].startswith("00G")} == set()


def test_hubspot(tmp_path: Path) -> None:
    """A portal read live, then its export: no new fact, no new record."""
    with hubspot(hubspot_seed(24, 1)) as twin:
        clock = Clock(twin)
        sign()
        people = [str(row["id"]) for row in twin.store.rows("contacts").values()]
        twin.act("log_call", who=people[0], by="Rita Rep")
        twin.act("opt_out", who=people[1], by="Rita Rep")
        connect_to(twin, clock)
        settle("hubspot", clock)
        first = state()
        assert len(first[0]) > 60
        for name, kind in HUBSPOT.items():
            rows = []
            for row in twin.store.rows(kind).values():
                linked = {
                    f"Associated {label} IDs": ";".join(sorted(twin.links.of(kind, row["id"], to), key=int))
                    for to, label in (("contacts", "Contact"), ("companies", "Company"))
                    if kind == "calls"
                }
                rows.append({**row["props"], **linked})
            (tmp_path / name).mkdir()
            path = write(tmp_path / name / f"{kind}.csv", rows)
            made = import_export_file(SYSTEM, path, source="marketing", connector="hubspot", now=clock.now)
            assert (name, made.counts.rejected, made.counts.facts_new) == (name, 0, 0)
        assert state() == first
