"""A table of credit as a CSV file that no spreadsheet runs: each row with its model, clause and kept run."""

import csv
import io
from datetime import datetime

from accord.connectors.tabular.export import neutralise
from accord.measures.attribution.credit_shapes import CompanyCredit
from accord.measures.number import Window
from accord.reporting.attribution import company_credit
from accord.reporting.credit_runs import run_beside
from accord.reporting.credit_tables import TABLES, columns_of, lines_of, rows_of, sorted_by
from accord.reporting.ordering import cell_of, sorting_of
from accord.reporting.roi import company_roi
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer

# What every row carries: under what it was reckoned, and the kept run of the same days, where there is one. A row of
# the models names its own.
UNDER = (
    "currency", "model", "clause", "touches", "look_back", "agreement", "signed", "from", "until", "as_of",
    "run", "run_made_at", "run_digest",
)  # fmt: skip


def credit_file(
    viewer: Viewer,
    table: str,
    *,
    by: str = "channel",
    window: Window | None = None,
    sort: str = "",
    way: str = "",
    now: datetime,
) -> str:
    """The file whole, the header first, in the order asked for. Raises `Refused` without the right to take data away,
    `NotFound` for a table that is none.
    """
    require(viewer, Right.take_away)
    if table not in TABLES:
        known = ", ".join(sorted(TABLES))
        raise NotFound("credit.no_table", f'credit has no table "{table}"', f"one of: {known}")
    made = company_credit(viewer, window=window, compare=table == "models", now=now)
    returns = company_roi(viewer, window=window, now=now)
    columns = columns_of(table, returns)
    named = [column.name for column in columns]
    under = {name: value for name, value in _under(viewer, made).items() if name not in named}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*named, *under])
    sorting = sorting_of(sorted_by(table, made, returns), sort, way)
    for row in lines_of(table, rows_of(table, made, returns, by, sorting)):
        writer.writerow([*(_written(cell_of(column, row)) for column in columns), *under.values()])
    return text.getvalue()


def _under(viewer: Viewer, made: CompanyCredit) -> dict[str, object]:
    clause, reading, window = made.clause, made.reading, made.window
    run = run_beside(viewer, window, reading.hash)
    said = [
        made.currency, made.signed[0].label, "attribution" if clause else "", (clause.touches or "") if clause else "",
        (clause.look_back or "") if clause else "", reading.hash, "yes" if reading.signed else "no",
        window.start if window else "", window.end if window else "", made.as_of or "",
        *((run.number, run.made_at, run.digest) if run else ("", "", "")),
    ]  # fmt: skip
    return dict(zip(UNDER, map(_written, said), strict=True))


def _written(value: object) -> object:
    if value is None:
        return ""
    return value if isinstance(value, int | float) else neutralise(str(value))
