"""A mapping is read strictly, statuses and columns are checked before the first row."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from accord.connectors.csv_file import connector, load_mapping
from accord.connectors.protocol import Reading, Row
from accord.connectors.tabular import sniff
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind, RecordKind, Ref, Refused, RowRead, RowSkipped

DEALS = """
format: 1
rows: deal
id: Deal ID
people: [{id: Contact}]
belongs_to: {rows: company, id: Account}
statuses:
  column: Stage
  at: Changed
  open: [New]
  ongoing: [Demo, Offer]
  won: Won
  lost: [Lost]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str, mapping: str, zone: str = "UTC") -> list[Row]:
    found = sniff(write(folder, text))
    return list(connector.read(found, Reading("erp", mapping=load_mapping(mapping), zone=zone)))


def test_statuses_come_down_to_four_types(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "Deal ID,Contact,Account,Stage,Changed\n1,a,x,New,2024-01-01\n"
        "2,b,x,won,2024-01-02\n3,b,,Lost,2024-01-03\n",
        DEALS,
    )
    told = [[fact.kind for fact in row.facts] for row in rows if isinstance(row, RowRead)]
    assert told == [
        [FactKind.deal_stage],
        [FactKind.deal_stage, FactKind.deal_won],
        [FactKind.deal_stage, FactKind.deal_lost],
    ]
    deal = rows[0].records[0]  # type: ignore[union-attr]
    assert deal.people == (Ref("erp", RecordKind.person, "a"),)
    assert deal.belongs_to == Ref("erp", RecordKind.company, "x")


def test_unknown_statuses_stop_the_file_with_their_counts(tmp_path: Path) -> None:
    text = "Deal ID,Contact,Account,Stage,Changed\n" + "".join(
        f"{n},a,x,{'Parked' if n < 3 else 'Frozen' if n < 4 else 'New'},2024-01-01\n" for n in range(9)
    )
    with pytest.raises(Invalid) as stopped:
        read(tmp_path, text, DEALS)
    assert '"Parked" 3, "Frozen" 1' in stopped.value.sentence


