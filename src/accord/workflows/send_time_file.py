"""Send time as a CSV file that no spreadsheet runs: all 168 hours of the recipient's week."""

import csv
import io
from datetime import datetime

from accord.connectors.tabular.export import neutralise
from accord.reporting.board import Window
from accord.reporting.send_time import WEEKDAYS, Hour, SendTime, send_times
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

COLUMNS = (
    "by", "of", "weekday", "hour", "sent", "answered", "rate", "low", "high", "basis",
    "part_best_share", "part_regret", "part_says",
)  # fmt: skip


def send_time_file(viewer: Viewer, *, by: str, of: str, window: Window | None, now: datetime) -> str:
    """The file whole, the header first. Raises `Refused` without the right to take data away."""
    require(viewer, Right.take_away)
    made = send_times(viewer, by=by, of=of, window=window, now=now)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for hour in made.hours:
        writer.writerow(_cells(made, hour))
    return text.getvalue()


def _cells(made: SendTime, hour: Hour) -> list[object]:
    slot, span = made.slots[hour.weekday * 4 + hour.hour // 6], hour.rate.interval
    head = [made.by, neutralise(made.of), WEEKDAYS[hour.weekday], hour.hour, hour.sends, hour.answered]
    rate = [
        "" if hour.rate.value is None else hour.rate.value,
        *([span.low, span.high] if span else ["", ""]),
    ]
    sure = ["" if slot.best_share is None else slot.best_share, "" if slot.regret is None else slot.regret]
    return [*head, *rate, made.basis, *sure, str(slot.says)]
