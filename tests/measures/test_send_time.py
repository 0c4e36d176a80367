"""Send time on companies worked by hand: whose wall, which mails, which answers, and what is said of too little."""

from datetime import datetime
from pathlib import Path

import pytest

from accord.measures.number import Window
from accord.measures.rows import fetch_rows
from accord.measures.send_time.reckon import CONFOUNDED, RANDOM, send_time
from accord.measures.send_time.where import one_wall, send_bound
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind as K
from accord.vocabulary.seniority import seniority_of
from tests.measures.company import Company, scope

ROLES = ("managing director", "vice president", "evp sales", "operations director", "plant manager", "engineer",
         "geschäftsführerin", "chief of staff", "president", "teamleiter", "covp", "ceo")  # fmt: skip


def person(company: Company, key: int, *said: str) -> None:
    company.person(key, account=key)
    for each in said:
        company.fact(key, K.attribute, "2026-12-01", value=each)


def by_hand(mark: str = "slot=random") -> Company:
    """Forty directors in Utrecht: Tuesday 9:30 there half of them answer; Saturday 20:15 none of forty does."""
    company = Company()
    for key in range(1, 41):
        person(company, key, "country=netherlands", "role=operations director")
        company.fact(key, K.email_sent, "2027-02-02 08:30", campaign="one", value=mark)
        company.fact(key, K.email_sent, "2027-02-06 19:15", campaign="two", value=mark)
        if key <= 20:
            company.fact(key, K.email_click, "2027-02-02 12:00", campaign="one")
    return company


def test_an_hour_is_the_recipients_own_and_every_number_lists_its_rows(tmp_path: Path) -> None:
    mirror = by_hand().write(tmp_path)
    made = send_time(mirror, scope(mirror))
    used = {(h.weekday, h.hour): (h.sends, h.answered) for h in made.hours if h.sends}
    assert used == {(1, 9): (40, 20), (5, 20): (40, 0)}, "UTC and an hour, in winter"
    assert made.basis == RANDOM and [group.label for group in made.groups] == ["director"]
    for asked in (made, send_time(mirror, scope(mirror), "country", "NL")):
        names = [number.name for number in asked.numbers()]
        assert len(set(names)) == len(names)
        told = [number for number in asked.numbers() if number.value]
        empty = [number for number in asked.numbers() if not number.value]
        for number in (*told, *empty[::12]):  # most of the week is empty, and asked for in the same way
            assert number.rows and len(fetch_rows(mirror, scope(mirror), number.rows)) == number.rows.count, (
                number.name
            )


def test_daylight_saving_moves_the_hour(tmp_path: Path) -> None:
    company = Company()
    person(company, 1, "country=de")
    company.fact(1, K.email_sent, "2026-07-07 08:30", campaign="a")
    company.fact(1, K.email_sent, "2026-12-08 08:30", campaign="b")
    mirror = company.write(tmp_path)
    found = [(h.weekday, h.hour) for h in send_time(mirror, scope(mirror)).hours if h.sends]
    assert found == [(1, 9), (1, 10)]


def test_whose_zone_is_not_known_is_said_and_left_out(tmp_path: Path) -> None:
    company = Company()
    person(company, 1, "country=us")  # several walls
    person(company, 2)
    person(company, 3, "zone=america/chicago", "country=us")
    person(company, 4, "country=nowhereland")
    company.small["companies"].append({"subject": 900, "account": 2})
    for key in range(1, 5):
        company.fact(key, K.email_sent, "2027-02-02 15:30", campaign="a")
    mirror = company.write(tmp_path / "one")
    made = send_time(mirror, scope(mirror))
    assert [(h.weekday, h.hour) for h in made.hours if h.sends] == [(1, 9)], "Chicago, named"
    assert {n.name.rpartition(":")[2]: n.value for n in made.left_out} == {
        "away": 0,
        "nowhere": 3,
        "young": 0,
    }
    company.fact(900, K.attribute, "2026-12-01", value="country=netherlands")
    mirror = company.write(tmp_path / "two")
    made = send_time(mirror, scope(mirror))
    assert sum(h.sends for h in made.hours) == 2, "the company's country, where the person has none"


def test_machines_bounces_opens_late_clicks_and_young_mails_do_not_count(tmp_path: Path) -> None:
    company = Company()
    for key in range(1, 8):
        person(company, key, "country=nl")
        company.fact(key, K.email_sent, "2027-02-02 08:30", campaign="a")
    company.fact(1, K.email_click, "2027-02-02 08:31", campaign="a", agent=1)
    company.fact(2, K.email_bounced, "2027-02-02 08:31", campaign="a")
    company.fact(3, K.email_open, "2027-02-02 08:31", campaign="a")
    company.fact(4, K.email_click, "2027-02-09 08:31", campaign="a")
    company.fact(5, K.email_click, "2027-02-03 08:31", campaign="b")
    company.fact(6, K.email_reply, "2027-02-03 08:31", campaign="a")
    company.fact(7, K.email_sent, "2027-03-30 08:30", campaign="a")
    mirror = company.write(tmp_path)
    made = send_time(mirror, scope(mirror))
    [nine] = [h for h in made.hours if h.sends]
    assert (nine.sends, nine.answered) == (6, 1), "six arrived; one replied"
    assert made.left_out[2].value == 1
    window = Window(datetime(2027, 3, 1).date(), datetime(2027, 3, 31).date())
    assert not send_time(mirror, scope(mirror, window=window)).hours


