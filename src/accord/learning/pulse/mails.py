"""Mails one by one as counts by the minute: what the pulse is asked with."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from accord.learning.pulse.learn import Past
from accord.learning.pulse.procedure import LOOKS
from accord.learning.pulse.shapes import Counts

_MINUTE = timedelta(minutes=1)
CURVE = 24 * 60  # minutes of a past campaign from which the curve is learnt
MATURE = timedelta(days=3)  # after its last mail a campaign is over


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: when it left, and from when on its first answer counts."""

    campaign: str
    sent_at: datetime
    answered_at: datetime | None = None
    arm: str = ""


def first_send(mails: Iterable[Mail]) -> datetime:
    """The instant from which minutes are counted. Raises ValueError without mails."""
    return min(each.sent_at for each in mails)


def count(mails: Iterable[Mail], since: datetime) -> Counts:
    """Mails and answers by the minute, those that left within the hour. An answer before its mail is none."""
    sent = np.zeros(LOOKS, dtype=np.int64)
    answered = np.zeros((LOOKS, LOOKS), dtype=np.int64)
    for each in mails:
        minute = (each.sent_at - since) // _MINUTE
        if not 0 <= minute < LOOKS:
            continue
        sent[minute] += 1
        if each.answered_at is not None and each.answered_at >= each.sent_at:
            age = (each.answered_at - since) // _MINUTE - minute
            if age < LOOKS:
                answered[minute, age] += 1
    return Counts(sent, answered)


def past_of(mails: Iterable[Mail], now: datetime) -> list[Past]:
    """Each campaign that is over, by its name; one whose last mail is younger than three days is left out."""
    by_campaign: dict[str, list[Mail]] = defaultdict(list)
    for each in mails:
        by_campaign[each.campaign].append(each)
    found = []
    for _name, its in sorted(by_campaign.items()):
        if max(each.sent_at for each in its) + MATURE > now:
            continue
        delays = [e.answered_at - e.sent_at for e in its if e.answered_at and e.answered_at >= e.sent_at]
        minutes = np.array([delay // _MINUTE for delay in delays], dtype=np.int64)
        by_minute = np.bincount(minutes[minutes < CURVE], minlength=CURVE)
        found.append(Past(len(its), len(delays), by_minute))
    return found
