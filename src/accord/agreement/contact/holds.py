"""Then sales in conversation: what holds marketing back from one person or account. Sales is never held here."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from accord.agreement.contact.asked import Ask, Situation
from accord.agreement.contact.terms import Hold, HoldKind, Policy
from accord.agreement.contact.verdict import Reason, Why
from accord.vocabulary.facts import Team
from accord.vocabulary.said import said


def find_holds(policy: Policy, situation: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    """Each hold that stands at this instant, in the order of the closed list of reasons."""
    if ask.team is not Team.marketing:
        return
    by_kind = {hold.kind: hold for hold in policy.holds}
    for kind, find in _FINDERS.items():
        if kind in by_kind:
            yield from find(by_kind[kind], situation, ask, at)


def _conversation(hold: Hold, situation: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    spoke = [one for one in situation.spoke if one.at <= at]
    if not spoke:
        return
    last = max(spoke, key=lambda one: (one.at, one.seq))
    until = last.at + (hold.span or timedelta())
    if at < until:
        sentence = said("sales spoke with them on %(day)s", day=f"{last.at:%Y-%m-%d %H:%M} UTC")
        yield Reason(Why.conversation, sentence, hold.clause, hold.mode, until, last.actor or "sales")


def _open_deal(hold: Hold, situation: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    for deal in situation.deals:
        if not ask.campaign or ask.campaign not in deal.approved:
            sentence = said("an opportunity is open, and its owner has not approved this")
            yield Reason(Why.open_deal, sentence, hold.clause, hold.mode, None, deal.owner or "sales")


def _complaint(hold: Hold, situation: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    if any(since <= at for since in situation.complaints):
        since = min(situation.complaints)
        sentence = said("a complaint of %(day)s is open", day=f"{since:%Y-%m-%d}")
        yield Reason(Why.complaint, sentence, hold.clause, hold.mode, None, "success")


def _renewal(hold: Hold, situation: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    for ends in sorted(situation.renewals):
        if ends - (hold.span or timedelta()) <= at < ends:
            sentence = said("their contract is up for renewal on %(day)s", day=f"{ends:%Y-%m-%d}")
            yield Reason(Why.renewal, sentence, hold.clause, hold.mode, ends, "success")


_FINDERS = {
    HoldKind.conversation: _conversation,
    HoldKind.open_deal: _open_deal,
    HoldKind.complaint: _complaint,
    HoldKind.renewal: _renewal,
}
