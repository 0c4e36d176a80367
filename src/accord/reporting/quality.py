"""Lead quality for whoever may see the board: by source, campaign or class, never by person, alike for every role."""

from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from accord.measures.number import Window
from accord.measures.quality import OF, quality
from accord.measures.quality_lines import DIMENSIONS, Judged, LeadQuality, QualityRow
from accord.reporting.campaign_names import find_campaign_names
from accord.reporting.ordering import UP, figure, figures, words
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

__all__ = [
    "DIMENSIONS",
    "OF",
    "TO_SORT",
    "Judged",
    "LeadQuality",
    "QualityRow",
    "dimension_of",
    "lead_quality",
]

TO_SORT = (
    words("name", attrgetter("label")),
    *figures("leads", "accepted", "won", "revenue", "per_lead"),
    figure("waited", first=UP),
)


def lead_quality(
    viewer: Viewer, *, by: str = DIMENSIONS[0], window: Window | None = None, now: datetime
) -> LeadQuality:
    """Volume x acceptance x win x revenue x speed over a window (None: all time), with what of it is noise.

    Raises `Refused` without the right to see the board, `Invalid` for a dimension there is not. Kept by version of the
    mirror, agreement, dimension, window and day; never by viewer. A campaign is called what its system calls it.
    """
    made = reckoned(
        viewer, "quality", lambda mirror, scope: quality(mirror, scope, by), by, window=window, now=now
    )
    return _named(made) if by == "campaign" else made


def _named(made: LeadQuality) -> LeadQuality:
    """Campaigns as their systems call them; the cell keeps the id, so that its rows are found."""
    names = find_campaign_names({row.label for row in made.rows})
    return replace(made, rows=tuple(replace(row, label=names.get(row.label, row.label)) for row in made.rows))


def dimension_of(name: str) -> str:
    """The dimension that a number's name belongs to; the first where it names none."""
    said = name.removeprefix(OF).partition(":")[0]
    return said if said in DIMENSIONS else DIMENSIONS[0]
