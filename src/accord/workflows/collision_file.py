"""Collisions as a CSV file that no spreadsheet runs: both sides of each, as far as the viewer may see the person."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from accord.connectors.tabular.export import neutralise
from accord.contacts.collision_shapes import Collision
from accord.reporting.collided import NEWEST, sorted_collisions
from accord.reporting.ordering import Sorting
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

COLUMNS = (
    "contact_id", "account_id", "clause", "why", "both_teams", "at", "team", "kind", "campaign", "who",
    "other_at", "other_team", "other_kind", "other_campaign", "other_who",
)  # fmt: skip
_ALL = 1_000_000


class _Echo:
    """A file whose write gives the text back, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def collision_lines(
    viewer: Viewer, since: datetime, until: datetime, now: datetime, sorting: Sorting = NEWEST
) -> Iterator[str]:
    """The file line by line, the header first, in the order asked for; a line for each touch and each it ran into."""
    require(viewer, Right.take_away)
    report = sorted_collisions(viewer, since, until, now, limit=_ALL, sorting=sorting)
    return _lines(report.rows)


def write_collisions(viewer: Viewer, since: datetime, until: datetime, now: datetime, path: Path) -> int:
    """Write the file; the number of its lines without the header."""
    lines = collision_lines(viewer, since, until, now)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        return sum(bool(file.write(line)) for line in lines) - 1


def _lines(rows: tuple[Collision, ...]) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    for row in rows:
        one = row.touch
        mine = [row.contact_id, row.account_id or "", row.clause, row.why.value, row.both_teams]
        mine += [
            one.at.isoformat(),
            one.team.value,
            one.kind,
            neutralise(one.campaign),
            neutralise(one.actor),
        ]
        for other in row.against or (None,):
            theirs = (
                [
                    other.at.isoformat(),
                    other.team.value,
                    other.kind,
                    *map(neutralise, (other.campaign, other.actor)),
                ]
                if other
                else ["", "", "", "", neutralise(row.holder)]
            )
            yield writer.writerow([*mine, *theirs])
