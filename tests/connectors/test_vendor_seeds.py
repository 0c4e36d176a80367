"""Real tables of six systems, whole: each file is recognised and read; the only rejects are true defects."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from accord.connectors.objects.system import System
from accord.connectors.protocol import Reading, Row
from accord.connectors.tabular import sniff
from accord.vocabulary.facts import Agent, FactKind, Reason, RowRead, RowSkipped
from tests.connectors.conformance import check_conforms
from tests.connectors.test_vendor_spellings import recognised_as
from tests.connectors.vendors_kit import SYSTEMS, facts_of, read, refused

EXPECTED = Path(__file__).parent / "seed_files.txt"
FOLDERS = (
    "hubspot",
    "salesforce",
    "marketo",
    "google_ads",
    "linkedin",
    "facebook_ads",
    "salesforce_dataloader_samples",
)
NOBODYS = {  # samples of Data Loader's own tests: input to load into Salesforce, without ids
    "salesforce_dataloader_samples/dateWithTimeZone.csv",
    "salesforce_dataloader_samples/timeZoneFormatTesting.csv",
}
TRUE_DEFECTS = {
    # a start of a meeting in January 1970: milliseconds were taken for seconds where the file was made
    **{
        ("hubspot/engagement_meeting_data.csv", line): Reason.date_out_of_range
        for line in (32, 37, 50, 57, 65, 69, 76)
    },
    # quotes doubled inside a cell that is not quoted
    ("marketo/marketo_activity_email_bounced_data.csv", 91): Reason.stray_quote,
}


@pytest.fixture(scope="module")
def seeds(shared_data: Path) -> Path:
    folder = shared_data / "saas_export_seeds"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data/saas_export_seeds, absent here")
    return folder


def files(seeds: Path) -> list[Path]:
    found = [p for name in FOLDERS for p in sorted((seeds / name).glob("*.csv"))]
    return [p for p in found if str(p.relative_to(seeds)) not in NOBODYS]


def whose(path: Path) -> tuple[System, str]:
    found = sniff(path)
    judged = [(system.recognise(found), system) for system in SYSTEMS]
    best, system = max(judged, key=lambda pair: pair[0].sureness)
    assert best.sureness > 0.5, path.name
    return system, best.object


def line_of(seeds: Path, path: Path) -> str:
    """What became of one file, in one line: object, rows by fate, facts by kind."""
    system, name = whose(path)
    rows = list(system.read(sniff(path), Reading("crm", name)))
    fates = Counter(type(row).__name__ for row in rows)
    facts = Counter(fact.kind.name for fact in facts_of(rows))
    told = " ".join(f"{kind}={count}" for kind, count in sorted(facts.items()))
    counts = "/".join(str(fates[n]) for n in ("RowRead", "RowSkipped", "Refused"))
    return f"{path.relative_to(seeds)} {system.name}.{name} {counts} {told}".strip()


def test_every_file_is_read_as_written_down(seeds: Path) -> None:
    assert [line_of(seeds, path) for path in files(seeds)] == EXPECTED.read_text().splitlines()


def test_each_folder_is_its_own_systems(seeds: Path) -> None:
    names = {
        "google_ads": "ad_spend",
        "linkedin": "ad_spend",
        "facebook_ads": "ad_spend",
        "salesforce_dataloader_samples": "salesforce",
    }
    nobodys_or_two = {"facebook_ads_account_history_data.csv"}  # an id and a name: as good as a list of teams
    for path in files(seeds):
        folder = path.parent.name
        if path.name not in nobodys_or_two:
            assert whose(path)[0].name == names.get(folder, folder), path.name


def test_every_table_of_the_catalogs_is_recognised(seeds: Path) -> None:
    """8,010 true columns: the header of each source table, whole, leads to its own system."""
    headers: dict[tuple[str, str], list[str]] = {}
    with (seeds / "columns_from_catalogs.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] == "source":
                headers.setdefault((row["package"], row["relation"]), []).append(row["column"])
    systems = {"google_ads": "ad_spend", "linkedin": "ad_spend", "facebook_ads": "ad_spend"}
    assert len(headers) > 100
    for (package, relation), header in headers.items():
        if relation != "facebook_ads.account_history":  # an id and a name: nobody's in particular
            assert recognised_as(tuple(header))[0] == systems.get(package, package), relation


def test_the_only_rejects_are_true_defects(seeds: Path) -> None:
    found = {}
    for path in files(seeds):
        system, name = whose(path)
        for row in refused(system.read(sniff(path), Reading("crm", name))):
            found[(str(path.relative_to(seeds)), row.line)] = row.reason
    assert found == TRUE_DEFECTS


def test_a_skipped_row_says_why(seeds: Path) -> None:
    for path in files(seeds):
        system, name = whose(path)
        assert all(
            row.why for row in system.read(sniff(path), Reading("crm", name)) if isinstance(row, RowSkipped)
        )


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_file_conforms(seeds: Path, folder: str, tmp_path: Path) -> None:
    """The contract of every connector, on a copy of the folder: helper tables stay beside."""
    for path in files(seeds):
        system, name = whose(path)
        gives_rows = any(o.name == name and o.read for o in system.objects)
        if path.parent.name == folder and gives_rows:
            work = tmp_path / path.stem
            shutil.copytree(seeds / folder, work)
            copy = work / path.name
            copy.chmod(0o644)
            check_conforms(system, copy, Reading("crm", name), work)


def test_the_burst_of_clicks_is_kept_and_can_be_marked(seeds: Path) -> None:
    from accord.connectors.marketo import connector as marketo

    rows = read(marketo, seeds / "marketo/marketo_activity_click_email_data.csv")
    clicks = [f for f in facts_of(rows) if f.kind is FactKind.email_click]
    assert len(clicks) == 100
    assert Counter(f.agent for f in clicks) == {
        Agent.unknown: 49,
        Agent.human: 51,
    }  # 49 hits without any agent


def test_opens_by_the_image_proxy_are_a_machines(seeds: Path) -> None:
    from accord.connectors.marketo import connector as marketo

    rows = read(marketo, seeds / "marketo/marketo_activity_open_email_data.csv")
    assert Counter(f.agent for f in facts_of(rows))[Agent.machine] == 40


def test_the_call_finds_its_contact_beside(seeds: Path) -> None:
    from accord.connectors.hubspot import connector as hubspot

    (call,) = facts_of(read(hubspot, seeds / "hubspot/engagement_call_data.csv"))
    assert call.kind is FactKind.call_attempted
    assert call.about is not None and call.about.external_id == "501"


def test_redacted_addresses_are_no_addresses(seeds: Path) -> None:
    rows: list[Row] = []
    for name in ("contact_data", "email_event_data", "owner_data"):
        path = seeds / f"hubspot/{name}.csv"
        system, object_name = whose(path)
        rows += system.read(sniff(path), Reading("crm", object_name))
    drafts = [r for row in rows if isinstance(row, RowRead) for r in row.records]
    assert len(drafts) == 22 + 97 + 100
    assert {r.email for r in drafts} == {""}


def test_money_by_campaign_adds_up(seeds: Path) -> None:
    """Spend of the Google seed: micros of the file over a million, each day rounded to the cent."""
    from accord.connectors.ad_spend import connector as ad_spend

    path = seeds / "google_ads/campaign_stats_data.csv"
    with path.open(newline="") as stream:
        micros = [int(row["cost_micros"]) for row in csv.DictReader(stream)]
    spend = [f for f in facts_of(read(ad_spend, path)) if f.kind is FactKind.spend]
    assert abs(sum(f.amount or 0 for f in spend) - sum(micros) / 10_000) <= len(spend) / 2
    assert {f.currency for f in spend} == {"USD"}
    assert {f.channel for f in spend} == {"paid_search"}
