"""Lead quality by source against a table worked by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from accord.measures.number import Window
from accord.measures.reckon import reckon
from accord.measures.sources import by_source, speed
from accord.vocabulary.facts import FactKind
from tests.measures.company import Company, scope

# contact  source   begins      won         days  revenue
#    1     event    2027-01-05  2027-01-20   15   100.00 + 50.00 - 20.00
#    2     event    2027-01-06  -
#    3     event    2027-01-07  2027-02-06   30   -
#    4     email    2027-01-08  2027-01-06   -2   7.00        (won before its first contact)
#    5     (empty)  2027-01-09  -
#    6     event    2027-03-20  -                 (begun 11 days before NOW: young, 45 days to mature)


def olist_like() -> Company:
    company = Company()
    for person, channel, begins in (
        (1, "event", "2027-01-05"),
        (2, "event", "2027-01-06"),
        (3, "event", "2027-01-07"),
        (4, "email", "2027-01-08"),
        (5, "", "2027-01-09"),
        (6, "event", "2027-03-20"),
    ):
        company.person(person)
        company.fact(person, FactKind.form_submitted, f"{begins} 00:00", channel=channel)
    company.deal(101, 1, won="2027-01-20 09:00")
    company.deal(103, 3, won="2027-02-06 23:30")
    company.deal(104, 4, won="2027-01-06 19:38")
    for subject, kind, amount in (
        (1, FactKind.revenue, 10000),
        (101, FactKind.revenue, 5000),
        (1, FactKind.credit_note, 2000),
        (4, FactKind.revenue, 700),
    ):
        company.fact(subject, kind, "2027-02-10", amount=amount, currency="BRL", source="crm")
    return company


def test_sources_by_hand(tmp_path: Path) -> None:
    mirror = olist_like().write(tmp_path)
    rows = {row.source: row for row in by_source(mirror, scope(mirror))}
    assert list(rows) == ["event", "(empty)", "email"]
    event = rows["event"]
    assert (event.leads.value, event.won.value) == (4, 2)
    assert event.won_share.value == 2 / 3  # the young lead is in no rate
    assert event.revenue_per_lead.value == Decimal("32.50")  # (100 + 50 - 20) / 4
    assert event.revenue_per_lead.unit == "BRL"
    assert event.days_to_won.value == 22.5
    assert (rows["email"].won.value, rows["email"].days_to_won.value) == (1, -2)
    empty = rows["(empty)"]
    assert (empty.leads.value, empty.won.value, empty.days_to_won.value) == (1, 0, None)
    assert not empty.days_to_won.enough and empty.days_to_won.note == "nothing won yet"


def test_speed_keeps_and_flags_a_deal_won_before_its_first_contact(tmp_path: Path) -> None:
    mirror = olist_like().write(tmp_path)
    median, mean, slowest, early = speed(mirror, scope(mirror))
    assert (median.value, mean.value) == (15, (15 + 30 - 2) / 3)
    assert slowest.value == 27  # 0.9 of the way through -2, 15, 30
    assert early.value == 1 and early.rows is not None and early.rows.count == 1
    assert "won before the first contact" in median.note


def test_a_window_takes_leads_by_their_first_day_in_the_reporting_zone(tmp_path: Path) -> None:
    company = Company()
    for person, begins in ((1, "2027-01-31 22:59"), (2, "2027-01-31 23:01"), (3, "2027-02-28 23:01")):
        company.person(person)
        company.fact(person, FactKind.form_submitted, begins, channel="event")
    mirror = company.write(tmp_path)
    february = Window(date(2027, 2, 1), date(2027, 3, 1))  # Amsterdam is one hour ahead
    (event,) = by_source(mirror, scope(mirror, window=february))
    assert event.leads.value == 1


def test_a_person_who_comes_back_is_counted_apart(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    company.fact(1, FactKind.form_submitted, "2027-01-05", channel="event")
    company.fact(1, FactKind.recycled, "2027-01-10", source="crm")
    company.fact(1, FactKind.form_submitted, "2027-02-05", channel="email")
    mirror = company.write(tmp_path)
    board = reckon(mirror, scope(mirror))
    leads = board.kpis[1]
    assert (leads.name, leads.value, leads.beside[0].value) == ("leads", 1, 1)
    assert [(row.source, row.leads.value) for row in board.sources] == [("event", 1)]


def test_machine_hits_give_a_lead_no_source(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    company.fact(1, FactKind.form_submitted, "2027-01-05 10:00", channel="display", agent=1)
    company.fact(1, FactKind.form_submitted, "2027-01-05 11:00", channel="email")
    mirror = company.write(tmp_path)
    (row,) = by_source(mirror, scope(mirror))
    assert row.source == "email"


def test_days_are_whole_days_of_utc_wherever_the_report_is_read(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    company.fact(1, FactKind.form_submitted, "2027-01-05", channel="event")  # a day alone: midnight UTC
    company.deal(101, 1, won="2027-01-06 23:30")
    mirror = company.write(tmp_path)
    median = speed(mirror, scope(mirror))[0]
    assert median.value == 1
    assert mirror.as_of == datetime(2027, 3, 31, 12, tzinfo=UTC)
