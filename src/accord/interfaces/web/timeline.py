"""A person's touches as moments on the line between the two teams: the same thing in a row stands once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accord.interfaces.web.words import KINDS

Touch = Any  # contacts.shapes.TouchView: read here, never made


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, or the same thing several times in a row; `until` is the latest of them."""

    team: str
    what: str
    details: tuple[str, ...]
    since: datetime
    until: datetime
    times: int
    human: bool


def moments(touches: Sequence[Touch]) -> list[Moment]:
    """Newest first, as the touches come; repeats on one day are counted, not listed."""
    found: list[Moment] = []
    for touch in touches:
        now = _moment(touch)
        last = found[-1] if found else None
        if last and _same(last, now):
            found[-1] = replace(last, since=now.since, times=last.times + 1)
        else:
            found.append(now)
    return found


def _moment(touch: Touch) -> Moment:
    what = str(KINDS.get(touch.kind.name, touch.kind.name.replace("_", " ")))
    # What a tracked link was about is a key: where it led and its campaign say the same in words.
    value = "" if touch.value.startswith(("piece:", "campaign:")) else touch.value
    details = tuple(t.replace("_", " ") for t in (touch.asset, touch.campaign, touch.channel, value) if t)
    return Moment(touch.team.value, what, details, touch.occurred_at, touch.occurred_at, 1, touch.human)


def _same(one: Moment, other: Moment) -> bool:
    return (one.team, one.what, one.details, one.human, one.since.date()) == (
        other.team,
        other.what,
        other.details,
        other.human,
        other.since.date(),
    )
