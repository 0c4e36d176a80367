"""Quantities read as people write them, write themselves canonically, and refuse the rest."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.vocabulary import quantity as q
from accord.vocabulary.words import Country, Currency, Ident, Reference, Zone

KINDS = (q.Duration, q.Share, q.Rate, q.OutOf, q.Odds, q.Until, q.Hours, q.Weekdays, q.Day)
WORDS = (Ident, Zone, Currency, Country, Reference)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_example_reads_and_writes_itself(kind: type[q.Quantity]) -> None:
    value = kind.read(kind.EXAMPLE)
    assert value is not None
    assert str(value) == kind.EXAMPLE
    assert kind.read(str(value)) == value


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_a_word_is_its_text(kind: type[Ident]) -> None:
    assert kind.read(kind.EXAMPLE) == kind.EXAMPLE
    assert kind.read(" ") is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (q.Duration, "4 working"), (q.Duration, "-4 days"), (q.Duration, "4days"), (q.Duration, "4 years"),
        (q.Share, "95"), (q.Share, "-5 %"), (q.Rate, "2 per"), (q.OutOf, "5 of"), (q.Odds, "1 in 0"),
        (q.Until, "at most 3 days"), (q.Hours, "9-17"), (q.Hours, "09:00-09:00"), (q.Hours, "10:00-24:30"),
        (q.Weekdays, "mon"), (q.Day, "2027-02-29"), (q.Day, "27-02-02"), (q.Duration, "\u0664 days"),
    ],
)  # fmt: skip
def test_another_text_is_refused(kind: type[q.Quantity], text: str) -> None:
    assert kind.read(text) is None


@given(
    st.integers(0, 999_999), st.sampled_from(q.Unit), st.booleans(), st.sampled_from(["", "rep", "person"])
)
def test_lengths_and_rates_come_back(n: int, unit: q.Unit, working: bool, each: str) -> None:
    length = q.Duration(n, unit, working)
    assert q.Duration.read(str(length)) == length
    rate = q.Rate(n, length, each)
    assert q.Rate.read(str(rate)) == rate
    until = q.Until("it ends", length)
    assert q.Until.read(str(until)) == until


@given(st.integers(0, 999_999_999))
def test_shares_come_back_exactly(ppm: int) -> None:
    assert q.Share.read(str(q.Share(ppm))) == q.Share(ppm)


def test_what_lengths_mean() -> None:
    hours = q.Duration.read("4 working hours")
    assert hours is not None
    assert (hours.elapsed, hours.days) == (None, None)
    minutes = q.Duration.read("90 minutes")
    assert minutes is not None
    assert (minutes.elapsed, minutes.days) == (timedelta(minutes=90), 1)
    assert q.Weekdays("sun", "thu").days == {6, 0, 1, 2, 3}
