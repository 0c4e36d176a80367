"""Coverage of target accounts on a company worked by hand: every step, every level, its rows."""

from pathlib import Path

from accord.agreement import templates
from accord.measures.coverage import coverage
from accord.measures.coverage_lines import TargetCoverage
from accord.measures.number import Window
from accord.measures.rows import fetch_rows
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import Company, day, scope

TEXT = templates.read("demand-waterfall")


def person(company: Company, key: int, account: int, role: str) -> None:
    """Somebody of an account, with a role."""
    company.person(key, account=account)
    company.fact(key, K.attribute, "2026-01-01", value=f"role={role}")


def marked(company: Company, account: int, at: str, word: str) -> None:
    """What a system says of the account's place on the list."""
    if not any(row["account"] == account for row in company.small["companies"]):
        company.small["companies"].append({"subject": 700 + account, "account": account})
    company.fact(700 + account, K.attribute, at, value=f"target_account={word}")


def by_hand() -> Company:
    """Six accounts on the list, one taken off it, one never on it.

    1: marketing and sales, a click, an open deal. 2: marketing only, long ago. 3: a scanner's click. 4: nobody known.
    5: a sequence's step and a bounce, which reach nobody; a customer. 6: sales reached the chief.
    """
    company = Company()
    for account, word in ((1, "A"), (2, "true"), (3, "B"), (4, "a"), (5, "yes"), (6, "B"), (7, "true")):
        marked(company, account, "2026-01-01", word)
    marked(company, 7, "2026-06-01", "false")
    company.small["companies"].append({"subject": 708, "account": 8})
    person(company, 1, 1, "plant manager")
    person(company, 11, 1, "operations director")
    person(company, 2, 2, "maintenance engineer")
    person(company, 3, 3, "operations director")
    person(company, 5, 5, "plant manager")
    person(company, 6, 6, "chief executive officer")
    person(company, 7, 7, "plant manager")
    person(company, 8, 8, "plant manager")
    company.fact(1, K.email_delivered, "2027-03-01")
    company.fact(1, K.email_click, "2027-03-02")
    company.fact(11, K.call_attempted, "2027-03-03")
    company.fact(2, K.email_delivered, "2026-05-01")
    company.fact(3, K.email_click, "2027-03-01", agent=1)
    company.fact(5, K.sequence_email_sent, "2027-03-01")
    company.fact(5, K.email_bounced, "2027-03-01")
    company.fact(6, K.meeting_held, "2027-03-01")
    for key in (7, 8):
        company.fact(key, K.email_delivered, "2027-03-01")
        company.fact(key, K.call_attempted, "2027-03-01")
    company.deal(9_001, 1, account=1, created_at=day("2027-03-01"))
    company.deal(9_002, None, account=5, won="2026-05-01")
    return company


def hits(made: TargetCoverage) -> dict[str, int]:
    return {step.name.partition(":")[2]: step.part.hits for step in made.steps if step.part}


def test_each_step_and_level_by_hand(tmp_path: Path) -> None:
    mirror = by_hand().write(tmp_path, TEXT)
    words = scope(mirror, TEXT)
    made = coverage(mirror, words)
    assert made.accounts.value == 6 and "names no list" in str(made.says)
    assert hits(made) == {
        "known": 5, "marketing": 2, "sales": 2, "both": 1, "engaged": 1, "in_opportunity": 1, "won": 1, "white": 3,
    }  # fmt: skip
    levels = {level.level: [number.value for number in level.numbers()] for level in made.levels}
    assert levels == {
        "Chief": [1, 0, 1, 0, 5],
        "Vice president": [0, 0, 0, 0, 6],
        "Director": [2, 0, 1, 0, 4],
        "Manager": [2, 1, 0, 1, 4],
        "Staff": [1, 1, 0, 0, 5],
    }
    for number in made.numbers():
        assert number.rows is not None
        assert (
            len(fetch_rows(mirror, words, number.rows))
            == number.rows.count
            == (number.part.hits if number.part else number.value)
        ), number.name


def test_a_window_asks_who_was_reached_in_it(tmp_path: Path) -> None:
    mirror = by_hand().write(tmp_path, TEXT)
    made = coverage(
        mirror, scope(mirror, TEXT, window=Window(day("2027-01-01").date(), day("2027-04-01").date()))
    )
    assert hits(made)["marketing"] == 1 and hits(made)["white"] == 4 and hits(made)["known"] == 5


def test_the_list_of_the_agreement_is_held_against_the_systems(tmp_path: Path) -> None:
    text = (
        TEXT
        + "\ntarget_accounts: {list: target-150, tiers: {A: 30, B: 120}, chosen_by: [marketing, sales]}\n"
    )
    mirror = by_hand().write(tmp_path, text)
    made = coverage(mirror, scope(mirror, text))
    assert made.accounts.target == 150
    assert str(made.says) == "the agreement speaks of 150 target accounts, the systems mark 6"


def test_without_a_list_nothing_is_claimed(tmp_path: Path) -> None:
    company = Company()
    person(company, 1, 1, "plant manager")
    mirror = company.write(tmp_path, TEXT)
    made = coverage(mirror, scope(mirror, TEXT))
    assert (made.steps, made.levels, made.accounts.enough) == ((), (), False)
    assert made.says == "no system says which accounts are on the list"
