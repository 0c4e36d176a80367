"""One contact, whole: records side by side, what both teams did, deals, what people decided."""

import json
from collections.abc import Collection

from accord.contacts.deal_views import deals_of_contact
from accord.contacts.models import Contact, Identity, Ruling
from accord.contacts.naming import spell_names
from accord.contacts.shapes import ContactPage, RecordView, RulingView, TouchView
from accord.contacts.visible import no_such_contact, visible_contacts
from accord.ledger.hits import Judged, latest_judgements
from accord.ledger.models import Act, Fact, SourceRecord
from accord.ledger.withdrawn import withdrawn_facts
from accord.vocabulary.facts import (
    BUYER_TOUCHES,
    MARKETING_TOUCHES,
    SALES_TOUCHES,
    TOUCHES,
    Agent,
    FactKind,
    Team,
)
from accord.vocabulary.people import Viewer

TOUCHES_SHOWN = 200


def get_contact(viewer: Viewer, contact_id: int) -> ContactPage:
    """Everything about one contact. A number that was merged away answers with the contact it lives in.

    Raises `NotFound` for an unknown contact and, with the same words, for one that is not for this viewer.
    """
    contact = _find(viewer, contact_id)
    keys = list(Identity.objects.filter(contact_id=contact.pk).values_list("key", flat=True))
    touches = Fact.objects.filter(subject__in=keys, kind__in=[int(kind) for kind in TOUCHES])
    touches = touches.exclude(seq__in=withdrawn_facts(keys))
    judged = latest_judgements(keys)
    return ContactPage(
        id=contact.pk,
        name=spell_names([contact.pk]).get(contact.pk, ""),
        account_id=contact.account_id,
        account=contact.account.name if contact.account else "",
        owner=contact.owner,
        records=_records(keys),
        touches=tuple(
            view_touch(fact, judged.get(fact.seq))
            for fact in touches.order_by("-occurred_at", "-source", "-source_id")[:TOUCHES_SHOWN]
        ),
        touches_total=touches.count(),
        deals=deals_of_contact(contact.pk),
        rulings=_rulings(keys),
    )


def _find(viewer: Viewer, contact_id: int) -> Contact:
    seen = visible_contacts(viewer).select_related("account")
    contact = seen.filter(pk=contact_id).first()
    if contact is None:
        now_in = (
            Identity.objects.filter(home=contact_id, home__gt=0).values_list("contact_id", flat=True).first()
        )
        contact = seen.filter(pk=now_in).first() if now_in else None
    if contact is None:
        raise no_such_contact(contact_id)
    return contact


def team_of(kind: int) -> Team:
    """Whose act a fact is."""
    fact_kind = FactKind(kind)
    if fact_kind in BUYER_TOUCHES:
        return Team.buyer
    if fact_kind in MARKETING_TOUCHES:
        return Team.marketing
    return Team.sales if fact_kind in SALES_TOUCHES else Team.system


def view_touch(fact: Fact, judged: Judged | None = None) -> TouchView:
    """A fact as a page shows it; of a judged hit the filter says whose it is."""
    return TouchView(
        seq=fact.seq,
        kind=FactKind(fact.kind),
        team=team_of(fact.kind),
        occurred_at=fact.occurred_at,
        channel=fact.channel,
        campaign=fact.campaign,
        asset=fact.asset,
        actor=fact.actor,
        value=fact.value,
        human=(judged.klass.agent if judged else fact.agent) == Agent.human,
        source=fact.source,
    )


def _records(keys: Collection[int]) -> tuple[RecordView, ...]:
    records = SourceRecord.objects.filter(pk__in=keys).order_by("source", "kind", "external_id")
    return tuple(
        RecordView(
            key=r.pk,
            source=r.source,
            external_id=r.external_id,
            name=r.name,
            email=r.email,
            phone=r.phone,
            company=r.company,
            country=r.country,
            modified_at=r.modified_at,
            received_at=r.received_at,
            values=json.loads(r.values) if r.values else {},
            stub=not r.values,
        )
        for r in records
    )


def _rulings(keys: Collection[int]) -> tuple[RulingView, ...]:
    """Standing decisions about any of these records, newest first."""
    rulings = Ruling.objects.filter(active=True)
    found = {r.act_key: r.same for r in (*rulings.filter(left__in=keys), *rulings.filter(right__in=keys))}
    acts = Act.objects.filter(key__in=found).order_by("-occurred_at", "key")
    return tuple(RulingView(a.key, found[a.key], a.actor, a.reason, a.occurred_at) for a in acts)
