"""May we write, call, measure? What people said about it, per purpose and channel, and what follows.

The rule (`decide_consent`) has no memory and no clock: the same statements in any order give the same answer.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Purpose(StrEnum):
    """What somebody's data or attention is used for."""

    marketing = "marketing"  # messages to many
    sales = "sales"  # a person of ours writes or calls
    open_measurement = "open_measurement"  # whether this person opened a mail
    click_measurement = "click_measurement"
    web_tracking = "web_tracking"
    profiling = "profiling"  # a score of this person


class Medium(StrEnum):
    """By which way; `any` speaks for all of them."""

    any = "any"
    email = "email"
    phone = "phone"
    web = "web"
    post = "post"


class ConsentState(StrEnum):
    """What one statement says, the strictest last."""

    granted = "granted"
    denied = "denied"
    withdrawn = "withdrawn"
    objected = "objected"


class Origin(StrEnum):
    """Who says so: the person themself, one of us on their word, or a system that copied it."""

    person = "person"
    colleague = "colleague"
    system = "system"


class Statement(NamedTuple):
    """One statement about one purpose and medium, at one instant."""

    at: datetime
    state: ConsentState
    origin: Origin
    source: str = ""
    wording: str = ""  # the version of the words the person agreed to
    jurisdiction: str = ""  # ISO country code; empty: not told


class ConsentStanding(NamedTuple):
    """What holds: the deciding statement, or None where nobody ever said anything."""

    allowed: bool | None  # None: nobody said anything; each purpose has its own default in law
    because: Statement | None


_STRICTNESS = {state: number for number, state in enumerate(ConsentState)}


def decide_consent(statements: Iterable[Statement]) -> ConsentStanding:
    """What the statements of one source of truth about a person come to.

    A refusal holds whoever brought it, until the person themself grants again at a later instant: neither an
    import nor a sync nor a colleague can bring somebody back. At the same instant the stricter word counts.
    A grant that was never refused counts from anyone.
    """
    ordered = sorted(statements, key=lambda s: (s.at, _STRICTNESS[s.state], s.origin, s.source))
    standing: Statement | None = None
    for said in ordered:
        refused = standing is not None and standing.state is not ConsentState.granted
        if refused and said.state is ConsentState.granted:
            if said.origin is Origin.person and standing is not None and said.at > standing.at:
                standing = said
        else:
            standing = said
    return ConsentStanding(None if standing is None else standing.state is ConsentState.granted, standing)


def strictest(standings: Iterable[ConsentStanding]) -> ConsentStanding:
    """Of several records that are one person: a refusal wins over a grant, a grant over silence."""
    rank = {False: 0, True: 1, None: 2}
    found = sorted(
        standings,
        key=lambda s: (
            rank[s.allowed],
            (-_STRICTNESS[s.because.state], -s.because.at.timestamp(), s.because.source) if s.because else (),
        ),
    )
    return found[0] if found else ConsentStanding(None, None)
