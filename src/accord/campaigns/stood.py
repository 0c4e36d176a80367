"""When a campaign's sign-off stood: the spans in which what stood then was signed. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.campaigns.shapes import AnswerGiven
from accord.campaigns.start import signatures_of


@dataclass(frozen=True, slots=True)
class Version:
    """What stood from an instant on. An empty hash: it was called off."""

    since: datetime
    hash: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """A half-open span in which sends under these names were signed off."""

    since: datetime
    until: datetime
    called: tuple[str, ...]


def stood_between(versions: Sequence[Version], answers: Iterable[AnswerGiven]) -> tuple[Covered, ...]:
    """The spans, in order, in which a send was covered. Versions and answers in any order.

    A send before the start that was signed then, after its end, or after it was called off is covered by nothing.
    """
    stood = sorted(versions, key=lambda one: one.since)
    given = sorted(answers, key=lambda one: one.answered_at)
    moments = sorted({one.since for one in stood} | {one.answered_at for one in given})
    spans: list[Covered] = []
    for at, since in enumerate(moments):
        standing = [one for one in stood if one.since <= since]
        known = [one for one in given if one.answered_at <= since]
        if not standing or not standing[-1].hash or not signatures_of(standing[-1].hash, known).stands:
            continue
        said = json.loads(standing[-1].text)
        first = max(since, datetime.fromisoformat(said["starts_at"]))
        last = min([datetime.fromisoformat(said["ends_at"]), *moments[at + 1 : at + 2]])
        if first < last:
            spans.append(Covered(first, last, tuple(said["called"])))
    return tuple(spans)
