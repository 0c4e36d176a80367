"""What routing must know of a lead's account and past, from the record."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Max

from accord.agreement.routing import Ask, Candidate, Earlier, Known, worked_within
from accord.agreement.routing.known import CUSTOMER
from accord.agreement.routing.terms import MARKETING
from accord.agreement.shape import Document
from accord.agreement.shape.journey import Handoff as Clause
from accord.contacts.models import Contact, Deal, Identity
from accord.handoffs.find import count_open
from accord.handoffs.models import Handoff, HandoffTurn
from accord.ledger.models import Fact, SourceRecord
from accord.ledger.withdrawn import withdrawn_facts
from accord.reporting.lead_now import Known as Said
from accord.reporting.lead_now import LeadNow
from accord.teams.agreements import Current
from accord.teams.candidates import find_candidates
from accord.vocabulary.facts import GENUINE_ATTEMPTS, Agent, FactKind
from accord.vocabulary.handoffs import UNCOUNTED, HandoffState

_DEAL_KINDS = (FactKind.deal_won, FactKind.deal_lost, FactKind.deal_reopened)
_ENDED = {int(FactKind.deal_won), int(FactKind.deal_lost)}
_GAVE_BACK = frozenset({HandoffState.returned.value})


def people_now(standing: Current, now: datetime) -> tuple[Candidate, ...]:
    """Everybody to whom a lead could go, with what they have to do already."""
    owners = set(Handoff.objects.filter(closed_at=None).values_list("owner", flat=True).distinct())
    last = dict(HandoffTurn.objects.values_list("owner").annotate(last=Max("since")))
    return find_candidates(standing.document, now, open_leads=count_open(owners), last_assigned=last)


def people_at_work(standing: Current, now: datetime) -> tuple[Candidate, ...]:
    """The same people without what they have to do: their hours and absences are all that a clock asks."""
    return find_candidates(standing.document, now)


def contact_of(subject: int) -> int | None:
    """The contact of an identity key, or the one whose journey a deal ends."""
    found = Identity.objects.filter(key=subject).values_list("contact_id", flat=True).first()
    return found or Deal.objects.filter(key=subject).values_list("contact", flat=True).first() or None


def keys_of(contact: int) -> list[int]:
    """Every identity key of a contact."""
    return sorted(Identity.objects.filter(contact_id=contact).values_list("key", flat=True))


def of_sales(news: Iterable[Said], people: Iterable[Candidate]) -> list[Said]:
    """What happened, without what people of marketing tried: the clock is that of the team that took over.

    Whom nobody here knows counts as of sales: nobody is blamed for a call that only its system can name.
    """
    theirs = [one for one in people if one.team == MARKETING]
    return [
        each
        for each in news
        if each.fact.kind not in GENUINE_ATTEMPTS or not any(one.is_called(each.actor) for one in theirs)
    ]


def known_of(lead: LeadNow, document: Document, clause: Clause, now: datetime) -> Known:
    """What is known of the person and the account."""
    contact = Contact.objects.get(pk=lead.contact)
    deals = _deals(contact, lead.contact)
    open_deals = [key for key, state in deals.items() if state == "open"]
    owner = _deal_owner(open_deals)
    worked = _worked(lead, worked_within(document), now)
    return Known(
        deal_owner=owner,
        in_deal=bool(open_deals),
        customer="won" in deals.values(),
        worked_by=worked[0] if worked else "",
        worked_at=worked[1] if worked else None,
        earlier=_earlier(contact.account_id, lead.contact, clause.id, now),
    )


def ask_for(
    lead: LeadNow,
    clause: Clause,
    known: Known,
    *,
    lead_class: str,
    hot: bool,
    excluded: dict[str, str] | None = None,
    last_owner: str = "",
) -> Ask:
    """The question to the route."""
    contact = Contact.objects.select_related("account").get(pk=lead.contact)
    country = contact.account.country if contact.account else ""
    return Ask(
        kind=clause.id,
        team=str(clause.to or ""),
        deal_owner=known.deal_owner,
        account_owner=_account_owner(contact),
        last_owner=last_owner,
        account=contact.account_id or 0,
        territory=country,
        country=country or _country(keys_of(lead.contact)),
        lead_class=lead_class,
        hot=hot,
        excluded=excluded or {},
    )


def success_of(lead: LeadNow, document: Document, people: Iterable[Candidate]) -> tuple[str, str]:
    """(team, person) to whom a customer's lead is told: the team that `known_already: customer` names.

    The person is who of that team owns the contact, else a colleague of theirs; empty: somebody of the team in turn.
    Both are empty where nobody is of it.
    """
    qualified = document.qualified_lead
    team = qualified.known_already.get(CUSTOMER, "").removeprefix("tell ").strip() if qualified else ""
    theirs = [one for one in people if one.active and team and one.team == team]
    if not theirs:
        return "", ""
    contact = Contact.objects.get(pk=lead.contact)
    seats = Contact.objects.filter(account_id=contact.account_id or 0, gone=False).exclude(owner="")
    owners = [contact.owner, *seats.order_by("-version").values_list("owner", flat=True)]
    return team, next((one.ref for owner in owners for one in theirs if one.is_called(owner)), "")


def _country(keys: Collection[int]) -> str:
    rows = SourceRecord.objects.filter(key__in=keys).exclude(country="").order_by("-modified_at", "key")
    return rows.values_list("country", flat=True).first() or ""


def _account_owner(contact: Contact) -> str:
    """Who has the account: the owner of the contact, else of a colleague that somebody has."""
    if contact.owner or contact.account_id is None:
        return contact.owner
    others = Contact.objects.filter(account_id=contact.account_id, gone=False).exclude(owner="")
    return others.order_by("-version").values_list("owner", flat=True).first() or ""


def _deals(contact: Contact, contact_id: int) -> dict[int, str]:
    """The deals of the person and of their account: open, won or lost."""
    rows = Deal.objects.filter(contact=contact_id)
    if contact.account_id is not None:
        rows = rows | Deal.objects.filter(account_id=contact.account_id)
    keys = sorted(set(rows.values_list("key", flat=True)))
    found = dict.fromkeys(_made(keys), "open")
    facts = Fact.objects.filter(subject__in=keys, kind__in=[int(kind) for kind in _DEAL_KINDS])
    facts = facts.exclude(seq__in=withdrawn_facts(keys)).order_by("occurred_at", "source", "source_id")
    for key, kind in facts.values_list("subject", "kind"):
        found[key] = "open" if kind not in _ENDED else "won" if kind == FactKind.deal_won else "lost"
    return found


def _made(keys: Collection[int]) -> Iterable[int]:
    rows = SourceRecord.objects.filter(key__in=keys, deleted=False).exclude(values="")
    return rows.values_list("key", flat=True)


def _deal_owner(keys: Collection[int]) -> str:
    rows = Deal.objects.filter(key__in=keys).exclude(owner="").order_by("key")
    return rows.values_list("owner", flat=True).first() or ""


def _worked(lead: LeadNow, back: timedelta | None, now: datetime) -> tuple[str, datetime] | None:
    """Who last tried to reach this person before the present lead began, and when."""
    if back is None or not lead.journey.passes:
        return None
    began = lead.journey.passes[-1].opened_at
    tried = [
        (each.fact.occurred_at, each.actor)
        for each in lead.known
        if each.fact.kind in GENUINE_ATTEMPTS
        and each.fact.agent == Agent.human
        and each.actor
        and now - back <= each.fact.occurred_at < began
    ]
    at, who = max(tried, default=(None, ""))
    return (who, at) if at else None


def _earlier(account: int | None, contact: int, kind: str, now: datetime) -> tuple[Earlier, ...]:
    """The hand-offs that this account had of other people in the last week."""
    if account is None:
        return ()
    mine = Identity.objects.filter(contact_id=contact).values("key")
    same = Identity.objects.filter(contact__account_id=account).values("key")
    rows = Handoff.objects.filter(kind=kind, subject__in=same, offered_at__gt=now - timedelta(days=7))
    rows = rows.exclude(subject__in=mine).exclude(state__in=[state.value for state in UNCOUNTED])
    return tuple(
        Earlier(row.key, row.kind, row.owner, row.offered_at, stands=row.state not in _GAVE_BACK)
        for row in rows
    )
