"""What was booked about a record before it was merged or converted is not booked again about the one that stays.

An activity's natural id names whom it was with. After a merge HubSpot gives the same call with the contact that
stays; after a conversion Salesforce gives the same campaign member with the contact too.
"""

import json
from collections.abc import Sequence

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import LiveObject
from accord.connectors.objects.values import ids
from accord.ledger.keys import Digest
from accord.ledger.models import Fact, SourceRecord
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import FactDraft, RecordKind, RowRead
from accord.vocabulary.ids import salesforce_id_18

_MERGED = ("hs_merged_object_ids", "hs_calculated_merged_vids")


def drop_moved(
    item: LiveObject, rows: Sequence[tuple[LiveRow, RowRead]], source: str, digest: Digest
) -> list[RowRead]:
    """The rows without facts that stand under the id of a record merged or converted since."""
    reads = [read for _, read in rows]
    if item.name.startswith("engagement"):
        merged = _merged_into(reads, source)
        former = {f.natural_id: _by_merge(f, merged) for read in reads for f in read.facts if f.about}
    elif item.name == "campaign_member":
        former = {f.natural_id: _by_conversion(f, row) for row, read in rows for f in read.facts}
    else:
        return reads
    known = _known({name for names in former.values() for name in names}, source, digest)
    if not known:
        return reads
    return [
        read._replace(
            facts=tuple(f for f in read.facts if not known.intersection(former.get(f.natural_id, ())))
        )
        for read in reads
    ]


def _merged_into(reads: Sequence[RowRead], source: str) -> dict[str, list[str]]:
    """Whom these people absorbed, as their records say."""
    people = {
        f.about.external_id for r in reads for f in r.facts if f.about and f.about.kind == RecordKind.person
    }
    found: dict[str, list[str]] = {}
    for chunk in in_chunks(sorted(people)):
        rows = SourceRecord.objects.filter(source=source, kind="person", external_id__in=chunk)
        for external_id, text in rows.exclude(values="").values_list("external_id", "values"):
            values = json.loads(text)
            gone = [one for name in _MERGED for one in ids(str(values.get(name, "")))]
            if gone:
                found[external_id] = gone
    return found


def _by_merge(fact: FactDraft, merged: dict[str, list[str]]) -> list[str]:
    about = fact.about
    if about is None or not fact.natural_id.endswith(f":{about.external_id}"):
        return []
    stem = fact.natural_id.removesuffix(about.external_id)
    return [f"{stem}{gone}" for gone in merged.get(about.external_id, ())]


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
