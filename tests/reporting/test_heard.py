# ruff: noqa: E501  (rows of exports)
"""Why deals were lost and to whom, and words in a sheet: by each door into the personal store, as topics in the mirror."""

from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from accord.agreement import templates
from accord.connectors.csv_file.parse import parse_mapping
from accord.contacts.models import Identity
from accord.ledger.models import RecordWords, SourceRecord
from accord.measures.mirror import open_mirror
from accord.reporting.mirror.current import is_behind
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.mirror.refresh import find_manifest, refresh
from accord.teams.drafts import start_draft
from accord.vocabulary.errors import Invalid
from accord.workflows.erase_person import erase_person
from accord.workflows.import_export_file import import_export_file
from tests.ledger.made import OLGA

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 31, 12, tzinfo=UTC)
AGREED = "\nhearing: {competitors: {Kestrel Sensing: [Kestrel], Nordlys: []}}\n"
DEAL = {
    "hubspot": ("hs_object_id,dealname,dealstage,amount,closedate,createdate,hs_lastmodifieddate,hs_is_closed,"
                "hs_is_closed_won,closed_lost_reason,competitor,Associated Contact IDs"),
    "salesforce": "Id,Name,StageName,Amount,CloseDate,CreatedDate,LastModifiedDate,IsClosed,IsWon,Loss_Reason__c,Competitor__c,AccountId",
}  # fmt: skip
SHEET: dict[str, Any] = {
    "format": 1, "rows": "person", "id": "No", "modified": "Date", "fields": {"email": "Mail"},
    "words": {"question": "Asked"},
    "facts": [{"kind": "disqualified", "at": "Date", "value": "Why", "where": {"Outcome": "no"}, "once": True}],
}  # fmt: skip
LOST: dict[str, Any] = {
    "format": 1, "rows": "deal", "id": "Deal", "modified": "Changed",
    "words": {"lost_reason": "Why", "competitor": "Who"},
    "statuses": {"column": "Stage", "at": "Changed", "lost": ["lost"], "won": ["won"]},
}  # fmt: skip


def deals(system: str, texts: list[tuple[str, str]], *, changed: str = "2027-03-24", first: int = 1) -> str:
    """As many lost deals, each with its reason and competitor."""
    rows = []
    for n, (why, rival) in enumerate(texts, first):
        if system == "hubspot":
            rows.append(
                f"{n},Deal {n},closedlost,100,2027-03-23,2027-01-01,{changed},true,false,{why},{rival},{900 + n}"
            )
        else:
            rows.append(
                f"006{n:015},Deal {n},Closed Lost,100,2027-03-23,2027-01-01,{changed}T00:00:00Z,true,false,{why},{rival},001{n:015}"
            )
    return "\n".join([DEAL[system], *rows]) + "\n"


def bring(tmp: Path, name: str, text: str, source: str, mapping: dict[str, Any] | None = None) -> None:
    """By the ordinary door."""
    file = tmp / name
    file.write_text(text)
    connector = "csv_file" if mapping else source
    report = import_export_file(OLGA, file, source=source, connector=connector, mapping=mapping, now=NOW)
    assert report.counts.rejected == 0, report


def heard(folder: Path) -> dict[tuple[str, str], int]:
    """Each topic of records in the mirror, and how many say it."""
    refresh(folder, NOW)
    mirror = open_mirror(folder)
    try:
        rows = mirror.fetch("SELECT sort, topic, count(DISTINCT subject) AS n FROM heard GROUP BY ALL")
    finally:
        mirror.close()
    return {(row["sort"], row["topic"]): row["n"] for row in rows}


