"""The account around a lead: who else there did something lately, and its deals."""

from collections import Counter
from datetime import datetime

from django.db.models import Max

from accord.contacts.deal_views import view_deals
from accord.contacts.models import Account, Contact, Deal, Identity
from accord.contacts.naming import spell_names
from accord.contacts.visible import find_visible_ids
from accord.ledger.models import Fact
from accord.ledger.withdrawn import withdrawn_facts
from accord.reporting.desk.shapes import AccountContext, Colleague
from accord.vocabulary.facts import HUMAN_BUYER_TOUCHES, Agent
from accord.vocabulary.people import Role, Viewer

_SHOWN = 20


def find_account_context(viewer: Viewer, account: int, but: int, since: datetime) -> AccountContext | None:
    """The account without the person `but`; None where it is gone."""
    found = Account.objects.filter(pk=account).first()
    if found is None:
        return None
    touches, last = _active(account, but, since)
    visible = find_visible_ids(viewer, set(touches))
    names = spell_names(visible)
    owners = dict(Contact.objects.filter(pk__in=visible).values_list("pk", "owner"))
    colleagues = sorted(
        (
            Colleague(
                contact=one, name=names.get(one, ""), owner=owners.get(one, ""), touches=n, last_at=last[one]
            )
            for one, n in touches.items()
            if one in visible
        ),
        key=lambda each: (-each.last_at.timestamp(), each.contact),
    )
    deals = Deal.objects.filter(account_id=account)
    if viewer.role is Role.rep:
        deals = deals.filter(owner__in=sorted({"", *viewer.sales_ids, *viewer.team_sales_ids}))
    return AccountContext(
        id=account,
        name=found.name,
        since=since,
        active=len(touches),
        colleagues=tuple(colleagues[:_SHOWN]),
        deals=view_deals(deals),
    )


def _active(account: int, but: int, since: datetime) -> tuple[Counter[int], dict[int, datetime]]:
    """How often each colleague touched us since then, by their own hand, and when last."""
    seats = dict(
        Identity.objects.filter(contact__account_id=account)
        .exclude(contact_id=but)
        .values_list("key", "contact_id")
    )
    facts = Fact.objects.filter(subject__in=seats, kind__in=[int(kind) for kind in HUMAN_BUYER_TOUCHES])
    facts = facts.filter(agent=int(Agent.human), occurred_at__gte=since)
    facts = facts.exclude(seq__in=withdrawn_facts(list(seats)))
    touches: Counter[int] = Counter()
    last: dict[int, datetime] = {}
    counted = facts.values("subject").annotate(latest=Max("occurred_at"))
    for subject, latest in counted.values_list("subject", "latest"):
        one = seats[subject]
        last[one] = max(latest, last.get(one, latest))
    for subject in facts.values_list("subject", flat=True):
        touches[seats[subject]] += 1
    return touches, last
