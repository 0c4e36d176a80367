"""An amount stated anew counts once, as it was stated last; what stood is never rewritten."""

import random

import pytest
from django.conf import settings
from django.db import transaction
from tests.ledger.made import NOW

from accord.ledger.keys import make_digest
from accord.ledger.models import Fact
from accord.ledger.prepare import prepare_facts
from accord.ledger.record import FactsWritten, record_facts
from accord.vocabulary.facts import FactDraft, FactKind

pytestmark = pytest.mark.django_db
SPEND, CLICKS = FactKind.spend, FactKind.ad_clicks


def state(import_id: int | None, *stated: tuple[str, FactKind, int, str]) -> FactsWritten:
    """One import of (day's natural id, kind, amount, currency)."""
    drafts = [
        FactDraft(f"{name}:{kind.name}", None, kind, NOW, channel="paid_search", amount=n, currency=unit)
        for name, kind, n, unit in stated
    ]
    with transaction.atomic():
        ready = prepare_facts(drafts, make_digest(settings.SECRET_KEY))
        return record_facts("ads", ready, {}, now=NOW, import_id=import_id)


def sums(kind: FactKind = SPEND) -> dict[str, int]:
    found: dict[str, int] = {}
    for currency, amount in Fact.objects.filter(kind=int(kind)).values_list("currency", "amount"):
        found[currency] = found.get(currency, 0) + (amount or 0)
    return {currency: amount for currency, amount in found.items() if amount}


def test_the_newer_statement_counts_once_and_repeating_it_changes_nothing() -> None:
    state(1, ("monday", SPEND, 1000, "EUR"), ("tuesday", SPEND, 500, "EUR"))
    first = list(Fact.objects.order_by("seq").values())
    assert state(2, ("monday", SPEND, 1200, "EUR"), ("tuesday", SPEND, 500, "EUR")) == (1, 1)
    assert sums() == {"EUR": 1700}
    assert list(Fact.objects.order_by("seq").values())[:2] == first, "nothing was rewritten"
    assert state(3, ("monday", SPEND, 1200, "EUR")) == (0, 1)
    assert Fact.objects.count() == 3


def test_a_statement_that_returns_to_what_it_was_is_followed() -> None:
    for number, amount in enumerate((10, 12, 10, 10, 7), 1):
        state(number, ("monday", SPEND, amount, "EUR"), ("monday", CLICKS, amount, ""))
        assert (sums(), sums(CLICKS)) == ({"EUR": amount}, {"": amount})
    assert [f.amount for f in Fact.objects.filter(kind=int(SPEND)).order_by("seq")] == [10, 2, -2, -3]


def test_a_statement_of_nothing_takes_back_what_stood_and_is_no_fact_of_its_own() -> None:
    assert state(1, ("monday", SPEND, 0, "EUR"), ("monday", CLICKS, 0, "")) == (0, 0)
    state(2, ("monday", SPEND, 1000, "EUR"), ("monday", CLICKS, 7, ""))
    for number in (3, 4):
        state(number, ("monday", SPEND, 0, "EUR"), ("monday", CLICKS, 0, ""))
        assert (sums(), sums(CLICKS)) == ({}, {})
    assert Fact.objects.count() == 4
    state(5, ("monday", SPEND, 900, "EUR"))
    assert sums() == {"EUR": 900}


def test_a_statement_in_another_currency_takes_the_old_one_back() -> None:
    state(1, ("monday", SPEND, 1000, "EUR"))
    state(2, ("monday", SPEND, 1100, "USD"))
    assert sums() == {"USD": 1100}
    state(3, ("monday", SPEND, 900, "EUR"))
    assert sums() == {"EUR": 900}


def test_two_amounts_within_one_import_are_no_correction() -> None:
    state(1, ("monday", SPEND, 1000, "EUR"), ("monday", SPEND, 1, "EUR"))
    state(1, ("monday", SPEND, 2, "EUR"))
    assert sums() == {"EUR": 1000}


def test_another_system_and_another_kind_are_not_touched() -> None:
    state(1, ("monday", FactKind.revenue, 1000, "EUR"))
    assert state(2, ("monday", FactKind.revenue, 900, "EUR")) == (0, 1)
    assert sums(FactKind.revenue) == {"EUR": 1000}


def test_many_days_in_any_order_end_as_each_was_stated_last() -> None:
    days = [f"day{n}" for n in range(30)]
    wanted: dict[str, int] = {}
    for number in range(1, 9):
        chosen = random.Random(number).sample(days, 17)
        stated = {day: random.Random(f"{number}{day}").randint(0, 5) for day in chosen}
        state(number, *((day, SPEND, amount, "EUR") for day, amount in stated.items()))
        wanted |= stated
    assert sums() == {"EUR": sum(wanted.values())}


def test_mutant_statements_that_are_known_by_name_alone_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.ledger.record.restate", lambda source, facts, import_id: list(facts))
    with pytest.raises(AssertionError):
        test_a_statement_that_returns_to_what_it_was_is_followed()
