"""The next best acts of one lead: what the record, the contact policy and the agreement say, put to the rules."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from accord.agreement.clocks import Turn
from accord.agreement.contact import Ask, decide_contact
from accord.agreement.contact.hours import walls_of
from accord.agreement.handing_over import calendar_for, turn_of
from accord.agreement.next_act import Act, Asset, Because, Did, Known, NextAct, Rule, Way, decide_next_act
from accord.agreement.next_act.terms import attempts_of, line_for, next_due, quiet_reason, return_reason
from accord.agreement.next_act.usual import usual_hour
from accord.agreement.shape import Document
from accord.contacts.may_contact import policy_of
from accord.contacts.models import Contact
from accord.contacts.shapes import ContactPage
from accord.contacts.situation import read_situation
from accord.handoffs.models import Handoff
from accord.reporting.desk.shapes import AccountContext, LeadRow
from accord.teams.agreements import current
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import GENUINE_ATTEMPTS, HUMAN_BUYER_TOUCHES, Team
from accord.vocabulary.said import said

GONE = (
    NextAct(
        act=Act.leave,
        rule=Rule.closed,
        because=(Because(said("the person was erased, or is no longer known")),),
    ),
)
_FIELDS = {Medium.phone: "phone", Medium.email: "email"}


def find_ways(page: ContactPage, now: datetime) -> tuple[tuple[Way, ...], str]:
    """Each medium that the person is known by, with what the policy in force says, and the zone of their wall."""
    contact = Contact.objects.select_related("account").get(pk=page.id)
    standing = current(now)
    policy = policy_of(standing)
    ways, zone = [], policy.home
    for medium, field in _FIELDS.items():
        # What Accord itself says is held by every clause, those that only observe too: nobody is sent to call at night.
        ask = Ask(team=Team.sales, medium=medium, automatic=False, ours=True)
        situation = read_situation(contact, policy, ask, now)
        walls, _ = walls_of(policy, situation)
        zone = walls[0] if len(walls) == 1 else policy.home
        if any(getattr(record, field) for record in page.records):
            ways.append(Way(medium, partial(decide_contact, policy, situation, ask)))
    return tuple(ways), zone


def suggest(
    row: Handoff,
    lead: LeadRow,
    page: ContactPage | None,
    document: Document,
    now: datetime,
    *,
    stage: str = "",
    due_clause: str = "",
    away_until: datetime | None = None,
    account: AccountContext | None = None,
    pieces: Sequence[Asset] = (),
    refused: Collection[str] = (),
) -> tuple[NextAct, ...]:
    """The suggestions for a lead, the best first, refused ones last; for who is erased, to leave it."""
    if page is None:
        return GONE
    ways, zone = find_ways(page, now)
    calendar, turn = calendar_for(document, zone), _turn(document, row, zone)
    began = min(row.touched_at, row.offered_at)
    did = tuple(Did(t.occurred_at, t.kind) for t in page.touches if t.human and t.occurred_at >= began)
    last = max((one.at for one in did if one.kind in GENUINE_ATTEMPTS), default=None)
    theirs = [t.occurred_at for t in page.touches if t.human and t.kind in HUMAN_BUYER_TOUCHES]
    in_deal = _deal_owner(row, account)
    known = Known(
        state=lead.state,
        hot=lead.hot,
        began_at=began,
        did=did,
        ways=ways,
        due_at=lead.next_due,
        due_clause=due_clause,
        attempts=attempts_of(document, turn),
        pace_at=next_due(document, turn, last),
        away_until=away_until,
        deal_owner=in_deal,
        return_reason=return_reason(document, turn, now) if in_deal else "",
        quiet_reason=quiet_reason(document),
        pieces=tuple(pieces),
        line=line_for(document, stage, {lead.klass, lead.account_name} - {""}, now.date()),
        zone=zone,
        usual_hour=usual_hour(theirs, zone),
    )
    if calendar is not None and calendar.hours:
        known = replace(
            known,
            day=(calendar.hours[0].start, calendar.hours[-1].end),
            days=frozenset(calendar.days.days),
        )
    return tuple(sorted(decide_next_act(known, now), key=lambda one: one.mark in refused))


def _turn(document: Document, row: Handoff, zone: str) -> Turn | None:
    calendar = calendar_for(document, zone)
    return turn_of(calendar, row.owner, row.offered_at) if calendar else None


def _deal_owner(row: Handoff, account: AccountContext | None) -> str:
    """Who else has an open deal with the account; empty: nobody else."""
    deals = [one for one in (account.deals if account else ()) if one.state == "open" and one.owner]
    return next((one.owner for one in deals if one.owner != row.owner), "")
