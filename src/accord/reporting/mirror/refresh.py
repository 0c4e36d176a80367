"""Bring the mirror up to the record: the cost is that of what is new.

A crash anywhere leaves the manifest that stood: files it does not name count for nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from accord.agreement import compile as compile_agreement
from accord.agreement.tables import Tables
from accord.contacts.identity_map import latest_version
from accord.measures.layout import COMPANIES, DEALS, IDENTITY, LEADS, PEOPLE, SMALL, STAYS
from accord.measures.leads import LeadTables, fold_all, gone
from accord.measures.manifest import (
    Manifest,
    publish,
    read_manifest,
    remove_strays,
    retire,
    sweep,
)
from accord.measures.mirror import Mirror, attach
from accord.measures.writing import stage_labels
from accord.reporting.mirror import whose
from accord.reporting.mirror.books import book_changes
from accord.reporting.mirror.columns import to_table
from accord.reporting.mirror.deals import deal_rows
from accord.reporting.mirror.facts import copy_new
from accord.reporting.mirror.folding import fold_contacts
from accord.reporting.mirror.lease import writing
from accord.reporting.mirror.segments import compact_facts
from accord.reporting.mirror.small import append, compact
from accord.teams.agreements import Current, current
from accord.vocabulary.errors import NotFound

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
        return Refresh(folder, standing, current(now), now).run()


def find_manifest(folder: Path) -> Manifest:
    """The manifest that stands, or an empty one."""
    try:
        return read_manifest(folder)
    except NotFound:
        return Manifest()


def is_due(manifest: Manifest, now: datetime) -> bool:
    """Whether some lead has changed by the clock alone since the mirror was made."""
    return bool(manifest.next_change_at) and datetime.fromisoformat(manifest.next_change_at) <= now


class Refresh:
    """One pass from the record to the next version of the mirror."""

    def __init__(self, folder: Path, standing: Manifest, agreement: Current | None, now: datetime) -> None:
        self.folder = folder
        self.standing = standing
        self.agreement = agreement
        self.now = now
        self.version = standing.version + 1
        self.next = standing

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
        self.latest = latest_version()  # read first: a change in between comes twice, never not at all
        subjects = self._facts()
        contacts = self._identities(subjects)
        contacts |= self._deals(subjects)
        self._leads(contacts)
        self._books()
        if self.next != self.standing:
            self._wake()
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

    def _identities(self, subjects: set[int]) -> set[int]:
        """Keep whose is whose; the contacts whose facts or keys changed, also those that lost a key."""
        moved = whose.seats_since(self.standing.identity_version)
        before = self._were({seat.key for seat in moved})
        keys = {seat.key for seat in moved}
        seen = whose.contacts_of(subjects - keys)
        origins = whose.origins(keys | seen.keys())
        rows = [(s.key, s.contact, *origins.get(s.key, ("", True)), self.version, False) for s in moved]
        rows += [
            (key, contact, *origins.get(key, ("", True)), self.version, False)
            for key, contact in seen.items()
        ]
        self._append("identity", to_table(IDENTITY, rows))
        self.next = replace(self.next, identity_version=self.latest)
        companies = whose.companies_among(subjects - keys - seen.keys())
        return (
            {s.contact for s in moved}
            | before
            | set(seen.values())
            | whose.contacts_at(set(companies.values()))
        )

    def _were(self, keys: Collection[int]) -> set[int]:
        """The contacts these keys belonged to in the mirror as it stood."""
        if not keys or not self.standing.tables.get("identity"):
            return set()
        rows = self._look(
            "SELECT DISTINCT contact FROM identity WHERE list_contains($keys, subject)", keys=list(keys)
        )
        return {row["contact"] for row in rows}

    def _deals(self, subjects: set[int]) -> set[int]:
        """Keep deals that changed or have new facts; the contacts they are, and were, counted to."""
        changed = whose.deals_since(self.standing.deal_version)
        deals = changed | whose.deals_among(subjects)
        self.next = replace(self.next, deal_version=self.latest)
        if not deals:
            return set()
        before: set[int] = set()
        if self.standing.tables.get("deals"):
            text = (
                "SELECT DISTINCT contact FROM deals WHERE contact IS NOT NULL AND list_contains($keys, deal)"
            )
            before = {row["contact"] for row in self._look(text, keys=list(deals))}
        rows = deal_rows(deals, self.version)
        self._append("deals", to_table(DEALS, rows))
        return before | {row[1] for row in rows if row[1] is not None}

    def _leads(self, contacts: set[int]) -> None:
        """Fold what changed, or everyone when the agreement did."""
        tables = None
        if self.agreement is not None:
            tables = compile_agreement(self.agreement.document, self.agreement.hash)
        anew = tables is not None and tables.agreement_hash != self.standing.agreement_hash
        if not anew and is_due(self.standing, self.now):
            due = self._look(
                "SELECT DISTINCT contact FROM leads WHERE next_change_at <= $now_at", now_at=self.now
            )
            contacts = contacts | {row["contact"] for row in due}
        self._people(contacts)
        if tables is None:
            return
        if anew or len(contacts) > MANY:
            self._fold_everyone(tables)
        elif contacts:
            self._replace(contacts, [self._fold(contacts, tables)])
        self.next = replace(
            self.next,
            agreement_hash=tables.agreement_hash,
            stages=stage_labels(tables),
            handoff_line=tables.handoff_line,
            qualified_stage=tables.qualified_stage,
            won_stage=tables.won_stage,
        )

    def _fold(self, contacts: set[int], tables: Tables) -> LeadTables:
        """Fold these contacts from the record, by the subject index."""
        rows = self._look(
            "SELECT deal, contact FROM deals WHERE list_contains($contacts, contact)", contacts=list(contacts)
        )
        deals = {row["deal"]: row["contact"] for row in rows}
        return fold_contacts(contacts, deals, tables, up_to=self.next.seq, now=self.now, version=self.version)

    def _fold_everyone(self, tables: Tables) -> None:
        """Fold all contacts from the mirror's own columns, and start the tables of leads anew."""
        mirror = attach(self.folder, self.next)
        try:
            parts = list(fold_all(mirror, tables, self.now, self.version))
        finally:
            mirror.close()
        for name, schema in (("leads", LEADS), ("stays", STAYS)):
            old = [part.file for part in self.next.tables.get(name, ())]
            self.next = retire(self.next, old, self.now)
            self.next = replace(self.next, tables={k: v for k, v in self.next.tables.items() if k != name})
            self._append(
                name, pa.concat_tables(_pick(parts, name), promote_options="permissive").cast(schema)
            )

    def _replace(self, contacts: set[int], parts: list[LeadTables]) -> None:
        """Put new leads in the place of all that these contacts had."""
        for name in ("leads", "stays"):
            for rows in _pick(parts, name):
                left = contacts - set(rows["contact"].to_pylist())
                self._append(name, pa.concat_tables([rows, gone(SMALL[name], sorted(left), self.version)]))

    def _people(self, contacts: set[int]) -> None:
        """Keep the account and the owner of each contact that changed."""
        accounts = whose.accounts_of(contacts)
        owners = whose.owners_of(accounts)
        rows = to_table(
            PEOPLE, [(c, accounts[c], owners.get(c, ""), self.version, False) for c in sorted(accounts)]
        )
        self._companies({account for account in accounts.values() if account is not None})
        lost = gone(PEOPLE, sorted(contacts - accounts.keys()), self.version)
        self._append("people", pa.concat_tables([rows, lost]))

    def _companies(self, accounts: set[int]) -> None:
        """Keep which company records these accounts are made of."""
        rows = [(key, account, self.version, False) for key, account in whose.companies_of(accounts).items()]
        self._append("companies", to_table(COMPANIES, rows))

    def _wake(self) -> None:
        """Note when the first lead changes by the clock alone."""
        text = "SELECT min(next_change_at) AS first FROM leads WHERE next_change_at > $now_at"
        first = self._look(text, now_at=self.now)[0]["first"]
        self.next = replace(self.next, next_change_at=first.replace(tzinfo=UTC).isoformat() if first else "")

    def _books(self) -> None:
        """Keep what is known of files read and rows refused."""
        books = book_changes(self.folder, self.standing, self.version)
        for name, rows in books.items():
            self._append(name, rows)
        done = [
            i
            for i, state in zip(books["imports"]["import_id"], books["imports"]["state"], strict=True)
            if state.as_py() != "running"
        ]
        self.next = replace(self.next, import_id=max([self.standing.import_id, *(i.as_py() for i in done)]))

    def _compact(self) -> None:
        replaced: list[str] = []
        self.next, files = compact_facts(self.folder, self.next, self.version)
        replaced += files
        for name in SMALL:
            self.next, files = compact(self.folder, self.next, name, self.version)
            replaced += files
        self.next = retire(self.next, replaced, self.now)

    def _append(self, name: str, rows: pa.Table) -> None:
        self.next = append(self.folder, self.next, name, rows, self.version)

    def _look(self, text: str, **bound: Any) -> list[dict[str, Any]]:
        """Ask the mirror as it will stand."""
        mirror: Mirror = attach(self.folder, self.next)
        try:
            return mirror.fetch(text, bound)
        finally:
            mirror.close()


def _pick(parts: Iterable[LeadTables], name: str) -> list[pa.Table]:
    return [part.leads if name == "leads" else part.stays for part in parts]
