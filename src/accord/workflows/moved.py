"""A campaign member booked about a lead is the same when it comes about the contact that the lead became.

Its natural id names whom it is: after a conversion Salesforce gives the same member with the contact too.
"""

from collections.abc import Sequence

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import LiveObject
from accord.ledger.keys import Digest
from accord.ledger.models import Fact
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import FactDraft, RowRead
from accord.vocabulary.ids import salesforce_id_18


def name_moved(
    item: LiveObject, rows: Sequence[tuple[LiveRow, RowRead]], source: str, digest: Digest
) -> list[RowRead]:
    """The rows, their facts under the name by which they stand: that of a lead converted since."""
    reads = [read for _, read in rows]
    if item.name != "campaign_member":
        return reads
    former = {f.natural_id: _by_conversion(f, row) for row, read in rows for f in read.facts}
    known = _known({name for names in former.values() for name in names}, source, digest)
    if not known:
        return reads
    return [
        read._replace(facts=tuple(_renamed(f, known.intersection(former[f.natural_id])) for f in read.facts))
        for read in reads
    ]


def _renamed(fact: FactDraft, names: set[str]) -> FactDraft:
    return fact._replace(natural_id=min(names)) if names else fact


def _by_conversion(fact: FactDraft, row: LiveRow) -> list[str]:
    lead, contact = (
        salesforce_id_18(row.cells.get("LeadId", "")),
        salesforce_id_18(row.cells.get("ContactId", "")),
    )
    if not lead or not contact:
        return []
    return [fact.natural_id.replace(contact, lead)]


def _known(names: set[str], source: str, digest: Digest) -> set[str]:
    """Those natural ids that the ledger holds."""
    by_digest = {digest(name): name for name in names}
    found: set[str] = set()
    for chunk in in_chunks(list(by_digest)):
        rows = Fact.objects.filter(source=source, source_id__in=chunk)
        found.update(by_digest[one] for one in rows.values_list("source_id", flat=True))
    return found
