"""The contact policy of every version that was in force, and which campaigns owners of opportunities approved."""

from datetime import datetime

from accord.contacts.contact_deals import find_approvals
from accord.contacts.may_contact import policy_of
from accord.measures.contact_bound import Approved, ContactBound
from accord.teams.agreements import chain_at


def contact_in_force(now: datetime) -> ContactBound:
    """Each touch is read under the policy of its own instant; empty without an agreement."""
    return ContactBound(
        tuple((one.since, policy_of(one)) for one in chain_at(now)),
        tuple(Approved(deal, campaign, since) for deal, campaign, since in find_approvals()),
    )
