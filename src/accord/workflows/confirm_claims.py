"""A visitor's claims begin to count when something other than a browser's word says who the visitor is.

Confirmed by: a server's key that names the visitor's user, or a form or a tracked link whose reader says that the
visitor's record is somebody's (`same_as`) or has an address. What was claimed before and what is claimed after both
become facts of the kind claimed, at the instants at which they were claimed.
"""

from collections.abc import Iterable
from datetime import datetime

from accord.connectors.segment import CLAIMS, is_visitor
from accord.ledger.claims import confirm_visitors, find_claimed, find_confirmed
from accord.ledger.keys import Digest, find_keys
from accord.ledger.prepare import ReadyRecords
from accord.vocabulary.facts import Ref, RowRead
from accord.workflows.import_batch import Batch, write_batch


def confirm_claims(source: str, rows: Iterable[RowRead], *, digest: Digest, now: datetime) -> int:
    """Confirm the visitors whom these rows name; how many claims count. Expects the transaction of the rows."""
    named: set[Ref] = set()
    claiming: set[Ref] = set()
    for row in rows:
        for draft in row.records:
            if draft.same_as or draft.email:
                named.update(ref for ref in (draft.ref, *draft.same_as) if is_visitor(ref))
        claiming.update(fact.about for fact in row.facts if fact.kind == CLAIMS and fact.about is not None)
    if not named and not claiming:
        return 0
    keys = find_keys(named | claiming)
    before = find_confirmed(keys.values())
    fresh = {keys[ref] for ref in named if ref in keys} - before
    confirm_visitors(fresh, now=now)
    counting = {key: ref for ref, key in keys.items() if key in fresh or (key in before and ref in claiming)}
    count = 0
    for origin, facts in find_claimed(counting, digest).items():
        _, written = write_batch(
            Batch([], [], 0, 0, ReadyRecords({}, [], {}), facts), source=origin, digest=digest, now=now
        )
        count += written.new
    return count
