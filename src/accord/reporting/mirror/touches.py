"""Keep the mirror's touches by buyer up: those of every buyer whose people, or what they did, changed."""

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from accord.ledger.hits import latest_judgements
from accord.measures.layout import IDENTITY, INSTANT, JUDGEMENTS, PEOPLE
from accord.measures.manifest import Manifest, retire
from accord.measures.touches.changes import NAME, put_change
from accord.measures.touches.from_facts import make_touches, touches_of
from accord.measures.touches.parts import Ints, buyers_of, shape_touches
from accord.reporting.mirror import whose
from accord.reporting.mirror.columns import to_table
from accord.reporting.mirror.facts import SEQ, as_table, facts_about
from accord.reporting.mirror.standing import StandingMirror

AT_ONCE = 5_000  # buyers whose touches are looked up at a time
MANY = 20_000  # contacts: of more, where they are a quarter of all, everything is reckoned anew


def bring_up_touches(
    folder: Path,
    manifest: Manifest,
    before: StandingMirror,
    contacts: Collection[int],
    version: int,
    now: datetime,
) -> Manifest:
    """The next version with the touches of these contacts' buyers, as they were and as they are, put right.

    The cost is that of the touches of those buyers. A mirror without touches by buyer gets them all.
    """
    known = sum(part.rows for part in manifest.tables.get("people", ()))
    if NAME not in manifest.tables or len(contacts) > max(MANY, known // 4):
        old = [part.file for part in manifest.tables.get(NAME, ())]
        return retire(make_touches(folder, manifest, version), old, now)
    buyers = np.array(sorted(before.buyers_of(contacts) | _buyers(contacts)), np.int64)
    tables = list(_touches(buyers, manifest.seq, version))
    if not tables:
        return manifest
    rows = pa.concat_tables(tables).unify_dictionaries()
    manifest, replaced = put_change(folder, manifest, rows, buyers, version)
    return retire(manifest, replaced, now)


def _buyers(contacts: Collection[int]) -> set[int]:
    accounts = whose.accounts_of(contacts)
    return {accounts.get(contact) or -contact for contact in contacts}


def _touches(buyers: Ints, up_to: int, version: int) -> Iterator[pa.Table]:
    for begin in range(0, len(buyers), AT_ONCE):
        some = buyers[begin : begin + AT_ONCE]
        rows = shape_touches(_touches_now(some, up_to), version)
        yield rows.filter(pa.array(np.isin(buyers_of(rows), some)))


def _touches_now(buyers: Ints, up_to: int) -> pa.Table:
    contacts = {-buyer for buyer in buyers.tolist() if buyer < 0}
    contacts |= whose.contacts_at([buyer for buyer in buyers.tolist() if buyer > 0])
    seats = whose.seats_of(contacts)
    facts = as_table([row for row in facts_about(sorted(seat.key for seat in seats)) if row[SEQ] <= up_to])
    identity = to_table(IDENTITY, [(seat.key, seat.contact, "", False, 0, False) for seat in seats])
    accounts = whose.accounts_of(contacts)
    people = to_table(PEOPLE, [(contact, account, "", 0, False) for contact, account in accounts.items()])
    return touches_of(facts, identity, people, _judgements({seat.key for seat in seats}))


def _judgements(subjects: set[int]) -> pa.Table:
    """What credit asks of the judgements of these subjects' hits."""
    rows = [
        (seq, int(judged.klass.agent), judged.released_at)
        for seq, judged in latest_judgements(subjects).items()
    ]
    fields = [JUDGEMENTS.field(name) for name in ("seq", "agent")] + [pa.field("released_at", INSTANT)]
    return to_table(pa.schema(fields), rows)
