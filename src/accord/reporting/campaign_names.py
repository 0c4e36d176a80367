"""What the systems call their campaigns: facts name them by id, people by name."""

from collections.abc import Collection

from accord.ledger.models import SourceRecord
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import RecordKind


def find_campaign_names(campaigns: Collection[str]) -> dict[str, str]:
    """The name of each campaign that a system named; absent where none did, or two systems mean different ones.

    Marketo and HubSpot spell an id with what kind of thing it is (`list:12`), so the whole id counts.
    """
    found: dict[str, set[str]] = {}
    for some in in_chunks(sorted({each for each in campaigns if each})):
        rows = SourceRecord.objects.filter(
            kind=RecordKind.campaign.value, external_id__in=some, deleted=False
        )
        for external_id, name in rows.exclude(name="").values_list("external_id", "name"):
            found.setdefault(external_id, set()).add(name)
    return {campaign: names.pop() for campaign, names in found.items() if len(names) == 1}
