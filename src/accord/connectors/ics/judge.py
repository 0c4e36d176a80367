"""Whether an entry of a calendar means that its owner is away."""

import re
from datetime import datetime
from typing import Any

# As people and their tools call it, at the beginning of a title. Judged, never kept.
_AWAY = re.compile(
    r"\W*(?:ooo|oof|out of (?:the )?office|annual leave|on leave|leave|vacation|pto|holidays?|day off|sick|"
    r"parental leave|abwesend|abwesenheit|urlaub|ferien|krank|elternzeit|afwezig|vakantie|vrij|verlof|ziek|"
    r"absent|absence|cong[ée]s?|vacances|maladie|fuera de la oficina|vacaciones|de baja|ferie|semester|ledig)\b",
    re.IGNORECASE,
)
_YES, _NO = "TRUE", "FREE"


def is_cancelled(event: Any) -> bool:
    """Whether it was called off, or its owner said no to it."""
    return _said(event, "STATUS") == "CANCELLED" or _said(event, "X-MICROSOFT-CDO-BUSYSTATUS") == _NO


def is_away(event: Any, *, busy: bool) -> bool:
    """Whether it counts as being away.

    Outlook says so itself. Other calendars: a title that says it, or a whole day that is not marked free; with
    `busy` every entry that is not marked free.
    """
    outlook = _said(event, "X-MICROSOFT-CDO-BUSYSTATUS")
    if outlook:
        return outlook == "OOF" or (busy and outlook == "BUSY")
    if _AWAY.match(str(event.get("SUMMARY", ""))):
        return True
    if _said(event, "TRANSP") == "TRANSPARENT":
        return False
    return busy or is_whole_day(event)


def is_whole_day(event: Any) -> bool:
    """Whether it is given in days."""
    start = event.get("DTSTART")
    whole = start is not None and not isinstance(start.dt, datetime)
    return whole or _said(event, "X-MICROSOFT-CDO-ALLDAYEVENT") == _YES


def _said(event: Any, name: str) -> str:
    return str(event.get(name, "")).strip().upper()
