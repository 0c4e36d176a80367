"""A deal as its facts leave it: when it began, was won or lost, at which stage, for how much."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from accord.reporting.mirror.facts import KIND, SUBJECT, facts_about
from accord.reporting.mirror.whose import origins, places_of
from accord.vocabulary.facts import FactKind

# Columns of `facts.select_facts`.
_SOURCE, _ID, _WHEN, _ACTOR, _VALUE, _AMOUNT, _CURRENCY = 1, 2, 5, 10, 11, 12, 13


def deal_rows(deals: Collection[int], version: int) -> list[tuple[Any, ...]]:
    """Rows of the mirror's `deals` for these deals, in its column order."""
    by_deal: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for fact in facts_about(sorted(deals)):
        by_deal[fact[SUBJECT]].append(fact)
    places, sources = places_of(deals), origins(deals)
    return [
        (
            deal,
            place.contact,
            place.account,
            sources.get(deal, ("", True))[0],
            *_story(by_deal[deal]),
            version,
            False,
        )
        for deal, place in places.items()
    ]


def _story(facts: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """(owner, created_at, won_at, lost_at, stage, amount, currency) after all facts, in their order."""
    owner, stage, currency = "", "", ""
    created = won = lost = amount = None
    for fact in sorted(facts, key=lambda f: (f[_WHEN], f[_SOURCE], f[_ID])):
        kind, when = fact[KIND], fact[_WHEN]
        if kind == FactKind.deal_created and created is None:
            created = when
        elif kind == FactKind.deal_won:
            won, lost = when if won is None else won, None
        elif kind == FactKind.deal_lost:
            won, lost = None, when
        elif kind == FactKind.deal_reopened:
            won = lost = None
        elif kind == FactKind.deal_stage:
            stage = fact[_VALUE]
        elif kind == FactKind.owner_assigned:
            owner = fact[_ACTOR]
        if kind in (FactKind.deal_amount, FactKind.deal_won) and fact[_AMOUNT] is not None:
            amount, currency = fact[_AMOUNT], fact[_CURRENCY]
    return owner, created, won, lost, stage, amount, currency
