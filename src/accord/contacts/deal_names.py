"""How a deal is called, and whose journey it ends: for tables of deals."""

from collections.abc import Collection
from typing import NamedTuple

from accord.contacts.models import Deal
from accord.contacts.visible import find_visible_ids
from accord.ledger.models import SourceRecord
from accord.ledger.sql import in_chunks
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer


class DealName(NamedTuple):
    """A deal's name as its record gives it (empty: none) and the contact whose journey it ends."""

    name: str
    contact: int


def find_deal_names(viewer: Viewer, deals: Collection[int]) -> dict[int, DealName]:
    """The deals whose contact the viewer may see; the others, and those of nobody, are absent."""
    if not may(viewer, Right.see_contacts):
        return {}
    found: dict[int, DealName] = {}
    for chunk in in_chunks(sorted(set(deals))):
        whose = dict(Deal.objects.filter(pk__in=chunk).exclude(contact=0).values_list("pk", "contact"))
        mine = find_visible_ids(viewer, set(whose.values()))
        named = dict(SourceRecord.objects.filter(pk__in=list(whose)).values_list("key", "name"))
        found |= {
            deal: DealName(named.get(deal, "").strip(), contact)
            for deal, contact in whose.items()
            if contact in mine
        }
    return found
