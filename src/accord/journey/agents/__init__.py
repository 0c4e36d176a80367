"""Machine or human: pure functions from hits to judgements. See docs/machine-or-human.md."""

from accord.journey.agents.judge import COUNTED, Judgement, judge, released_at
from accord.journey.agents.limits import FILTER_VERSION, HOLD, LIMITS, Limits
from accord.journey.agents.reasons import SENTENCES, Why

__all__ = [
    "COUNTED",
    "FILTER_VERSION",
    "HOLD",
    "LIMITS",
    "SENTENCES",
    "Judgement",
    "Limits",
    "Why",
    "judge",
    "released_at",
]
