"""A deal as its facts leave it: when it began, was won or lost, at which stage, for how much."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from accord.reporting.mirror.facts import KIND, SUBJECT, facts_about
from accord.reporting.mirror.whose import origins, places_of
from accord.vocabulary.deal_types import DealType, deal_type_of
from accord.vocabulary.facts import FactKind

# Columns of `facts.select_facts`.
_WON = (FactKind.deal_won, FactKind.renewal_won)
_LOST = (FactKind.deal_lost, FactKind.renewal_lost)
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
            *story_of(by_deal[deal]),
            version,
            False,
        )
        for deal, place in places.items()
    ]


def story_of(facts: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """(owner, created_at, won_at, lost_at, stage, amount, currency, deal_type, term_ends_at) in the end of these facts,
    which are in the columns of `facts.select_facts`.
    """
    owner, stage, currency, deal_type = "", "", "", ""
    created = won = lost = amount = term = None
    for fact in sorted(facts, key=lambda f: (f[_WHEN], f[_SOURCE], f[_ID])):
        kind, when = fact[KIND], fact[_WHEN]
        if kind == FactKind.deal_created and created is None:
            created = when
        elif kind in _WON:
            won, lost = when if won is None else won, None
        elif kind in _LOST:
            won, lost = None, when
        elif kind == FactKind.deal_reopened:
            won = lost = None
        elif kind == FactKind.deal_stage:
            stage = fact[_VALUE]
        elif kind == FactKind.owner_assigned:
            owner = fact[_ACTOR]
        elif kind == FactKind.attribute:
            name, _, said = (fact[_VALUE] or "").partition("=")
            deal_type = (deal_type_of(said) or "") if name == "deal_type" else deal_type
            term = _day(said, term) if name == "contract_end" else term
        if kind in (FactKind.renewal_won, FactKind.renewal_lost):
            deal_type = DealType.renewal
        if kind in (FactKind.deal_amount, *_WON) and fact[_AMOUNT] is not None:
            amount, currency = fact[_AMOUNT], fact[_CURRENCY]
    return owner, created, won, lost, stage, amount, currency, str(deal_type), term


def _day(text: str, before: datetime | None) -> datetime | None:
    """The day that a source names, at its midnight in UTC; what stood before where it names none."""
    try:
        return datetime.combine(date.fromisoformat(text.strip()[:10]), time())
    except ValueError:
        return before
