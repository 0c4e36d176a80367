"""Target accounts in which something is missing, as a CSV file that no spreadsheet runs, for who may see them."""

import csv
import io
from datetime import datetime

from accord.connectors.tabular.export import neutralise
from accord.measures.number import Window
from accord.reporting.coverage import targets_to_act_on
from accord.reporting.ordering import AS_GIVEN, Sorting
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

COLUMNS = ("account_id", "name", "tier", "owner", "people_known", "missing", "in_opportunity", "last_touch")
_ALL = 1_000_000


def targets_file(viewer: Viewer, *, window: Window | None, now: datetime, sorting: Sorting = AS_GIVEN) -> str:
    """The file whole, the header first, in the order asked for.

    Raises `Refused` without the right to take data away.
    """
    require(viewer, Right.take_away)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in targets_to_act_on(viewer, window=window, now=now, limit=_ALL, sorting=sorting).rows:
        writer.writerow([
            row.account_id, neutralise(row.name), neutralise(row.tier), neutralise(row.owner), row.known,
            " ".join(row.missing), row.in_opportunity, row.last_at or "",
        ])  # fmt: skip
    return text.getvalue()
