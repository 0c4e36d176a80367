"""An absence as people say it: me, an id or an address; a day or an instant, both written in one way."""

from datetime import date, datetime

from accord.teams.absence.enter import AbsenceView, enter_days, enter_time
from accord.teams.rights import Right, require
from accord.vocabulary.days import check_day
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer, actor_of

ME = "me"


def ref_of(viewer: Viewer, who: str) -> str:
    """How our people are named: `me`, an id such as `user:17` or of the CRM, else an address or a name."""
    plain = who.strip()
    if plain in ("", ME):
        return viewer.actor
    return plain if plain.startswith(("user:", "owner:")) else actor_of(plain)


def enter_said(by: Viewer, who: str, first: str, last: str, now: datetime) -> AbsenceView:
    """Away from the first to the last day, both included, or from one instant to another.

    Times are the person's own zone's. Raises `Refused`, `NotFound`, and `Invalid` where one is a day and one an
    instant, or one is neither.
    """
    require(by, Right.enter_absences)
    start, end = when(first), when(last)
    if isinstance(start, datetime) and isinstance(end, datetime):
        return enter_time(by, ref_of(by, who), start, end, now)
    if isinstance(start, datetime) or isinstance(end, datetime):
        raise Invalid("absence.mixed", "one is a day and one an instant", "write both in one way")
    return enter_days(by, ref_of(by, who), start, end, now)


def when(text: str) -> date:
    """A day (2026-12-21), or an instant (2026-12-21T09:00). Raises `Invalid`."""
    plain = text.strip()
    try:
        found = date.fromisoformat(plain) if len(plain) == 10 else datetime.fromisoformat(plain)
    except ValueError:
        raise Invalid(
            "absence.when", f'"{plain[:40]}" is no day and no instant', "write 2026-12-21 or 2026-12-21T09:00"
        ) from None
    return check_day(found)
