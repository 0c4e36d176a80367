"""What past sends teach: the benchmark that a new send's first hour is held against, from the mirror."""

from datetime import UTC, datetime

import numpy as np

from accord.agreement.first_hour import FirstHour
from accord.learning.pulse import Benchmark
from accord.learning.pulse.learn import Past, learn
from accord.learning.pulse.mails import CURVE
from accord.measures.mirror import Mirror
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder

NEWEST = 50  # sends that are learnt from: what was two years ago is another company's


def learn_from_past(hour: FirstHour, now: datetime) -> Benchmark | None:
    """The benchmark of the newest sends that are over; None with fewer than five, or fewer than fifty answers."""
    with open_current(mirror_folder(), now) as mirror:
        return learn(past_of_mirror(mirror, hour, now)[-NEWEST:])


def past_of_mirror(mirror: Mirror, hour: FirstHour, now: datetime) -> list[Past]:
    """Every send of the mirror that is over, the oldest first."""
    rows = mirror.ask(
        "past_sends",
        now_at=now.astimezone(UTC).replace(tzinfo=None),
        kinds=sorted(int(each) for each in hour.kinds),
        hold_seconds=int(hour.hold.total_seconds()),
    )
    return [_past(row["mails"], row["answered"], row["minutes"] or ()) for row in rows]


def _past(mails: int, answered: int, minutes: "list[int] | tuple[()]") -> Past:
    delays = np.array([each for each in minutes if 0 <= each < CURVE], dtype=np.int64)
    return Past(mails, answered, np.bincount(delays, minlength=CURVE))
