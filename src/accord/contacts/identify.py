"""Whose records these are: one batch resolved inside the import's transaction, exact evidence only.

Contacts are the connected components of the evidence that the latest version of each record shows, under
people's rulings. Only what a batch touches is read, so the cost is linear; the outcome is a function of
the set of records alone, whatever the order of arrival.
"""

from collections.abc import Collection, Iterable, Sequence, Set
from datetime import datetime

from accord.contacts.accounts import attach_batch
from accord.contacts.alone import find_alone, open_alone
from accord.contacts.attachment import Attached
from accord.contacts.clusters import Affected, settle_clusters
from accord.contacts.counter import Numbers, keep_numbers, take_numbers
from accord.contacts.deal_contacts import settle_deals
from accord.contacts.deals import link_batch
from accord.contacts.evidence import ADVICE, CROWD, EvidenceRow, Kind, link_evidence, own_evidence
from accord.contacts.follow import follow_facts
from accord.contacts.graph import CROWDED, Neighbourhood, find_bearers, find_evidence, write_evidence
from accord.contacts.moved import tell_moved
from accord.contacts.review import open_person_pairs
from accord.ledger.keys import find_keys
from accord.ledger.prepare import name_refs, names_others
from accord.ledger.record import KnownRecord
from accord.ledger.sql import take_turn
from accord.vocabulary.facts import RecordDraft, RecordKind, Ref


def identify_batch(known: Sequence[KnownRecord], now: datetime) -> None:
    """Give every record of the batch its contact, account or deal. Expects a transaction of the caller.

    Records that did not change are passed over, but for associations that come without values.
    """
    take_turn()
    numbers = take_numbers()
    fresh = [record for record in known if record.changed or is_statement(record.draft)]
    if fresh:
        _identify(fresh, numbers, now)
    follow_facts(numbers)
    settle_deals(numbers, [r.key for r in fresh if r.draft.ref.kind == RecordKind.deal])
    keep_numbers(numbers)
    tell_moved(numbers, now)


def _identify(fresh: Sequence[KnownRecord], numbers: Numbers, now: datetime) -> None:
    refs = _named_keys(fresh)
    people = [record for record in fresh if record.draft.ref.kind == RecordKind.person]
    attached = attach_batch(fresh, refs, numbers, now)
    if people:
        _identify_people(people, refs, attached, numbers, now)
    link_batch(fresh, refs, attached, numbers)


def is_statement(draft: RecordDraft) -> bool:
    """Whether a draft only says how records belong together (an association row), without content."""
    return not draft.values and bool(draft.same_as or draft.merged or draft.people or draft.belongs_to)


def _named_keys(records: Iterable[KnownRecord]) -> dict[Ref, int]:
    """The key of every record that the batch brings or names; empty where none names another."""
    named = {ref for record in records if names_others(record.draft) for ref in name_refs(record.draft)}
    if not named:
        return {}
    keys = {record.draft.ref: record.key for record in records}
    return keys | find_keys(named - keys.keys())


def _identify_people(
    people: Sequence[KnownRecord],
    refs: dict[Ref, int],
    attached: Attached,
    numbers: Numbers,
    now: datetime,
) -> None:
    """Write the evidence of these persons, and settle every cluster it touches."""
    change = _EvidenceChange(people, refs)
    hood = change.write()
    alone = sorted((record.draft.ref, record.key) for record in people if record.key in change.alone)
    open_alone([key for _, key in alone], attached, numbers)
    company = [record for record in people if record.key not in change.alone]
    if change.seeds:
        hood.explore(change.seeds)
        places = Attached({r.key: p for r in company if (p := attached.people.get(r.key))}, {})
        names = {r.key: (r.draft.ref.source, str(r.draft.ref.kind), r.draft.ref.external_id) for r in company}
        settle_clusters(Affected(hood, names, places, change.restated()), numbers)
    open_person_pairs({record.key for record in people}, change.advice, now)


