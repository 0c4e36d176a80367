"""The use of published content as a CSV file that no spreadsheet runs: no person in it."""

import csv
import io
from datetime import datetime

from accord.connectors.tabular.export import neutralise
from accord.reporting.content_use import content_use, find_to_retire
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

COLUMNS = (
    "key", "title", "stage", "segment", "published_at", "sent", "shown", "opened", "used_at", "deals", "won", "judged",
    "unused", "to_retire",
)  # fmt: skip


def content_use_file(viewer: Viewer, now: datetime) -> str:
    """Every published piece, the longest published first. Raises `Refused` without the right to take data away."""
    require(viewer, Right.take_away)
    retire = {one.piece.key for one in find_to_retire(viewer, now=now)}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in content_use(viewer, now=now).pieces:
        writer.writerow([
            one.key, neutralise(one.title), neutralise(one.stage), neutralise(one.segment),
            one.published_at.isoformat(), one.sent, one.shown, one.opened,
            one.used_at.isoformat() if one.used_at else "", one.deals, one.won, one.judged, one.unused,
            one.key in retire,
        ])  # fmt: skip
    return text.getvalue()
