"""What a page of a live system says anew: of happenings it corrects, of records deleted or brought back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import LiveObject
from accord.contacts.models import Identity
from accord.ledger.keys import Digest
from accord.ledger.models import SourceRecord
from accord.ledger.prepare import ReadyFact, prepare_facts
from accord.ledger.said_anew import Reading, settle
from accord.ledger.sql import in_chunks
from accord.ledger.told_in_full import InFull, settle_in_full
from accord.ledger.withdrawn import DELETED, bring_back_subjects, find_withdrawn, withdraw_subjects
from accord.vocabulary.facts import RecordKind, Ref, RowRead
from accord.vocabulary.ids import salesforce_id_18
from accord.workflows.in_full import Told

_HAPPENINGS = ("task", "event", "campaign_member")
_DELETABLE = (RecordKind.person, RecordKind.deal)


def happening_of(item: LiveObject, row_id: str) -> str:
    """The id under which all that a row says is one happening; empty where a row is none."""
    if item.reader.startswith("engagement_"):
        return f"engagement:{row_id}"
    return f"{item.name}:{salesforce_id_18(row_id)}" if item.name in _HAPPENINGS else ""


def readings_of(
    item: LiveObject,
    rows: Sequence[tuple[LiveRow, RowRead]],
    whole: Collection[int],
    told: Mapping[int, Told],
    digest: Digest,
) -> tuple[list[ReadyFact], list[Reading], list[InFull]]:
    """The facts that are of no happening, what the page says of each happening, and what it tells in full.

    `whole`: the lines of rows that say all there is to say; of another nothing is taken back.
    """
    plain: list[ReadyFact] = []
    readings: list[Reading] = []
    in_full: list[InFull] = []
    for row, read in rows:
        facts = prepare_facts(read.facts, digest)
        if read.line not in whole:
            plain += facts
            continue
        if (one := told.get(read.line)) is not None:
            kinds = {int(kind) for kind in one.spans}
            in_full.append(InFull(one.about, one.spans, [f for f in facts if _is_told(f, one.about, kinds)]))
            facts = [f for f in facts if not _is_told(f, one.about, kinds)]
        of: dict[str, list[ReadyFact]] = defaultdict(list)
        if happening := happening_of(item, row.id):
            of[digest(happening)] = []
        for fact in facts:
            (of[fact.item] if fact.item else plain).append(fact)
        readings += [Reading(name, said, row.modified) for name, said in of.items()]
    return plain, readings, in_full


def _is_told(fact: ReadyFact, about: Ref, kinds: Collection[int]) -> bool:
    return fact.about == about and fact.columns[0] in kinds


def settle_page(
    source: str,
    readings: Iterable[Reading],
    in_full: Iterable[InFull],
    keys: Mapping[Ref, int],
    now: datetime,
) -> tuple[list[ReadyFact], int]:
    """The facts to append of what was said anew; how many others were taken back or brought back."""
    happened = settle(source, readings, keys, find_contacts, now)
    told = settle_in_full(source, in_full, keys, now)
    return [*happened.facts, *told.facts], happened.changed + told.changed


def find_contacts(keys: Collection[int]) -> dict[int, int]:
    """The contact of each identity key; others are absent."""
    found: dict[int, int] = {}
    for some in in_chunks(sorted(keys)):
        found.update(Identity.objects.filter(key__in=some).values_list("key", "contact_id"))
    return found


def settle_deleted(source: str, keys: Mapping[Ref, int], now: datetime) -> int:
    """What is said of a deleted person or deal counts no more, of one that is back again; how many facts changed.

    One that was merged is no deletion: another record of its contact stays.
    """
    subjects = {key for ref, key in keys.items() if ref.kind in _DELETABLE and ref.source == source}
    contacts = set(find_contacts(subjects).values())
    of = dict.fromkeys(subjects, 0)
    for some in in_chunks(sorted(contacts)):
        of.update(Identity.objects.filter(contact_id__in=some).values_list("key", "contact_id"))
    deleted, alive = set[int](), set[int]()
    for chunk in in_chunks(sorted(of)):
        rows = SourceRecord.objects.filter(source=source, key__in=chunk).exclude(values="")
        for key, gone in rows.values_list("key", "deleted"):
            if gone:
                deleted.add(key)
            else:
                alive.add(of[key])
    gone_now = {key for key in deleted if not of[key] or of[key] not in alive}
    back = {key for key in of if key not in gone_now}
    changed = withdraw_subjects(source, gone_now, now) if gone_now else 0
    return changed + (bring_back_subjects(back, now) if find_withdrawn(back, DELETED) else 0)
