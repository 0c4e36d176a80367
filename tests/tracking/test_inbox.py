"""The inbox keeps every letter until it is taken, dead letters come back, and nothing personal stays too long."""

from datetime import timedelta

import pytest

from accord.ledger.dead_letters import (
    bury,
    count_buried,
    erase_from_buried,
    find_body,
    find_buried,
    forget_buried,
)
from accord.ledger.dead_letters import replay as replay_letters
from accord.ledger.inbox import erase_from_inbox, find_waiting, forget_taken, keep_letters, take_letters
from accord.ledger.models import DeadLetter, InboxItem
from accord.vocabulary.doors import DeadReason, Door, Trust
from tests.tracking.letters import NOW, letter

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def keep(*bodies: object) -> list[int]:
    keep_letters([letter({"say": body}) for body in bodies])
    return [each.seq for each in find_waiting()]


def test_a_letter_comes_out_as_it_went_in() -> None:
    one = letter(b"\x00\xff{", door=Door.webhook, trust=Trust.browser, context={"ua": "Grüße"})
    keep_letters([one])
    assert [each.letter for each in find_waiting()] == [one]


def test_a_letter_is_taken_once_and_only_whole_or_by_its_next_part() -> None:
    first, second = keep("a", "b")
    assert take_letters([first], (second, 0, 40), now=NOW)
    assert [(w.seq, w.done) for w in find_waiting()] == [(second, 40)]
    assert not take_letters([first], None, now=NOW)  # another worker was there
    assert not take_letters([], (second, 0, 40), now=NOW)
    assert take_letters([second], None, now=NOW)
    assert find_waiting() == []


def test_only_what_was_taken_long_ago_is_forgotten() -> None:
    first, second, third = keep("a", "b", "c")
    take_letters([first], None, now=NOW - 8 * DAY)
    take_letters([second], None, now=NOW - 6 * DAY)
    assert forget_taken(NOW - 7 * DAY) == 1
    assert forget_taken(NOW - 7 * DAY) == 0
    assert set(InboxItem.objects.values_list("seq", flat=True)) == {second, third}


def test_an_erased_person_leaves_taken_letters_however_json_spells_them() -> None:
    keep_letters([letter(rb'{"email":"j\u00f6rg@halden.example"}'), letter({"email": "rita@halden.example"})])
    numbers = [each.seq for each in find_waiting()]
    assert (
        erase_from_inbox(lambda text: "jörg@" in text) == 0
    )  # not taken: the suppression list meets it then
    take_letters(numbers, None, now=NOW)
    assert erase_from_inbox(lambda text: "jörg@" in text) == 1
    assert InboxItem.objects.count() == 1


def test_a_dead_letter_is_replayed_once_as_it_first_came() -> None:
    one = letter(b"{", at=NOW - DAY)
    bury([(one, DeadReason.not_json, "line 1")], now=NOW, keep_for=30 * DAY)
    (shown,) = find_buried()
    assert (shown.reason, shown.detail, shown.size) == ("not_json", "line 1", 1)
    assert count_buried() == {("segment", "website", "not_json"): 1}
    assert find_body(shown.id) == b"{"
    assert replay_letters([shown.id], now=NOW) == 1
    assert replay_letters([shown.id], now=NOW) == 0
    assert [each.letter for each in find_waiting()] == [one]
    assert find_buried() == []


def test_dead_letters_expire_and_an_erased_person_leaves_them() -> None:
    for number in range(3):
        bury([(letter({"n": number}), DeadReason.wrong_shape, "")], now=NOW, keep_for=number * DAY)
    assert forget_buried(NOW + DAY) == 2
    bury([(letter({"email": "rita@halden.example"}), DeadReason.bad_time, "")], now=NOW, keep_for=DAY)
    assert erase_from_buried(lambda text: "rita@" in text) == 1
    assert DeadLetter.objects.count() == 1


def test_a_detail_fits_its_column_and_holds_no_nul() -> None:
    bury([(letter(), DeadReason.bad_text, "\0" + "x" * 400)], now=NOW, keep_for=DAY)
    assert find_buried()[0].detail == "\N{REPLACEMENT CHARACTER}" + "x" * 299
