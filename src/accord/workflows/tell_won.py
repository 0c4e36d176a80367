"""Won: one word to both teams at once, with the name of everybody of ours who had a part in it.

Names as credit, in the order of the alphabet, and no figure of anybody's: it ranks nobody.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accord.agreement.handing_over import act_until
from accord.contacts.deal_views import view_deals
from accord.contacts.models import Deal, DealPerson, Identity
from accord.ledger.acts import record_act
from accord.ledger.jobs import ClaimedJob
from accord.ledger.models import Act, Fact
from accord.ledger.withdrawn import withdrawn_facts
from accord.teams.agreements import current
from accord.teams.notices import find_actor_names, find_of_team, notify
from accord.vocabulary.facts import MARKETING_TOUCHES, SALES_TOUCHES, FactKind
from accord.vocabulary.notices import NoticeKind
from accord.workflows.go_live import live_from

TEAMS = ("marketing", "sales")
_PARTS = (
    MARKETING_TOUCHES
    | SALES_TOUCHES
    | {
        FactKind.owner_assigned,
        FactKind.accepted,
        FactKind.need_confirmed,
        FactKind.converted,
        FactKind.deal_created,
        FactKind.deal_stage,
        FactKind.deal_won,
    }
)


def do_won(job: ClaimedJob, now: datetime) -> None:
    """The worker's part: tell of one deal, once for ever."""
    with transaction.atomic():
        tell_won(int(job.key), now)


def tell_won(deal_key: int, now: datetime) -> bool:
    """Tell both teams that a deal is won; False when there is nothing to tell. Expects a transaction.

    Only after go-live, under a signed agreement, of a win that came within its `act_within`, while the deal is
    still won, and never twice: a deal that is opened again and won again was told of.
    """
    agreement, live = current(now), live_from()
    deal = Deal.objects.filter(pk=deal_key).first()
    if agreement is None or not agreement.signed or live is None or deal is None:
        return False
    (view,) = view_deals([deal])
    if view.state != "won" or view.closed_at is None or view.closed_at < live:
        return False
    if _arrived(deal_key, view.closed_at) > act_until(agreement.document, view.closed_at):
        return False
    key = f"won_told:{deal_key}"
    if not record_act(
        key=key, kind="won_told", actor="accord", subject=deal_key, agreement_hash=agreement.hash, now=now
    ):
        return False
    people = find_parts(deal)
    to = [user for team in TEAMS for user in find_of_team(team)]
    notify(NoticeKind.won, f"deal:{deal_key}", to, cause=key, now=now, values={"people": people})
    return True


def find_parts(deal: Deal) -> list[str]:
    """Everybody of ours who had a part: as facts and acts call them, each person once, by name.

    Who touched anybody of the deal's people, or the deal; who decided something about them; who owns them.
    """
    keys = _keys_beside(deal)
    facts = Fact.objects.filter(subject__in=keys, kind__in=[int(kind) for kind in _PARTS]).exclude(actor="")
    facts = facts.exclude(seq__in=withdrawn_facts(keys))
    acts = Act.objects.filter(Q(subject__in=keys) | Q(other__in=keys), actor__startswith="user:")
    owners = Identity.objects.filter(key__in=keys).values_list("contact__owner", flat=True)
    actors = {
        *facts.values_list("actor", flat=True).distinct(),
        *acts.values_list("actor", flat=True).distinct(),
        *owners,
        deal.owner,
    }
    by_name: dict[str, str] = {}
    for actor, name in sorted(find_actor_names(actors).items()):
        by_name.setdefault(name, actor)
    return [by_name[name] for name in sorted(by_name, key=str.casefold)]


def _keys_beside(deal: Deal) -> list[int]:
    """The deal's own key, and every record of the people in it, or whose journey it ends."""
    named = DealPerson.objects.filter(deal_key=deal.pk).values("person_key")
    contacts = set(Identity.objects.filter(key__in=named).values_list("contact_id", flat=True))
    contacts |= {deal.contact} - {0}
    return [deal.pk, *Identity.objects.filter(contact_id__in=contacts).values_list("key", flat=True)]


def _arrived(deal_key: int, closed_at: datetime) -> datetime:
    """When we first heard that it was won then."""
    won = Fact.objects.filter(subject=deal_key, kind=int(FactKind.deal_won), occurred_at=closed_at)
    first = won.order_by("received_at").values_list("received_at", flat=True).first()
    return first or closed_at
