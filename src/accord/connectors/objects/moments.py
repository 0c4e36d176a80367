"""Instants as the vendors write them: ISO forms, seconds or milliseconds since 1970;
other forms by the column.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from accord.vocabulary.facts import Reason

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?"
    r"\s*(UTC|GMT|Z)?\s*([+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|-?\d{12,13}(?:\.0)?", re.ASCII)
_KEPT = 16_384  # cells remembered: exports repeat their instants
_FIRST, _LAST = (
    1980,
    2099,
)  # no record of a CRM or a campaign is older or later; 1970 and 9999 are empty values

Other = Callable[[str], datetime | Reason]


class Moments:
    """Reads the instants of one file; a naive one is in `zone`. `others` read columns of another form."""

    def __init__(self, zone: str, others: Mapping[str, Other] | None = None) -> None:
        self._zone = ZoneInfo(zone)
        self._others = others or {}
        self._known: dict[tuple[str, str], datetime | Reason] = {}

    def read(self, column: str, text: str) -> datetime | Reason:
        """The instant in UTC, or why the cell holds none."""
        found = self._known.get((column, text))
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[column, text] = self._judge(column, text)
        return found

    def _judge(self, column: str, text: str) -> datetime | Reason:
        iso = _ISO.fullmatch(text)
        if iso:
            found = self._of_iso(iso)
        elif _EPOCH.fullmatch(text):
            number = float(text)
            found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
                seconds=number if abs(number) < 1e11 else number / 1000
            )
        else:
            other = self._others.get(column)
            found = other(text) if other else Reason.bad_date
        if isinstance(found, datetime) and not _FIRST <= found.year <= _LAST:
            return Reason.date_out_of_range
        return found

    def _of_iso(self, iso: re.Match[str]) -> datetime | Reason:
        year, month, day, hour, minute, second, fraction, utc, offset = iso.groups()
        try:
            found = datetime(
                int(year),
                int(month),
                int(day),
                int(hour or 0),
                int(minute or 0),
                int(second or 0),
                int((fraction or "0").ljust(6, "0")[:6]),
                tzinfo=UTC if utc or offset else self._zone,
            )
        except ValueError:
            return Reason.bad_date
        try:
            return (found - _offset(offset) if offset else found).astimezone(UTC)
        except OverflowError:
            return Reason.date_out_of_range


def is_plain(text: str) -> bool:
    """Whether a text is an instant in a form that cannot be misread (ISO, or a number of seconds)."""
    return _ISO.fullmatch(text) is not None or _EPOCH.fullmatch(text) is not None


def _offset(text: str) -> timedelta:
    span = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return span if text[0] == "+" else -span
