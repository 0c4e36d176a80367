"""The library as a CSV file that no spreadsheet runs."""

import csv
import io
from datetime import datetime

from accord.connectors.tabular.export import neutralise
from accord.content.find import find_pieces
from accord.teams.notices import find_actor_names
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

COLUMNS = (
    "key", "title", "state", "stage", "persona", "segment", "tags", "link", "owner", "review_on", "votes", "made_at",
    "due_at", "late",
)  # fmt: skip


def content_file(viewer: Viewer, now: datetime) -> str:
    """Every piece, the newest first, without the customers' questions. Raises `Refused` without the right."""
    require(viewer, Right.take_away)
    found = find_pieces(viewer, now)
    names = find_actor_names({one.owner for one in found})
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in found:
        said = one.said
        writer.writerow([
            one.key, neutralise(said.title), one.state.value, neutralise(said.stage), neutralise(said.persona),
            neutralise(said.segment), neutralise("; ".join(said.tags)), neutralise(said.link),
            neutralise(names.get(one.owner, "")), said.review_on or "", one.votes, one.made_at.isoformat(),
            one.due_at.isoformat() if one.due_at else "", one.late,
        ])  # fmt: skip
    return text.getvalue()
