"""Customers at risk as a CSV file that no spreadsheet runs, as far as the viewer may see them."""

import csv
import io
from datetime import datetime

from accord.connectors.tabular.export import neutralise
from accord.reporting.ordering import AS_GIVEN, Sorting
from accord.reporting.retention import customers_at_risk
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

COLUMNS = (
    "account_id",
    "name",
    "owner",
    "segment",
    "amount",
    "currency",
    "contract_ends",
    "signs",
    "heard_at",
    "reached_at",
)
_ALL = 1_000_000


def at_risk_file(viewer: Viewer, *, now: datetime, sorting: Sorting = AS_GIVEN) -> str:
    """The file whole, the header first, in the order asked for.

    Raises `Refused` without the right to take data away.
    """
    require(viewer, Right.take_away)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in customers_at_risk(viewer, now=now, limit=_ALL, sorting=sorting).rows:
        writer.writerow([
            row.account_id or "", neutralise(row.name), neutralise(row.owner), neutralise(row.segment), row.amount,
            row.currency, row.due.isoformat(), " ".join(row.signs), row.heard_at or "", row.reached_at or "",
        ])  # fmt: skip
    return text.getvalue()