def test_a_click_belongs_to_the_last_mail_before_it(tmp_path: Path) -> None:
    company = Company()
    person(company, 1, "country=nl")
    company.fact(1, K.email_sent, "2027-02-01 08:30", campaign="a")
    company.fact(1, K.email_sent, "2027-02-02 11:30", campaign="a")
    company.fact(1, K.email_click, "2027-02-02 12:00", campaign="a")
    mirror = company.write(tmp_path)
    found = {(h.weekday, h.hour): h.answered for h in send_time(mirror, scope(mirror)).hours if h.sends}
    assert found == {(0, 9): 0, (1, 12): 1}


def test_who_is_away_is_counted_apart(tmp_path: Path) -> None:
    company = Company()
    for key in (1, 2, 3):
        person(company, key, "country=nl")
        company.fact(key, K.email_sent, "2027-02-02 08:30", campaign="a")
    company.fact(1, K.buyer_away, "2027-02-02 08:31", value="")
    company.fact(2, K.buyer_away, "2027-01-20 08:31", value="until=2027-02-10")
    company.fact(3, K.buyer_away, "2027-01-20 08:31", value="until=2027-02-01")
    mirror = company.write(tmp_path)
    made = send_time(mirror, scope(mirror))
    assert made.left_out[0].value == 2 and sum(h.sends for h in made.hours) == 1


def test_holidays_are_the_recipients_own(tmp_path: Path) -> None:
    company = Company()
    for key, country in enumerate(("nl", "de", "nl"), 1):
        person(company, key, f"country={country}")
        company.fact(key, K.email_sent, "2026-04-27 08:30" if key < 3 else "2026-04-28 08:30", campaign="a")
    company.fact(1, K.email_click, "2026-04-27 12:00", campaign="a")
    mirror = company.write(tmp_path)
    number = send_time(mirror, scope(mirror)).holidays
    assert number.part is not None and (number.part.hits, number.part.cases) == (1, 1), (
        "King's Day, not in Germany"
    )
    assert number.rows and len(fetch_rows(mirror, scope(mirror), number.rows)) == 1
    assert not number.enough and "29 more sends" in str(number.note)


def test_chosen_hours_are_called_confounded_and_no_advice_comes_of_them(tmp_path: Path) -> None:
    mirror = by_hand(mark="").write(tmp_path / "chosen")
    made = send_time(mirror, scope(mirror))
    assert made.basis == CONFOUNDED and made.caveat.startswith("confounded")
    assert "more sends at slots drawn at random" in str(made.advice)
    assert "confounded" in str(made.office.note)
    mixed = by_hand()
    for key in range(1, 41):
        mixed.fact(key, K.email_sent, "2027-02-10 03:00", campaign="chosen")
    mirror = mixed.write(tmp_path / "mixed")
    made = send_time(mirror, scope(mirror))
    assert made.basis == RANDOM and sum(h.sends for h in made.hours) == 80, "only what was drawn"
    by_name = by_hand(mark="")
    for fact in by_name.facts:
        fact["campaign"] = f"{fact['campaign']} slot=random"
    mirror = by_name.write(tmp_path / "named")
    assert send_time(mirror, scope(mirror)).basis == RANDOM, "the campaign's name may say it"


def test_empty_one_hour_and_a_wrong_question_have_clear_sentences(tmp_path: Path) -> None:
    empty = Company().write(tmp_path / "empty")
    made = send_time(empty, scope(empty))
    assert not made.hours and not made.slots and made.basis == "" and "no mail" in made.says
    one = Company()
    for key in range(1, 31):
        person(one, key, "country=nl")
        one.fact(key, K.email_sent, "2027-02-02 08:30", campaign="a")
    mirror = one.write(tmp_path / "one")
    made = send_time(mirror, scope(mirror))
    assert "one hour of the week, Tuesday 9:00" in str(made.says) and "more sends" in str(made.advice)
    with pytest.raises(Invalid, match="not told by"):
        send_time(mirror, scope(mirror), "rep")
    with pytest.raises(Invalid, match="nothing was sent"):
        send_time(mirror, scope(mirror), "country", "FR")


def test_ranks_in_sql_are_those_of_the_vocabulary(tmp_path: Path) -> None:
    company = Company()
    for key, role in enumerate(ROLES, 1):
        person(company, key, "country=nl", f"role={role}")
        company.fact(key, K.email_sent, "2027-02-02 08:30", campaign="a")
    mirror = company.write(tmp_path)
    rows = mirror.ask("send_slots", **scope(mirror).bound())
    told = {row["contact"]: row["seniority"] for row in rows}
    ranks = {key: seniority_of(role) for key, role in enumerate(ROLES, 1)}
    assert told == {key: rank.name.replace("_", " ") for key, rank in ranks.items() if rank is not None}


def test_countries_with_one_wall_have_one_zone() -> None:
    assert (one_wall("DE"), one_wall("US"), one_wall("ES"), one_wall("XX")) == ("Europe/Berlin", "", "", "")
    bound = send_bound()
    assert len(bound["places"]) == len(bound["place_zones"]) == len(bound["place_codes"]) > 1_000
    assert len(set(zip(bound["places"], bound["place_codes"], strict=True))) == len(bound["places"])
