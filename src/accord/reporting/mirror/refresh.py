"""Bring the mirror up to the record: the cost is that of what is new.

A crash anywhere leaves the manifest that stood: files it does not name count for nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from accord.contacts.copies import find_copies, find_merged_by_hand
from accord.contacts.identity_map import latest_version
from accord.measures.layout import COMPANIES, DEALS, IDENTITY, PEOPLE, SMALL
from accord.measures.leads import LeadTables, Whose, fold_all, gone
from accord.measures.manifest import (
    OLDER,
    Manifest,
    anew,
    publish,
    read_manifest,
    remove_strays,
    retire,
    sweep,
)
from accord.measures.mirror import attach
from accord.measures.touches.changes import NAME
from accord.measures.writing import stage_labels
from accord.reporting.mirror import whose
from accord.reporting.mirror.books import book_changes, is_news, open_books
from accord.reporting.mirror.chain import chain_of, change_between, labels, sources_of_sales
from accord.reporting.mirror.columns import to_table
from accord.reporting.mirror.deals import deal_rows
from accord.reporting.mirror.facts import copy_new
from accord.reporting.mirror.folding import fold_contacts
from accord.reporting.mirror.handoffs import handoff_changes, state_of_handoffs
from accord.reporting.mirror.judgements import is_past, new_judgements, next_release
from accord.reporting.mirror.lease import writing
from accord.reporting.mirror.marketers import find_marketers, state_of_teams
from accord.reporting.mirror.said import rivals_of, said_changes, state_of_said
from accord.reporting.mirror.segments import compact_facts
from accord.reporting.mirror.small import append, compact
from accord.reporting.mirror.standing import StandingMirror
from accord.reporting.mirror.touches import bring_up_touches
from accord.reporting.mirror.withdrawn import new_steps
from accord.teams.agreements import Current, chain_at
from accord.vocabulary.errors import NotFound, Refused

# More contacts than this are folded from the mirror's own columns: a scan is cheaper than so many look-ups.
MANY = 20_000


def refresh(folder: Path, now: datetime, *, wait: bool = True) -> Manifest:
    """Mirror what is new and put it in force; the manifest that stands then. Without news nothing is written.

    When another process is at it and `wait` is off, returns what stands now.
    """
    with writing(folder, wait=wait) as mine:
        standing = find_manifest(folder)
        if not mine:
            return standing
        return Refresh(folder, standing, chain_at(now), now).run()


def find_manifest(folder: Path) -> Manifest:
    """The manifest that stands, or an empty one, also where an earlier release's stands: all is mirrored anew."""
    try:
        return read_manifest(folder)
    except NotFound:
        return Manifest()
    except Refused as problem:
        if problem.code != OLDER:
            raise
        return anew(folder)


def is_due(manifest: Manifest, now: datetime) -> bool:
    """Whether some lead has changed by the clock alone since the mirror was made."""
    return is_past(manifest.next_change_at, now) or is_past(manifest.next_release_at, now)


