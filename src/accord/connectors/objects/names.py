"""Rows that only name a campaign: what systems of marketing and ad platforms have in common."""

from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear
from accord.vocabulary.facts import RecordDraft, RecordKind


def read_campaign(cells: Cells, context: Context) -> Said:
    """A campaign as it was named at one time; the newest name wins."""
    ref = context.ref(RecordKind.campaign, cells.need("id"))
    return Said(
        (RecordDraft(ref, cells.kept(), context.moment(cells, "modified"), name=clear(cells("name"))),)
    )
