"""A person's membership of a campaign, and the statuses that this campaign has."""

from collections.abc import Callable
from typing import Any

from accord.connectors.salesforce.live.soql import by_campaign_and_person, statuses_of

FIELDS = ("Id", "Status", "CampaignId", "LeadId", "ContactId", "LastModifiedById", "SystemModstamp")
Query = Callable[..., list[dict[str, Any]]]


def find_member(query: Query, campaign: str, person: str) -> dict[str, Any] | None:
    """The membership of a lead or contact, as it stands now; None where there is none."""
    found = query(by_campaign_and_person(FIELDS, campaign, person), all_rows=False)
    return found[0] if found else None


def find_labels(query: Query, campaign: str) -> list[str]:
    """The labels that a member of this campaign can carry, in the campaign's own order.

    They are asked for before a status is written: the API takes any text and shows it nowhere.
    """
    return [str(one["Label"]) for one in query(statuses_of(campaign), all_rows=False)]
