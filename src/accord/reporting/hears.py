"""What sales hears, for whoever may see the board, the same for every role; never the words themselves."""

from datetime import datetime

from accord.measures.hears.hears import OF, hears, segment_of
from accord.measures.hears.lines import SORTS, HeardSegment, Hears, Rival, Topic
from accord.measures.number import Window
from accord.reporting.reckoned import reckoned
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer

__all__ = ["OF", "SORTS", "HeardSegment", "Hears", "Rival", "Topic", "company_hears", "segment_of"]
_NAMED = 8  # segments that a refusal names


def company_hears(viewer: Viewer, *, segment: str = "", window: Window | None = None, now: datetime) -> Hears:
    """Topics of the last whole week before the window's end, each against its own past, and which spike.

    `segment` (an industry, whatever the case): of its companies alone. Raises `Refused` without the right to see the
    board, `NotFound` for a segment without an outcome. Kept by version of the mirror, agreement, window and day.
    """
    whole = reckoned(viewer, "hears", hears, "", window=window, now=now)
    asked = segment.strip().casefold()
    if not asked:
        return whole
    names = [each.name for each in whole.segments]
    if asked not in names:
        raise NotFound(
            "hears.no_segment",
            f'no outcome in these weeks is of a company of "{segment.strip()[:60]}"',
            f"choose one of: {', '.join(names[:_NAMED])}" if names else "leave the segment out",
        )
    return reckoned(
        viewer, "hears", lambda mirror, scope: hears(mirror, scope, asked), asked, window=window, now=now
    )