class _EvidenceChange:
    """What a batch changes in the evidence, and which records that touches."""

    def __init__(self, people: Sequence[KnownRecord], refs: dict[Ref, int]) -> None:
        wanted: dict[int, list[EvidenceRow]] = {}
        self._new = {record.key for record in people if record.new}
        self.alone: set[int] = set()
        self.added: list[EvidenceRow] = []
        self.seeds: set[int] = {record.key for record in people}
        for record in people:
            draft, others = record.draft, _others(record.draft, refs) if refs else ()
            if is_statement(draft):
                self.added += link_evidence(record.key, others, said=True)
                self.seeds.update(others)
            else:
                wanted[record.key] = own_evidence(record.key, draft)
                if others:
                    wanted[record.key] += link_evidence(record.key, others, said=False)
        self.standing = find_evidence(wanted.keys() - self._new)
        held = {row[1:] for row in self.standing}
        keep = {row[1:] for rows in wanted.values() for row in rows}
        self.gone = [
            row for row in self.standing if row.kind not in (Kind.said, Kind.linked) and row[1:] not in keep
        ]
        self.added += [row for rows in wanted.values() for row in rows if row[1:] not in held]
        self.advice = {row.digest: row.kind for row in self.added if row.kind in ADVICE}
        self._read: Set[int] = wanted.keys()

    def write(self) -> Neighbourhood:
        """Change the rows; returns what is known of the neighbourhood without reading it again."""
        deciding = [row for row in (*self.gone, *self.added) if row.kind not in ADVICE]
        before = find_bearers({row.digest for row in deciding})
        self.alone = find_alone(self._new, self.added, before)
        lost_links = {row.digest for row in self.gone if row.kind == Kind.link}
        self.gone += [
            EvidenceRow(Kind.linked, digest, key) for digest in lost_links for key in before.get(digest, ())
        ]
        write_evidence(self.gone, self.added)
        self._leave_alone()
        for bearers in before.values():
            self.seeds.update(bearers)
        after = self._bearers_after(before)
        hood = Neighbourhood(after)
        gone = {row[1:] for row in self.gone}
        for key in self._read:
            hood.digests_of[key] = set()
        hood.add(
            row for row in (*self.standing, *self.added) if row.key in self._read and row[1:] not in gone
        )
        return hood

    def restated(self) -> set[int]:
        """Records that show other evidence than before: whose copies their people are may have changed."""
        return {row.key for row in (*self.gone, *self.added) if row.kind not in ADVICE}

    def _leave_alone(self) -> None:
        """Those that share nothing are settled by themselves: what follows is about the others."""
        self.seeds -= self.alone
        self.added = [row for row in self.added if row.key not in self.alone]
        self._read = self._read - self.alone

    def _bearers_after(self, before: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
        """Who shares each touched digest now; a digest that stopped being crowded wakes all its bearers."""
        after = {digest: set(keys) for digest, keys in before.items() if keys != CROWDED}
        for row in self.gone:
            if row.digest in after:
                after[row.digest].discard(row.key)
        for row in self.added:
            if row.kind not in ADVICE and before.get(row.digest) != CROWDED:
                after.setdefault(row.digest, set()).add(row.key)
        known = {digest: tuple(keys) if len(keys) < CROWD else CROWDED for digest, keys in after.items()}
        thinned = {row.digest for row in self.gone if before.get(row.digest) == CROWDED}
        woken = find_bearers(thinned)
        for bearers in woken.values():
            self.seeds.update(bearers)
        crowded = {digest: CROWDED for digest, keys in before.items() if keys == CROWDED}
        return crowded | {digest: woken.get(digest, ()) for digest in thinned} | known


def _others(draft: RecordDraft, refs: dict[Ref, int]) -> Collection[int]:
    """The persons a draft says it is."""
    return {
        refs[ref] for ref in (*draft.same_as, *draft.merged) if ref.kind == RecordKind.person and ref in refs
    }