def test_a_changed_status_is_a_new_fact_and_an_unchanged_one_the_same(tmp_path: Path) -> None:
    head = "Deal ID,Contact,Account,Stage,Changed,Owner\n"
    monday = read(tmp_path, head + "1,a,x,New,2024-01-01,rita\n", DEALS)
    again = read(tmp_path, head + "1,a,x,New,2024-01-01,sam\n", DEALS)
    tuesday = read(tmp_path, head + "1,a,x,Demo,2024-01-02,rita\n", DEALS)
    ids = [row.facts[0].natural_id for (row,) in (monday, again, tuesday) if isinstance(row, RowRead)]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("format: 2\nrows: person\nid: a\n", "format"),
        ("format: 1\nrows: persn\nid: a\n", '"person"'),
        ("format: 1\nrows: person\nid: a\nfeilds: {email: b}\n", '"fields"'),
        ("format: 1\nrows: person\n", "lacks `id`"),
        ("format: 1\nrows: person\nid: a\nid: b\n", "line"),
        ("format: 1\nrows: person\nid: a\nfields: {e-mail: b}\n", '"email"'),
        ("format: 1\nrows: person\nid: a\nfacts: [{kind: form_submited, at: b}]\n", '"form_submitted"'),
        ("format: 1\nrows: touch\nid: a\nfacts: [{kind: page_view, at: b}]\n", "about"),
        ("format: 1\nrows: person\nid: a\nfile: {zone: Europe/Berln}\n", '"Europe/Berlin"'),
        ("format: 1\nrows: person\nid: a\ncurrency: {is: '???'}\n", "no currency"),
        ("format: 1\nrows: deal\nid: a\nstatuses: {column: b, at: c, open: [x], won: [X]}\n", "two types"),
        (
            "format: 1\nrows: revenue\nfacts: [{kind: revenue, at: a, amount: b, about: {id: c}}]\n",
            "without a currency",
        ),
        ("- a\n", "key: value"),
        ("format: 1\nrows: person\nid: {a: b}\n", "no text"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_nearest_word(mapping: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        load_mapping(mapping)
    assert said in str(refused.value), str(refused.value)


def test_a_column_that_the_file_lacks_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match='Did you mean "E-Mail"'):
        read(
            tmp_path,
            "id,E-Mail\n1,a@b.example\n",
            "format: 1\nrows: person\nid: id\nfields: {email: Email}\n",
        )


def test_an_id_again_is_skipped_if_equal_refused_if_not_taken_if_modified_is_mapped(tmp_path: Path) -> None:
    text = "id,note,changed\n1,a,2024-01-01\n1,a,2024-01-01\n1,b,2024-01-02\n"
    mapping = "format: 1\nrows: person\nid: id\n"
    kinds = [type(row) for row in read(tmp_path, text, mapping)]
    assert kinds == [RowRead, RowSkipped, Refused]
    kinds = [type(row) for row in read(tmp_path, text, mapping + "modified: changed\n")]
    assert kinds == [RowRead, RowSkipped, RowRead]


def test_rows_without_an_id_are_named_by_their_content(tmp_path: Path) -> None:
    mapping = """
format: 1
rows: touch
facts:
  - {kind: email_click, at: when, about: {rows: person, id: who}, where: {what: [click]}}
  - {kind: page_view, at: when, about: {rows: person, id: who}, where: {what: [view, visit]}}
"""
    text = "who,what,when\na,click,2024-01-01 10:00\na,Visit,2024-01-01 10:01\n,click,2024-01-02\n"
    first, second, third = read(tmp_path, text, mapping)
    assert isinstance(first, RowRead) and isinstance(second, RowRead) and isinstance(third, Refused)
    assert [fact.kind for fact in (*first.facts, *second.facts)] == [FactKind.email_click, FactKind.page_view]
    assert first.facts[0].natural_id != second.facts[0].natural_id
    assert third.reason == "unknown_reference"


def test_a_date_alone_is_midnight_in_the_zone_of_the_file(tmp_path: Path) -> None:
    mapping = "format: 1\nrows: person\nid: id\nfacts: [{kind: form_submitted, at: day}]\n"
    (row,) = read(tmp_path, "id,day\n1,2024-07-01\n", mapping, zone="Europe/Berlin")
    assert isinstance(row, RowRead)
    assert row.facts[0].occurred_at == datetime(2024, 6, 30, 22, tzinfo=UTC)


def test_no_mapping_is_an_error_in_two_lines(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        connector.read(sniff(write(tmp_path, "foo,bar\n1,2\n")), Reading("x"))
    assert len(str(refused.value).splitlines()) == 2


def test_what_the_system_deleted_or_merged_is_followed(tmp_path: Path) -> None:
    mapping = """
        format: 1
        rows: person
        id: Id
        merged: [Merged into me]
        deleted: Deleted
        fields: {email: Mail}
        facts:
          - {kind: form_submitted, at: When}
    """
    rows = read(
        tmp_path,
        "Id,Mail,Merged into me,Deleted,When\n1,a@acme.com,7; 8;1,no,2024-01-01\n"
        "2,b@acme.com,,2024-05-01,2024-01-02\n3,c@acme.com,,yes,2024-01-02\n4,d@acme.com,,FALSE,2024-01-03\n",
        mapping,
    )
    records = [row.records[0] for row in rows if isinstance(row, RowRead)]
    assert [r.deleted for r in records] == [False, True, True, False]
    assert [len(row.facts) for row in rows if isinstance(row, RowRead)] == [1, 0, 0, 1]
    assert records[0].merged == (Ref("erp", RecordKind.person, "7"), Ref("erp", RecordKind.person, "8"))


def test_words_for_deleted_can_be_translated_and_columns_must_exist(tmp_path: Path) -> None:
    mapping = (
        "format: 1\nrows: person\nid: Id\ndeleted: {column: State, values: {aktiv: no, gelöscht: yes}}\n"
    )
    rows = read(tmp_path, "Id,State\n1,aktiv\n2,gelöscht\n", mapping)
    assert [row.records[0].deleted for row in rows if isinstance(row, RowRead)] == [False, True]
    with pytest.raises(Invalid):
        read(tmp_path, "Id,Other\n1,x\n", mapping)
