"""What a page tells in full: every value that a property ever had, with its day; and how a deal ended.

A property's history is asked for where a record changed: one question for fifty records. Versions that Accord itself
wrote are no news.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from accord.connectors.hubspot.live.preferences import has_refused
from accord.connectors.hubspot.live.versions import BY_APP
from accord.connectors.objects.live import LiveRow, Understood, understand
from accord.connectors.objects.session import Connection, LiveObject, Page, Session
from accord.ledger.models import SourceRecord, SyncWrite
from accord.ledger.sql import in_chunks
from accord.ledger.sync import Held
from accord.ledger.sync_writes import WAITING
from accord.ledger.told_in_full import Span
from accord.vocabulary.facts import FactDraft, FactKind, Reason, RecordKind, Ref, RowRead
from accord.workflows.connections import Live
from accord.workflows.echo import Before, is_stale
from accord.workflows.vendor_values import same_value, vendor_name, vendor_value

_ENDS = frozenset({FactKind.deal_won, FactKind.deal_lost})
_SLACK = timedelta(minutes=10)  # between the vendor's clock and ours
_Version = tuple[Mapping[str, str], FactDraft]


@dataclass(frozen=True, slots=True)
class Told:
    """All that a row tells of some kinds about its record."""

    about: Ref
    spans: Mapping[FactKind, Span]
    facts: tuple[FactDraft, ...]


def add_versions(
    live: Live, connection: Connection, session: Session, item: LiveObject, page: Page, *, anew: bool = False
) -> Page:
    """The page with the histories of those of its records that changed since they were read last; `anew`: of all."""
    read_versions = getattr(session, "read_versions", None)
    described = next((one for one in live.objects if one.name == item.reader), item)
    if read_versions is None or not described.versions:
        return page
    rows = {row.id: row.modified for row in page.rows if not row.cells.get("archived")}
    known = {} if anew else _stamps(connection.source, item.reader, list(rows))
    changed = [one for one, modified in rows.items() if modified is None or known.get(one) != modified]
    if not changed:
        return page
    return add_refusals(session, item, replace(page, versions=read_versions(described, changed)))


def add_refusals(session: Session, item: LiveObject, page: Page) -> Page:
    """The page with what those of its contacts that changed refused by subscription type."""
    read_refusals = getattr(session, "read_refusals", None)
    if read_refusals is None or item.reader != "contact":
        return page
    rows = [row for row in page.rows if row.id in page.versions and has_refused(row)]
    return replace(page, tables={**page.tables, **read_refusals(rows)}) if rows else page


def _stamps(source: str, kind: str, ids: Sequence[str]) -> dict[str, datetime | None]:
    found: dict[str, datetime | None] = {}
    kinds = {"contact": RecordKind.person, "company": RecordKind.company}
    for some in in_chunks(ids):
        rows = SourceRecord.objects.filter(
            source=source, kind=kinds.get(kind, RecordKind.deal), external_id__in=some
        )
        found.update(rows.values_list("external_id", "modified_at"))
    return found


def tell_in_full(
    live: Live,
    connection: Connection,
    item: LiveObject,
    taken: Sequence[tuple[LiveRow, RowRead]],
    news: Sequence[RowRead],
    page: Page,
    before: Mapping[Ref, Before],
) -> tuple[list[RowRead], dict[int, Told], list[Held]]:
    """The news with what is told in full in it, what that is by line, and values of the past that no table knows.

    A late answer, older than what is known, tells nothing in full. Expects the page's transaction.
    """
    versions, gaps = _versions(live, connection, item, page, {row.id for row, _ in taken})
    ours = _own_versions(live, connection, item, versions)
    fresh = {read.line: read for read in news}
    told: dict[int, Told] = {}
    for row, read in taken:
        main = next((d for d in read.records if d.ref.external_id == row.id and d.values), None)
        if main is None or main.deleted or is_stale(row, before.get(main.ref)):
            continue
        said = versions.get(row.id, [])
        spans = _spans(row, [fact for _, fact in said])
        facts = [fact for at, (_, fact) in enumerate(said) if (row.id, at) not in ours]
        if (
            main.ref.kind == RecordKind.deal
            and read.line in fresh
            and _tells_end(row, read, fresh[read.line])
        ):
            spans |= dict.fromkeys(_ENDS, Span())
            facts += [fact for fact in read.facts if fact.kind in _ENDS]
        if spans:
            told[read.line] = Told(main.ref, spans, tuple(facts))
            fresh.setdefault(read.line, read._replace(facts=()))
    return [_put(fresh[line], told.get(line)) for line in sorted(fresh)], told, gaps


def _tells_end(row: LiveRow, read: RowRead, news: RowRead) -> bool:
    """Whether a row says how its deal ended, or that it has not. One without a day of its own, said again, is none."""
    ends = [fact for fact in read.facts if fact.kind in _ENDS]
    return all(fact.occurred_at != row.modified or fact in news.facts for fact in ends)


def _put(read: RowRead, told: Told | None) -> RowRead:
    if told is None:
        return read
    others = tuple(f for f in read.facts if f.about != told.about or f.kind not in told.spans)
    return read._replace(facts=others + told.facts)


def _versions(
    live: Live, connection: Connection, item: LiveObject, page: Page, ids: Collection[str]
) -> tuple[dict[str, list[_Version]], list[Held]]:
    """What the earlier values of these records say, oldest first, with the rows they come from."""
    given = [(key, cells) for key, rows in page.versions.items() if key in ids for cells in rows]
    if not given:
        return {}, []
    read = understand(
        live.system,
        f"{item.reader}_property_history",
        [LiveRow(key, cells) for key, cells in given],
        source=connection.source,
        mapping=connection.mapping,
        tables=page.tables,
    )
    found: dict[str, list[_Version]] = defaultdict(list)
    gaps: dict[str, Held] = {}
    for (key, cells), one in zip(given, read, strict=True):
        if one.unknown:
            gaps[key] = Held(key, Reason.unknown_status.value, cells["name"], one.unknown)
        else:
            found[key] += [(cells, fact) for fact in _facts(one)]
    for said in found.values():
        said.sort(key=lambda one: one[1].occurred_at)
    return found, list(gaps.values())


def _facts(one: Understood) -> tuple[FactDraft, ...]:
    return one.row.facts if isinstance(one.row, RowRead) else ()


def _spans(row: LiveRow, facts: Sequence[FactDraft]) -> dict[FactKind, Span]:
    """From the oldest version that is kept to the record's last change: vendors forget the oldest of many."""
    found: dict[FactKind, Span] = {}
    for fact in facts:
        held = found.get(fact.kind, Span(fact.occurred_at, row.modified or fact.occurred_at))
        since, until = held.since or fact.occurred_at, held.until or fact.occurred_at
        found[fact.kind] = Span(min(since, fact.occurred_at), max(until, fact.occurred_at))
    return found