@pytest.mark.parametrize("system", ["hubspot", "salesforce"])
def test_lost_reasons_come_by_either_crm_and_five_buyers_make_a_topic(
    folder: Path, tmp_path: Path, system: str
) -> None:
    bring(
        tmp_path, "d.csv", deals(system, [("Price too high", "")] * 4 + [("Zebedee left", "Kestrel")]), system
    )
    assert heard(folder) == {}, "four are no topic, and no competitor is agreed on"
    assert sorted(RecordWords.objects.values_list("text", flat=True)) == [
        "Kestrel",
        *["Price too high"] * 4,
        "Zebedee left",
    ]
    bring(tmp_path, "e.csv", deals(system, [("PRICE_TOO_HIGH", "")], first=6), system)
    assert is_behind(find_manifest(folder), NOW)
    assert heard(folder) == {("lost", "price too high"): 5}
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_an_agreed_competitor_counts_from_the_first_deal_by_any_spelling(
    folder: Path, tmp_path: Path
) -> None:
    texts = [
        ("Lost to KESTREL on price", ""),
        ("", "Kestrel Sensing Ltd."),
        ("", "kestrel; Nordlys"),
        ("", "Kestrelson"),
    ]
    bring(tmp_path, "d.csv", deals("salesforce", texts), "salesforce")
    assert heard(folder) == {}
    start_draft(OLGA, templates.read("demand-waterfall") + AGREED, now=NOW)
    assert is_behind(find_manifest(folder), NOW), "other competitors are agreed on"
    assert heard(folder) == {("competitor", "Kestrel Sensing"): 3, ("competitor", "Nordlys"): 1}
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_the_newest_word_stands_in_whatever_order_the_exports_come(folder: Path, tmp_path: Path) -> None:
    files = [
        deals("salesforce", [("Budget", "")] * 5, changed="2027-03-24"),
        deals("salesforce", [("Timing", "")] * 5, changed="2027-03-25"),
        deals("salesforce", [("", "")] * 5, changed="2027-03-23"),
    ]
    for order, source in zip(permutations(range(3)), "abcdef", strict=True):
        for at in order:
            file = tmp_path / f"{source}{at}.csv"
            file.write_text(files[at])
            import_export_file(OLGA, file, source=source, connector="salesforce", now=NOW)
        keys = SourceRecord.objects.filter(source=source).values("key")
        assert set(RecordWords.objects.filter(key__in=keys).values_list("text", flat=True)) == {"Timing"}, (
            order
        )
    bring(tmp_path, "gone.csv", deals("salesforce", [("", "")] * 5, changed="2027-03-26"), "salesforce")
    assert not RecordWords.objects.filter(
        key__in=SourceRecord.objects.filter(source="salesforce").values("key")
    )


def test_a_sheet_brings_reasons_questions_and_lost_deals_and_the_same_file_twice_nothing_more(
    folder: Path, tmp_path: Path
) -> None:
    rows = [f"t{n},2027-03-2{n}T10:00:00Z,p{n}@x{n}.example,no,no need,Is SSO there?" for n in range(5)]
    sheet = "\n".join(["No,Date,Mail,Outcome,Why,Asked", *rows]) + "\n"
    lost = (
        "\n".join(["Deal,Changed,Stage,Why,Who", *(f"d{n},2027-03-2{n},lost,Price,Ternix" for n in range(5))])
        + "\n"
    )
    for name in ("once", "twice"):
        bring(tmp_path, f"{name}.csv", sheet + "\n" * (name == "twice"), "sheet", SHEET)
        bring(tmp_path, f"{name}-lost.csv", lost + "\n" * (name == "twice"), "sheet", LOST)
    assert RecordWords.objects.count() == 15
    assert heard(folder) == {("question", "sso"): 5, ("lost", "price"): 5, ("competitor", "ternix"): 5}
    for file in folder.rglob("*.parquet"):
        assert b"Is SSO there" not in file.read_bytes()


def test_words_that_name_an_erased_person_are_gone_and_stay_out(folder: Path, tmp_path: Path) -> None:
    row = "901,2027-03-21T10:00:00Z,ada.quill@x.example,,,Ask ada.quill@x.example again"
    bring(tmp_path, "s.csv", f"No,Date,Mail,Outcome,Why,Asked\n{row}\n", "hubspot", SHEET)
    told = deals("hubspot", [("ada.quill@x.example said no", "Kestrel")])
    bring(tmp_path, "d.csv", told, "hubspot")
    assert RecordWords.objects.count() == 3
    key = SourceRecord.objects.get(external_id="901").key
    erase_person(OLGA, Identity.objects.get(key=key).contact_id, now=NOW)
    assert [row.text for row in RecordWords.objects.all()] == ["Kestrel"]
    bring(tmp_path, "d2.csv", told.replace("2027-03-24", "2027-03-25"), "hubspot")
    assert [row.text for row in RecordWords.objects.all()] == ["Kestrel"]


def test_a_mapping_that_says_words_of_nobody_or_at_no_time_is_refused() -> None:
    with pytest.raises(Invalid, match="words"):
        parse_mapping(SHEET | {"words": {"lost_reason": "Why"}})
    with pytest.raises(Invalid, match="when the words were said"):
        parse_mapping({name: value for name, value in SHEET.items() if name != "modified"})
