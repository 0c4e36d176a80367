"""Who gets a lead: by the clauses `route`, `known_already` and `sales_promises.capacity`, never nobody."""

from accord.agreement.routing.free import away_until, is_at_work, is_full
from accord.agreement.routing.known import (
    Earlier,
    Known,
    KnownAlready,
    KnownAs,
    decide_known_already,
    worked_within,
)
from accord.agreement.routing.owner import decide_owner
from accord.agreement.routing.shapes import Ask, Candidate, Decision, Tried, WhyNot
from accord.agreement.routing.terms import (
    calendar_of,
    capacity_of,
    first_taker,
    steps_after_silence,
    steps_when_known,
)

__all__ = [
    "Ask",
    "Candidate",
    "Decision",
    "Earlier",
    "Known",
    "KnownAlready",
    "KnownAs",
    "Tried",
    "WhyNot",
    "away_until",
    "calendar_of",
    "capacity_of",
    "decide_known_already",
    "decide_owner",
    "first_taker",
    "is_at_work",
    "is_full",
    "steps_after_silence",
    "steps_when_known",
    "worked_within",
]
