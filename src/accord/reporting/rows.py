"""The rows behind a number, filtered by what the viewer may see; never cached."""

from datetime import UTC, datetime
from typing import Any

from accord.contacts.visible import find_visible_ids
from accord.measures.number import Rows, Window
from accord.measures.rows import fetch_rows
from accord.measures.sql import names
from accord.reporting.campaigns.results import with_campaign
from accord.reporting.content_use import with_pieces
from accord.reporting.mirror.current import open_current
from accord.reporting.shapes import RowBehind, RowsBehind
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer

_CHUNK = 20_000
OF_CAMPAIGN = "rows_campaign_"  # the campaign whose rows are asked for is `source`
OF_PIECES = ("rows_content_unused",)  # what they list stands in the library, not in the mirror


def rows_behind(
    viewer: Viewer,
    rows: Rows,
    *,
    window: Window | None = None,
    now: datetime,
    offset: int = 0,
    limit: int = 100,
) -> RowsBehind:
    """A page of the rows behind a number, newest first; says how many of all are visible to the viewer.

    Raises `Refused` without the right to see rows, `NotFound` for a name that is no rows query.
    """
    require(viewer, Right.see_rows)
    if not rows.name.startswith("rows_") or rows.name not in names():
        raise NotFound(
            "rows.unknown", f'"{rows.name}" lists no rows', "use the rows a number on the board names"
        )
    with open_current(mirror_folder(), now) as mirror:
        scope = scope_for(current(now), mirror, window=window, now=now)
        if rows.name in OF_PIECES:
            scope = with_pieces(scope)
        if rows.name.startswith(OF_CAMPAIGN):
            scope = with_campaign(scope, dict(rows.where).get("source", ""))
        found = fetch_rows(mirror, scope, rows)
    mine = find_mine(viewer, {row["contact"] for row in found if row["contact"] is not None})
    seen = [row for row in found if row["contact"] is None or row["contact"] in mine]
    page = tuple(_row(row) for row in seen[offset : offset + limit])
    more = offset + limit
    return RowsBehind(page, len(seen), len(found), more if more < len(seen) else None)


def find_mine(viewer: Viewer, contacts: set[int]) -> set[int]:
    """Which of these contacts the viewer may see, however many."""
    ordered = sorted(contacts)
    mine: set[int] = set()
    for start in range(0, len(ordered), _CHUNK):
        mine |= find_visible_ids(viewer, set(ordered[start : start + _CHUNK]))
    return mine


def _row(row: dict[str, Any]) -> RowBehind:
    when: datetime | None = row["occurred_at"]
    return RowBehind(
        row["what"],
        row["key"],
        row["contact"],
        when.replace(tzinfo=UTC) if when else None,
        row["value"] or "",
    )
