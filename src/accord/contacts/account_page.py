"""One account, whole: its people, its deals, and what both teams did there."""

from datetime import datetime

from django.db.models import Count, Max

from accord.contacts.contact_page import team_of
from accord.contacts.deal_views import view_deals
from accord.contacts.find import contact_rows, visible_accounts
from accord.contacts.models import AccountAlias, Contact, Deal, Identity
from accord.contacts.shapes import AccountPage, Coverage
from accord.contacts.visible import visible_contacts
from accord.ledger.models import Fact
from accord.ledger.withdrawn import withdrawn_facts
from accord.vocabulary.errors import NotFound
from accord.vocabulary.facts import TOUCHES, Team
from accord.vocabulary.people import Role, Viewer

PEOPLE_SHOWN = 200


def get_account(viewer: Viewer, account_id: int) -> AccountPage:
    """Everything about one account: the people and deals this viewer may see, coverage by everyone.

    Raises `NotFound` for an unknown account and, with the same words, for one that is not for this viewer.
    """
    account = visible_accounts(viewer).filter(pk=account_id).first()
    if account is None:
        raise NotFound(
            "account.unknown", f"there is no account {account_id}", "search for the company by name"
        )
    people = visible_contacts(viewer).filter(account_id=account_id).select_related("account").order_by("pk")
    deals = Deal.objects.filter(account_id=account_id)
    if viewer.role == Role.rep:
        deals = deals.filter(owner__in=sorted({"", *viewer.sales_ids, *viewer.team_sales_ids}))
    spelt = AccountAlias.objects.filter(account_id=account_id).exclude(kind="record")
    spellings = {alias.spelling or alias.value.rstrip("|") for alias in spelt}
    return AccountPage(
        id=account.pk,
        name=account.name,
        domain=account.domain,
        country=account.country,
        spellings=tuple(sorted(spellings - {account.name, account.domain})),
        people=contact_rows(people[:PEOPLE_SHOWN]),
        people_total=Contact.objects.filter(account_id=account_id, gone=False).count(),
        deals=view_deals(deals),
        coverage=_coverage(account_id),
    )


def _coverage(account_id: int) -> tuple[Coverage, ...]:
    """Touches of each team with this account's people; a joint figure, the same for every role."""
    keys = Identity.objects.filter(contact__account_id=account_id).values("key")
    facts = Fact.objects.filter(subject__in=keys, kind__in=[int(kind) for kind in TOUCHES])
    facts = facts.exclude(seq__in=withdrawn_facts(keys))
    touches: dict[Team, int] = {}
    last: dict[Team, datetime] = {}
    for kind, count, latest in facts.values_list("kind").annotate(n=Count("seq"), latest=Max("occurred_at")):
        team = team_of(kind)
        touches[team] = touches.get(team, 0) + count
        last[team] = max(latest, last.get(team, latest))
    people: dict[Team, set[int]] = {}
    seats = dict(Identity.objects.filter(contact__account_id=account_id).values_list("key", "contact_id"))
    for subject, kind in facts.values_list("subject", "kind").distinct():
        people.setdefault(team_of(kind), set()).add(seats[subject])
    return tuple(
        Coverage(team, touches.get(team, 0), len(people.get(team, ())), last.get(team))
        for team in (Team.buyer, Team.marketing, Team.sales)
    )