class Refresh:
    """One pass from the record to the next version of the mirror."""

    def __init__(self, folder: Path, standing: Manifest, versions: Sequence[Current], now: datetime) -> None:
        self.folder = folder
        self.standing = standing
        self.versions = versions
        self.now = now
        self.version = standing.version + 1
        self.next = standing
        self.before = StandingMirror(folder, standing)

    def run(self) -> Manifest:
        """Prepare the next version and put it in force; without news the standing one stays."""
        if self.prepare() == self.standing:
            return self.standing
        self._compact()
        remove_strays(self.folder, self.standing, self.next)
        self.next = sweep(self.folder, self.next, self.now)
        publish(self.folder, self.next)
        return self.next

    def prepare(self) -> Manifest:
        """Facts, then whose they are, then deals, then leads: the next version, its files written."""
        try:
            latest = latest_version()  # read first: a change in between comes twice, never not at all
            subjects = self._facts() | self._judgements() | self._withdrawn()
            contacts = self._identities(subjects)
            contacts |= self._deals(subjects)
            self._leads(contacts)
            self._touches(contacts)
            self._handoffs()
            self._said()
            self._books()
        finally:
            self.before.close()
        self.next = replace(self.next, identity_version=latest)
        if self.next != self.standing:
            made_at = self.now.astimezone(UTC).isoformat()
            self.next = replace(self.next, version=self.version, made_at=made_at)
        return self.next

    def _facts(self) -> set[int]:
        """Copy new facts; the subjects they speak of."""
        subjects: set[int] = set()
        for segment, about in copy_new(self.folder, self.standing.seq, self.version):
            subjects |= about
            self.next = replace(self.next, facts=(*self.next.facts, segment), seq=segment.high)
        return subjects - {0}

    def _judgements(self) -> set[int]:
        """Keep what the filter decided since; the subjects whose hits it judged."""
        news = new_judgements(self.standing.judged, self.version)
        self._append("judgements", news.rows)
        self.next = replace(self.next, judged=news.last)
        if news.rows.num_rows or is_past(self.standing.next_release_at, self.now):
            release = next_release(self.folder, self.next, self.now)
            self.next = replace(self.next, next_release_at=release)
        return news.subjects

    def _withdrawn(self) -> set[int]:
        """Keep which facts stand no more, or again; the subjects they speak of."""
        news = new_steps(self.standing.withdrawn, self.version)
        self._append("withdrawn", news.rows)
        self.next = replace(self.next, withdrawn=news.last)
        return news.subjects

    def _identities(self, subjects: set[int]) -> set[int]:
        """Keep whose is whose; the contacts whose facts or keys changed, also those that lost a key."""
        seats = {seat.key: seat.contact for seat in whose.seats_since(self.standing.identity_version)}
        lost = self.before.contacts_of(seats.keys())
        seats |= whose.contacts_of(subjects - seats.keys())
        origins = whose.origins(seats.keys())
        rows = [
            (key, contact, *origins.get(key, ("", True)), self.version, False)
            for key, contact in seats.items()
        ]
        self._append("identity", to_table(IDENTITY, rows))
        companies = whose.companies_among(subjects - seats.keys())
        return set(seats.values()) | lost | whose.contacts_at(set(companies.values()))

    def _deals(self, subjects: set[int]) -> set[int]:
        """Keep deals that changed or have new facts; the contacts they are, and were, counted to."""
        deals = whose.deals_since(self.standing.identity_version) | whose.deals_among(subjects)
        rows = deal_rows(deals, self.version)
        self.deals = {row[0]: row[1] for row in rows}
        held = {row[3] for row in rows if row[3]} | set(self.next.deal_sources)
        self.next = replace(self.next, deal_sources=tuple(sorted(held)))
        self._append("deals", to_table(DEALS, rows))
        return self.before.contacts_of_deals(deals) | {row[1] for row in rows if row[1] is not None}

    def _leads(self, contacts: set[int]) -> None:
        """Fold what changed, or everyone when what judges them did."""
        change = change_between(self.standing, self.versions)
        self.sales = sources_of_sales(self.versions, self.next.deal_sources)
        anew = change.everyone or tuple(sorted(self.sales)) != self.standing.sales_sources
        marketers = find_marketers(self.now)
        anew = anew or marketers != self.standing.marketers
        self.next = replace(self.next, marketers=marketers, teams=state_of_teams())
        if change.since and not anew:
            contacts = contacts | self.before.judged_since(change.since, open_too=change.open_too)
        due = is_due(self.standing, self.now)
        if due and not anew:
            contacts = contacts | self.before.due(self.now)
        self._people(contacts)
        if not self.versions:
            return
        self.chain = chain_of(self.versions)
        if anew or len(contacts) > MANY:
            self._fold_everyone()
        elif contacts:
            self._replace(contacts, self._fold(contacts), anew=due)
        tables = self.chain[-1].tables
        self.next = replace(
            self.next,
            agreement_hash=tables.agreement_hash,
            versions=labels(self.versions),
            sales_sources=tuple(sorted(self.sales)),
            stages=stage_labels(tables),
            handoff_line=tables.handoff_line,
            qualified_stage=tables.qualified_stage,
            won_stage=tables.won_stage,
        )

    def _fold(self, contacts: set[int]) -> LeadTables:
        """Fold these contacts from the record, with the deals that stood and those that changed."""
        deals = self.before.deals_of(contacts)
        deals = {deal: contact for deal, contact in deals.items() if deal not in self.deals}
        deals |= {deal: contact for deal, contact in self.deals.items() if contact in contacts}
        return fold_contacts(
            contacts, deals, self.chain,
            about=Whose(self.sales, find_copies(contacts), self.next.marketers),
            up_to=self.next.seq, now=self.now, version=self.version,
        )  # fmt: skip

    def _fold_everyone(self) -> None:
        """Fold all contacts from the mirror's own columns, and start the tables of leads anew."""
        mirror = attach(self.folder, self.next)
        try:
            several = {row["contact"] for row in mirror.ask("contacts_twice")} | find_merged_by_hand()
            about = Whose(self.sales, find_copies(several), self.next.marketers)
            parts = list(fold_all(mirror, self.chain, self.now, self.version, about))
        finally:
            mirror.close()
        for name in LeadTables._fields:
            old = [part.file for part in self.next.tables.get(name, ())]
            self.next = retire(self.next, old, self.now)
            self.next = replace(self.next, tables={k: v for k, v in self.next.tables.items() if k != name})
            self._append(name, pa.concat_tables([getattr(part, name) for part in parts]))
        firsts = [pa.compute.min(part.leads["next_change_at"]).as_py() for part in parts]
        self._wake(min(filter(None, firsts), default=None), anew=True)

    def _replace(self, contacts: set[int], folded: LeadTables, *, anew: bool) -> None:
        """Put new leads in the place of all that these contacts had."""
        for name, rows in zip(LeadTables._fields, folded, strict=True):
            left = contacts - set(rows["contact"].to_pylist())
            self._append(name, pa.concat_tables([rows, gone(SMALL[name], sorted(left), self.version)]))
        if anew:
            mirror = attach(self.folder, self.next)
            self._wake(mirror.fetch("SELECT min(next_change_at) AS first FROM leads")[0]["first"], anew=True)
            mirror.close()
        else:
            self._wake(pa.compute.min(folded.leads["next_change_at"]).as_py(), anew=False)

    def _wake(self, first: datetime | None, *, anew: bool) -> None:
        """Note when the first lead changes by the clock alone: at the latest then, everyone is looked at."""
        known = [] if anew else [self.standing.next_change_at]
        known += [first.replace(tzinfo=UTC).isoformat()] if first else []
        self.next = replace(self.next, next_change_at=min(filter(None, known), default=""))

    def _people(self, contacts: set[int]) -> None:
        """Keep the account and the owner of each contact that changed."""
        accounts = whose.accounts_of(contacts)
        owners = whose.owners_of(accounts)
        kept = [(c, accounts[c], owners.get(c, ""), self.version, False) for c in sorted(accounts)]
        lost = gone(PEOPLE, sorted(contacts - accounts.keys()), self.version)
        self._append("people", pa.concat_tables([to_table(PEOPLE, kept), lost]))
        companies = whose.companies_of({account for account in accounts.values() if account is not None})
        rows = [(key, account, self.version, False) for key, account in companies.items()]
        self._append("companies", to_table(COMPANIES, rows))

    def _touches(self, contacts: set[int]) -> None:
        """Keep what credit is shared over by buyer, where anything that it is reckoned from is new."""
        if contacts or (self.next != self.standing and NAME not in self.next.tables):
            self.next = bring_up_touches(
                self.folder, self.next, self.before, contacts, self.version, self.now
            )

    def _handoffs(self) -> None:
        """Keep what the clocks of hand-offs say is due."""
        state = state_of_handoffs(self.versions)
        if state != self.standing.handoffs:
            held = self.before.handoffs()
            self._append("handoffs", handoff_changes(self.versions, held, self.version))
            self.next = replace(self.next, handoffs=state)

    def _said(self) -> None:
        """Keep what customers said, and why deals were lost, as topics; words that were erased are gone."""
        state = state_of_said(self.versions)
        if state != self.standing.said:
            held, rivals = (self.before.said(), self.before.heard()), rivals_of(self.versions)
            said, heard = said_changes(*held, rivals, self.version)
            self._append("said", said)
            self._append("heard", heard)
            self.next = replace(self.next, said=state)

    def _books(self) -> None:
        """Keep what is known of files read and rows refused."""
        books = open_books(self.standing)
        if not is_news(books, self.standing):
            return
        for name, rows in book_changes(books, self.version).items():
            self._append(name, rows)
        self.next = replace(self.next, import_id=books.done_up_to, books=books.digest)

    def _compact(self) -> None:
        self.next, replaced = compact_facts(self.folder, self.next, self.version)
        for name in SMALL:
            self.next, files = compact(self.folder, self.next, name, self.version)
            replaced += files
        self.next = retire(self.next, replaced, self.now)

    def _append(self, name: str, rows: pa.Table) -> None:
        self.next = append(self.folder, self.next, name, rows, self.version)
