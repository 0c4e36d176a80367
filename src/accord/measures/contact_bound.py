"""The contact policy as the values that queries bind: what reaches people, holds and caps, each version since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from accord.agreement.clocks.instants import length, micros
from accord.agreement.contact.compiling import compile_contact
from accord.agreement.contact.reaches import REACHES
from accord.agreement.contact.terms import TWO_WAY, Hold, HoldKind, Policy
from accord.agreement.shape import Document

_EVER = -(2**62)


class Approved(NamedTuple):
    """The owner of an opportunity let a campaign reach its people."""

    deal: int
    campaign: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ContactBound:
    """The policies in the order in which they came into force (None: ever), and the campaigns that were approved.

    What is older than the first version is read under it.
    """

    policies: tuple[tuple[datetime | None, Policy], ...] = ()
    approved: tuple[Approved, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether any version says anything that a touch can collide with."""
        return any(policy.caps or policy.holds for _since, policy in self.policies)

    @property
    def landmark(self) -> timedelta:
        """How long after a lead qualified it is looked at: twice the longest window of the newest policy."""
        if not self.policies:
            return timedelta()
        newest = self.policies[-1][1]
        return 2 * max(newest.longest_cap, newest.longest_hold)

    def bound(self) -> dict[str, Any]:
        """The parameters of `contact_touches`, `collisions` and `collision_leads`; spans in microseconds."""
        holds = [{hold.kind: hold for hold in policy.holds} for _since, policy in self.policies]
        talks = [each.get(HoldKind.conversation) for each in holds]
        deals = [each.get(HoldKind.open_deal) for each in holds]
        caps = [(at, cap) for at, (_since, policy) in enumerate(self.policies) for cap in policy.caps]
        reached = [(int(kind), *how) for kind, how in sorted(REACHES.items())]
        return {
            "policy_from": [_micros(since) if at else _EVER for at, (since, _p) in enumerate(self.policies)],
            "talk_clauses": [_clause(hold) for hold in talks],
            "talk_times": [length(hold.span) if hold and hold.span else None for hold in talks],
            "deal_clauses": [_clause(hold) for hold in deals],
            "cap_policies": [at for at, _cap in caps],
            "cap_clauses": [cap.clause for _at, cap in caps],
            "cap_of_account": [cap.of_account for _at, cap in caps],
            "cap_teams": [cap.team.value if cap.team else "" for _at, cap in caps],
            "cap_media": [cap.medium.value if cap.medium else "" for _at, cap in caps],
            "cap_automatic": [cap.automatic for _at, cap in caps],
            "cap_most": [cap.n for _at, cap in caps],
            "cap_times": [length(cap.per) for _at, cap in caps],
            "approved_deals": [each.deal for each in self.approved],
            "approved_campaigns": [each.campaign for each in self.approved],
            "approved_from": [_micros(each.since) for each in self.approved],
            "reach_kinds": [kind for kind, *_how in reached],
            "reach_teams": [team.value for _kind, team, _medium, _automatic in reached],
            "reach_media": [medium.value for _kind, _team, medium, _automatic in reached],
            "reach_automatic": [automatic for _kind, _team, _medium, automatic in reached],
            "talk_kinds": sorted(int(kind) for kind in TWO_WAY),
            "landmark": length(self.landmark),
        }


def contact_bound(document: Document | None) -> ContactBound:
    """The policy of one document, as if it had been in force ever; empty without one."""
    return ContactBound(((None, compile_contact(document)),)) if document else ContactBound()


def _clause(hold: Hold | None) -> str | None:
    return hold.clause if hold else None


def _micros(instant: datetime | None) -> int:
    return _EVER if instant is None else micros(instant)