def _own_versions(
    live: Live, connection: Connection, item: LiveObject, versions: Mapping[str, Sequence[_Version]]
) -> set[tuple[str, int]]:
    """The versions that are writes of ours come back: (record, place). A write explains the first version after it."""
    names = {vendor_name(live, connection, item, f): f for f in live.own_fields.get(item.name, {})}
    fields = [names[name] for name in item.versions if name in names]
    found: set[tuple[str, int]] = set()
    if not fields:
        return found
    for some in in_chunks(list(versions)):
        sent = SyncWrite.objects.filter(system=connection.system, external_id__in=some, field__in=fields)
        # One that waits may have been sent by a process that was killed before it could say so.
        sent = sent.filter(Q(base_at__isnull=False) | Q(state=WAITING))
        for write in sent.order_by("id"):
            begun = write.created_at - _SLACK
            after = begun if write.base_at is None else min(write.base_at, begun)
            name = vendor_name(live, connection, item, write.field)
            value = vendor_value(live, connection, write.field, write.value)
            for at, (cells, fact) in enumerate(versions[write.external_id]):
                if (
                    (write.external_id, at) not in found
                    and (cells["name"], cells["source"] in BY_APP) == (name, True)
                    and fact.occurred_at > after
                    and same_value(cells["value"], value)
                ):
                    found.add((write.external_id, at))
                    break
    return found
