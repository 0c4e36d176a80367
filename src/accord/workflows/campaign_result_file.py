"""What a campaign brought as a CSV file that no spreadsheet runs: no person in it."""

import csv
import io
from datetime import datetime

from accord.connectors.tabular.export import neutralise
from accord.reporting.campaigns.results import campaign_result
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

COLUMNS = (
    "campaign",
    "arm",
    "number",
    "value",
    "unit",
    "low",
    "high",
    "hits",
    "people",
    "enough",
    "formula",
    "clause",
)


def campaign_result_file(viewer: Viewer, ref: str, now: datetime) -> str:
    """Every number of every arm, then the money. Raises `Refused` without the right to take data away."""
    require(viewer, Right.take_away)
    made = campaign_result(viewer, ref, now=now)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    numbers = [(one.arm, n, "lift: " if n in one.lifts else "") for one in made.result.arms
               for n in (one.people, *one.shares, *one.lifts, *one.touched)]  # fmt: skip
    for arm, number, lift in (*numbers, *(("", n, "") for n in made.money.numbers())):
        span, part = number.interval, number.part
        writer.writerow([
            neutralise(made.name), neutralise(arm), f"{lift}{number.label}",
            "" if number.value is None else number.value, number.unit, span.low if span else "",
            span.high if span else "", part.hits if part else "", part.cases if part else "", number.enough,
            number.formula, number.clause,
        ])  # fmt: skip
    return text.getvalue()
