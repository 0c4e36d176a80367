"""A twin starts from a folder of CSV files: exports by API name or label, and warehouses' seeds as they are."""

import csv
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from twins.hubspot.load import load_folder as load_hubspot
from twins.hubspot.twin import HubSpotTwin
from twins.salesforce.load import load_folder as load_salesforce
from twins.salesforce.twin import SalesforceTwin

ROOT = Path(__file__).resolve().parents[2]
LEAD, CONTACT, USER = "00Q5g0000000001EAA", "0035g0000000001AAA", "0055g0000000001AAA"


def write(folder: Path, name: str, *rows: dict[str, str]) -> None:
    """One file of rows that have the same columns."""
    folder.mkdir(exist_ok=True)
    with (folder / name).open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def sales(folder: Path) -> SalesforceTwin:
    """An org of one user, one converted lead with a call, one contact, one history row."""
    write(
        folder,
        "users.csv",
        {"Id": USER, "Name": "Rita van Okafor", "Username": "rita@a.example", "Email": "x"},
    )
    lead = {"id": LEAD, "last_name": "Doe", "company": "Firm", "is_converted": "TRUE", "owner_id": USER}
    lead |= {"converted_contact_id": CONTACT, "created_date": "2026-01-02 03:04:05", "last_modified_date": ""}
    write(
        folder, "sf_lead_data.csv", lead | {"email": "no address"}, {**dict.fromkeys(lead, ""), "email": ""}
    )
    write(folder, "contacts.csv", {"Id": CONTACT, "LastName": "Doe", "CreatedDate": "2026-02-02T00:00:00Z"})
    write(folder, "tasks.csv", {"Id": "hashed==", "WhoId": LEAD, "Status": "Completed", "OwnerId": USER})
    write(folder, "lead_history.csv", {"LeadId": LEAD, "Field": "Status"}, {"LeadId": "", "Field": "Status"})
    write(folder, "orders.csv", {"id": "1"})
    seed = load_salesforce(folder)
    assert seed["left_out"] == ["orders.csv"]
    return SalesforceTwin(seed)


def test_an_org_holds_what_its_files_say_and_no_past_of_its_own(tmp_path: Path) -> None:
    twin = sales(tmp_path)
    lead = twin.org.get("Lead", LEAD)
    assert (lead["OwnerId"], lead["Email"]) == (USER, None)
    assert lead["SystemModstamp"] == lead["CreatedDate"] == "2026-01-02T03:04:05.000+0000"
    assert len(twin.truth("Lead")) == 2
    assert [row["WhoId"] for row in twin.truth("Task")] == [CONTACT]
    assert len(twin.truth("LeadHistory")) == 1
    assert twin.org.get("User", USER)["FirstName"] == "Rita van"


def test_new_records_take_no_id_that_a_file_brought(tmp_path: Path) -> None:
    twin = sales(tmp_path)
    made = [twin.act("log_call", who=CONTACT, by=USER) for _ in range(3)]
    made += [twin.act("create", object="Lead", fields={"LastName": "N", "Company": "C"}, by=USER)]
    assert LEAD not in made and len(set(made)) == 4
    assert len(twin.truth("Lead")) == 3 and len(twin.truth("Task")) == 4


def test_a_portal_takes_labels_values_by_their_words_and_associations(tmp_path: Path) -> None:
    label = {"Record ID": "101", "First Name": "Ada", "Email": "ada@a.example", "Lifecycle Stage": "Customer"}
    write(
        tmp_path, "contacts.csv", label | {"Associated Company ID": "7", "Create Date": "2026-01-02 03:04:05"}
    )
    write(tmp_path, "company_data.csv", {"id": "7", "property_name": "Firm", "property_domain": "a.example"})
    write(
        tmp_path,
        "engagement_call_data.csv",
        {"engagement_id": "9", "property_hs_timestamp": "2026-01-03 00:00:00"},
    )
    linked = {"contact_id": "101", "engagement_id": "9", "engagement_type": "CALL"}
    write(tmp_path, "engagement_contact_data.csv", linked, linked | {"contact_id": "404"})
    write(
        tmp_path, "deals.csv", {"deal_id": "5", "property_dealname": "D", "deal_pipeline_stage_id": "hashed"}
    )
    twin = HubSpotTwin(load_hubspot(tmp_path))
    ada = twin.store.rows("contacts")["101"]
    assert (ada["props"]["lifecyclestage"], ada["createdAt"]) == ("customer", "2026-01-02T03:04:05.000Z")
    assert list(twin.links.of("contacts", "101", "companies")) == ["7"]
    assert list(twin.links.of("calls", "9", "contacts")) == ["101"]
    assert twin.store.rows("deals")["5"]["props"]["dealstage"] == "appointmentscheduled"


@pytest.mark.shareddata
@pytest.mark.parametrize(("vendor", "least"), [("salesforce", 50), ("hubspot", 150)])
def test_the_vendors_seed_folders_load_and_answer(vendor: str, least: int, shared_data: Path) -> None:
    folder = shared_data / "saas_export_seeds" / vendor
    command = [sys.executable, "-m", f"twins.{vendor}", "--load", str(folder), "--print-url"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with urlopen(url, timeout=60) as page:
            assert page.status == 200
    finally:
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    counts = [int(word.replace(",", "")) for word in said.splitlines()[0].split() if word[0].isdigit()]
    assert sum(counts) >= least, said


def test_a_folder_that_is_none_is_refused_in_two_lines() -> None:
    command = [sys.executable, "-m", "twins.salesforce", "--load", "/nowhere"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["error", "try"]
