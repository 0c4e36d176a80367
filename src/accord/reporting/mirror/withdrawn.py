"""Facts that stand no more, as the mirror keeps them."""

from typing import NamedTuple

import pyarrow as pa

from accord.ledger.models import Withdrawal
from accord.ledger.sql import in_chunks
from accord.ledger.withdrawn import find_withdrawn
from accord.measures.layout import WITHDRAWN
from accord.reporting.mirror.columns import to_table


class Steps(NamedTuple):
    """Facts whose standing changed since, whose they are, the number of the last word."""

    rows: pa.Table
    subjects: set[int]
    last: int


def new_steps(after: int, version: int) -> Steps:
    """What was withdrawn or brought back after a number, as it stands now, in the mirror's columns."""
    words = list(Withdrawal.objects.filter(id__gt=after).order_by("id").values_list("id", "seq", "subject"))
    of = {seq: subject for _, seq, subject in words}
    subjects = set(of.values())
    gone = set[int]()
    for some in in_chunks(sorted(subjects)):
        gone |= find_withdrawn(some)
    rows = [(seq, of[seq], version, seq not in gone) for seq in sorted(of)]
    return Steps(to_table(WITHDRAWN, rows), subjects - {0}, words[-1][0] if words else after)
