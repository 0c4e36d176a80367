"""Credit runs: what is kept says what the page says; later facts are new rows, and the book sums to the cent."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from accord.measures.attribution.credited import credit_company
from accord.measures.attribution.run_change import change_of
from accord.measures.attribution.run_make import make_run
from accord.measures.attribution.run_shapes import CreditRun, won_of
from accord.measures.attribution.run_text import digest_of, run_from, text_of
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import Company, day, scope


def company() -> Company:
    """Three people of three accounts, each with a deal won in March."""
    made = Company()
    for who in (1, 2, 3):
        made.person(who, account=who)
        made.fact(who, K.ad_click, f"2027-02-0{who}", channel="ads", campaign="spring")
        made.fact(who, K.form_submitted, f"2027-02-1{who}", channel="search")
        made.deal(
            100 + who, who, account=who, won=f"2027-03-1{who}", created_at=day("2027-02-20"), amount=100_01,
            currency="EUR",
        )  # fmt: skip
    return made


def later() -> Company:
    """The same: the first deal reduced, the second reopened, a touch of the third that came late, a fourth won."""
    made = company()
    deals = {row["deal"]: row for row in made.small["deals"]}
    made.fact(101, K.deal_amount, "2027-03-20", amount=60_00, currency="EUR")
    deals[101]["amount"] = 60_00
    made.fact(102, K.deal_reopened, "2027-03-22")
    deals[102]["won_at"] = None
    made.fact(3, K.webinar_attended, "2027-02-05", channel="webinar")
    made.person(4, account=4)
    made.fact(4, K.demo_request, "2027-03-01", channel="direct")
    made.deal(104, 4, account=4, won="2027-03-25", created_at=day("2027-03-02"), amount=7, currency="EUR")
    return made


def run_of(made: Company, folder: Path, before: CreditRun | None = None) -> CreditRun:
    mirror = made.write(folder)
    return make_run(mirror, scope(mirror), before, 1 if before else 0)


def booked(*runs: CreditRun) -> dict[str, int]:
    total = Counter[str]()
    for run in runs:
        for note in run.notes:
            total[note.channel] += note.minor
    return {name: minor for name, minor in total.items() if minor}


def test_a_run_says_what_the_page_says(tmp_path: Path) -> None:
    mirror = company().write(tmp_path)
    run, page = make_run(mirror, scope(mirror)), credit_company(mirror, scope(mirror))
    assert {row.name: row.minor for row in run.table if row.name} == {
        row.name: int(row.amount * 100) for row in page.signed[0].rows if row.amount
    }
    assert won_of(run) == int(page.amount * 100) == 300_03
    assert all(sum(t.minor for t in deal.touches) == deal.minor for deal in run.deals)
    assert booked(run) == {row.name: row.minor for row in run.table}
    assert {note.day for note in run.notes} == {date(2027, 3, 11), date(2027, 3, 12), date(2027, 3, 13)}


def test_what_is_kept_is_read_again_whole_and_its_digest_is_of_what_is_credited(tmp_path: Path) -> None:
    run = run_of(company(), tmp_path / "a")
    assert run_from(text_of(run)) == run
    assert digest_of(run_of(company(), tmp_path / "b")) == digest_of(run)
    assert digest_of(replace(run, mirror=99, seq=99, before=3, notes=())) == digest_of(run)
    touch = run.deals[0].touches[0]
    other = replace(run.deals[0], touches=(replace(touch, campaign="autumn"), *run.deals[0].touches[1:]))
    assert digest_of(replace(run, deals=(other, *run.deals[1:]))) != digest_of(run)
    assert digest_of(replace(run, agreement="another")) != digest_of(run)


def test_later_facts_are_new_rows_dated_when_they_happened_and_the_book_sums_to_the_cent(
    tmp_path: Path,
) -> None:
    first = run_of(company(), tmp_path / "a")
    second = run_of(later(), tmp_path / "b", first)
    assert booked(first, second) == {row.name: row.minor for row in second.table}
    assert sum(booked(first, second).values()) == won_of(second) == 60_00 + 100_01 + 7
    by_deal = {key: [note for note in second.notes if note.deal == key] for key in (101, 102, 103, 104)}
    assert {(n.why, n.day) for n in by_deal[101]} == {("reduced", date(2027, 3, 20))}
    assert sum(n.minor for n in by_deal[101]) == -40_01 and all(n.minor < 0 for n in by_deal[101])
    assert {(n.why, n.day) for n in by_deal[102]} == {("reopened or lost", date(2027, 3, 22))}
    assert sum(n.minor for n in by_deal[102]) == -100_01
    assert {n.why for n in by_deal[103]} == {"later touches"} and sum(n.minor for n in by_deal[103]) == 0
    assert [(n.minor, n.why, n.day) for n in by_deal[104]] == [(7, "won", date(2027, 3, 25))]
    third = run_of(later(), tmp_path / "c", second)
    assert third.notes == () and digest_of(third) == digest_of(second)


def test_a_run_of_other_settings_begins_a_book_of_its_own(tmp_path: Path) -> None:
    first = run_of(company(), tmp_path / "a")
    other = replace(first, settings=replace(first.settings, look_back=30))
    second = run_of(later(), tmp_path / "b", other)
    assert second.before == 0 and booked(second) == {row.name: row.minor for row in second.table}


def test_what_changed_is_said_with_the_largest_reason_first(tmp_path: Path) -> None:
    first = run_of(company(), tmp_path / "a")
    second = run_of(later(), tmp_path / "b", first)
    change = change_of(first, second, (1, 2))
    assert [each.deal for each in change.reasons][:2] == [102, 101]
    reopened, reduced = change.reasons[:2]
    assert (reopened.why, reopened.worth, reopened.moved) == ("reopened or lost", -100_01, 100_01)
    assert (reduced.worth, reduced.moved) == (-40_01, 40_01)
    late = next(each for each in change.reasons if each.deal == 103)
    assert late.worth == 0 < late.moved and len(late.came) == 1 and late.went == ()
    assert sum(row.minor for row in change.channels) == won_of(second) - won_of(first)
    for words in (
        "deals won since: 1",
        "no longer won: 1",
        "worth less: 1",
        "with other touches: 1",
        "-139.95 EUR",
    ):
        assert words in change.says, change.says
    assert change_of(first, first, (1, 1)).says == "nothing changed"


def test_nothing_won_is_an_empty_run(tmp_path: Path) -> None:
    empty = Company()
    empty.person(1)
    run = run_of(empty, tmp_path / "a")
    assert not run.deals and not run.table and not run.notes and run_from(text_of(run)) == run
    assert booked(run_of(company(), tmp_path / "b", run))  # a book that begins empty goes on
