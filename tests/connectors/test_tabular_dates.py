"""Dates and numbers are read by what the whole column says; what could be two things is refused."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.connectors.tabular.dates import DateColumn, DateOrder
from accord.connectors.tabular.numbers import NumberColumn, minor_units
from accord.vocabulary.facts import Reason

ZONE = ZoneInfo("UTC")


def read_all(cells: list[str], order: DateOrder | None = None) -> list[datetime | Reason]:
    column = DateColumn("when", order)
    for cell in cells:
        column.see(cell)
    assert not column.check()
    reader = column.reader(ZONE)
    return [reader(cell) for cell in cells]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2024-03-10", utc(2024, 3, 10)),
        ("2024/3/1", utc(2024, 3, 1)),
        ("2024-03-10T12:30:00+02:00", utc(2024, 3, 10, 10, 30)),
        ("2024-03-10 12:30:00 UTC", utc(2024, 3, 10, 12, 30)),
        ("2024-03-10T12:30:00.123456789Z", utc(2024, 3, 10, 12, 30, 0, 123456)),
        ("20240310T123000Z", utc(2024, 3, 10, 12, 30)),
        ("20240310", utc(2024, 3, 10)),
        ("10.03.2024 18:05", utc(2024, 3, 10, 18, 5)),
        ("12/25/2023 3:04 PM", utc(2023, 12, 25, 15, 4)),
        ("12/25/23 12:04 a.m.", utc(2023, 12, 25, 0, 4)),
        ("25-12-2023", utc(2023, 12, 25)),
        ("5 Mar 2024", utc(2024, 3, 5)),
        ("Mar 5, 2024 at 3:04 PM", utc(2024, 3, 5, 15, 4)),
        ("5. März 2024", utc(2024, 3, 5)),
        ("5 février 2024", utc(2024, 2, 5)),
        ("Tue, 5 Mar 2024 10:00:00 +0100", utc(2024, 3, 5, 9)),
        ("45322.5", utc(2024, 1, 31, 12)),
        ("1700000000", utc(2023, 11, 14, 22, 13, 20)),
        ("1700000000000", utc(2023, 11, 14, 22, 13, 20)),
    ],
)
def test_each_form_is_read(cell: str, instant: datetime) -> None:
    assert read_all([cell]) == [instant]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", Reason.missing_date),
        ("2024-02-30", Reason.bad_date),
        ("2024-01-01 25:00", Reason.bad_date),
        ("2024-01-01 10:00 +99:00", Reason.bad_date),
        ("1900-01-01", Reason.date_out_of_range),
        ("2100-01-01", Reason.date_out_of_range),
        ("next week", Reason.bad_date),
    ],
)
def test_what_is_no_date_has_its_reason(cell: str, reason: Reason) -> None:
    assert read_all([cell]) == [reason]


def test_the_order_comes_from_the_whole_column() -> None:
    assert read_all(["03/04/2024", "25/04/2024"])[0] == utc(2024, 4, 3)
    assert read_all(["03/04/2024", "04/25/2024"])[0] == utc(2024, 3, 4)
    assert read_all(["03/04/2024"], DateOrder.dmy) == [utc(2024, 4, 3)]


def test_an_undecided_column_is_refused_with_what_to_write() -> None:
    for cells in (["03/04/2024", "05/06/2024"], ["03/04/2024", "25/04/2024", "04/25/2024"]):
        column = DateColumn("Signed up")
        for cell in cells:
            column.see(cell)
        (issue,) = column.check()
        assert "Signed up" in issue.sentence
        assert "dmy" in issue.remedy


def test_one_odd_row_does_not_turn_a_thousand() -> None:
    column = DateColumn("when")
    for _ in range(1_000):
        column.see("03/04/2024")
    column.see("04/25/2024")
    assert column.check()


def test_a_stray_form_is_judged_by_itself() -> None:
    cells = ["2024-01-01"] * 100 + ["03/04/2024", "25/12/2023", "12/25/2023", "45322"]
    assert read_all(cells)[-4:] == [
        Reason.ambiguous_date,
        utc(2023, 12, 25),
        utc(2023, 12, 25),
        Reason.bad_date,
    ]


@given(st.datetimes(datetime(1980, 1, 2), datetime(2099, 12, 30)), st.sampled_from(["dmy", "mdy", "iso"]))
def test_written_and_read_again_is_the_same_day(instant: datetime, form: str) -> None:
    pattern = {"dmy": "%d/%m/%Y %H:%M:%S", "mdy": "%m/%d/%Y %H:%M:%S", "iso": "%Y-%m-%d %H:%M:%S"}[form]
    order = None if form == "iso" else DateOrder(form)
    (read,) = read_all([instant.strftime(pattern)], order)
    assert read == instant.replace(microsecond=0, tzinfo=UTC)


@given(st.text(max_size=40))
def test_any_text_is_an_instant_or_a_reason(text: str) -> None:
    column = DateColumn("x", DateOrder.dmy)
    column.see(text)
    assert isinstance(column.reader(ZONE)(text), datetime | Reason)
    number = NumberColumn("x", ".")
    number.see(text)
    assert isinstance(number.reader()(text), Decimal | Reason)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["53.99", "54.0", "8"], ["53.99", "54.0", "8"]),
        (["1.234,50", "1.234"], ["1234.50", "1234"]),
        (["1,234.50", "1,234"], ["1234.50", "1234"]),
        (["R$ 1.234,56", "-12,5"], ["1234.56", "-12.5"]),
        (["(1,234.50)", "1.5E+06", "$1,000,000"], ["-1234.50", "1500000", "1000000"]),
        (["CHF 1'000.50", "€5.00"], ["1000.50", "5"]),
        (["1 234,50"], ["1234.50"]),
        (["12,34,567.00"], ["1234567"]),
    ],
)
def test_numbers_are_read_by_their_column(cells: list[str], values: list[str]) -> None:
    column = NumberColumn("amount")
    for cell in cells:
        column.see(cell)
    assert not column.check()
    assert [column.reader()(cell) for cell in cells] == [Decimal(value) for value in values]


def test_an_undecided_number_column_is_refused() -> None:
    column = NumberColumn("amount")
    column.see("1,234")
    assert "decimals" in column.check()[0].remedy


def test_amounts_are_whole_minor_units() -> None:
    assert minor_units(Decimal("53.99"), "BRL") == 5_399
    assert minor_units(Decimal("1234"), "JPY") == 1_234
    assert minor_units(Decimal("1.2345"), "BHD") == 1_234
    assert minor_units(Decimal("1"), "XXX") is Reason.bad_currency
    assert minor_units(Decimal(10**14), "EUR") is Reason.number_out_of_range
