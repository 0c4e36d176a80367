"""Deals as pages show them: the latest word of their facts."""

from collections.abc import Collection, Iterable

from accord.contacts.models import Deal, DealPerson, Identity
from accord.contacts.shapes import DealView
from accord.ledger.models import Fact, SourceRecord
from accord.ledger.withdrawn import withdrawn_facts
from accord.vocabulary.facts import FactKind

_SAYING = (
    FactKind.deal_created,
    FactKind.deal_stage,
    FactKind.deal_amount,
    FactKind.deal_won,
    FactKind.deal_lost,
    FactKind.deal_reopened,
)


def deals_of_contact(contact_id: int) -> tuple[DealView, ...]:
    """The deals that name any record of the contact, or end its journey."""
    keys = Identity.objects.filter(contact_id=contact_id).values("key")
    named = DealPerson.objects.filter(person_key__in=keys).values_list("deal_key", flat=True)
    ended = Deal.objects.filter(contact=contact_id).values_list("pk", flat=True)
    return view_deals(Deal.objects.filter(pk__in=[*named, *ended]))


def view_deals(deals: Iterable[Deal]) -> tuple[DealView, ...]:
    """These deals, newest first, in two queries."""
    deals = list(deals)
    keys = [deal.pk for deal in deals]
    names = dict(SourceRecord.objects.filter(pk__in=keys).values_list("key", "name"))
    facts = _facts_of(keys)
    views = [_view(deal, names.get(deal.pk, ""), facts.get(deal.pk, [])) for deal in deals]
    return tuple(
        sorted(views, key=lambda v: (v.created_at is None, v.created_at and -v.created_at.timestamp(), v.key))
    )


def _facts_of(keys: Collection[int]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    facts = Fact.objects.filter(subject__in=keys, kind__in=[int(kind) for kind in _SAYING])
    facts = facts.exclude(seq__in=withdrawn_facts(keys))
    for fact in facts.order_by("occurred_at", "source", "source_id"):
        found.setdefault(fact.subject, []).append(fact)
    return found


def _view(deal: Deal, name: str, facts: list[Fact]) -> DealView:
    stage, state, amount, currency = "", "open", None, ""
    created_at = closed_at = None
    for fact in facts:
        if fact.kind == FactKind.deal_created:
            created_at = created_at or fact.occurred_at
        elif fact.kind == FactKind.deal_stage:
            stage = fact.value
        elif fact.kind in (FactKind.deal_won, FactKind.deal_lost):
            state = "won" if fact.kind == FactKind.deal_won else "lost"
            closed_at = fact.occurred_at
        elif fact.kind == FactKind.deal_reopened:
            state, closed_at = "open", None
        if fact.amount is not None:
            amount, currency = fact.amount, fact.currency
    return DealView(
        key=deal.pk,
        name=name,
        owner=deal.owner,
        account_id=deal.account_id,
        contact_id=deal.contact or None,
        stage=stage,
        state=state,
        amount=amount,
        currency=currency,
        created_at=created_at,
        closed_at=closed_at,
    )
