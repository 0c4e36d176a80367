"""How much of what marketing promised to answer was answered in time, for the promises board."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from accord.measures.board import Promise, PromisePart
from accord.measures.number import Number, Part
from accord.measures.scope import Scope
from accord.measures.wilson import ENOUGH, wilson
from accord.reporting.desk.answers import (
    REQUEST,
    REQUEST_CLAUSE,
    RETURN_CLAUSE,
    RETURNED,
    Awaited,
    find_awaited,
)
from accord.vocabulary.said import said

OF = "answered:"  # what the names of these numbers begin with
_LABELS = {REQUEST: "Requests answered in time", RETURNED: "Leads given back, answered in time"}
_OF = {
    REQUEST: "requests whose time has passed or that were answered",
    RETURNED: "leads given back, the same",
}
_CLAUSES = {REQUEST: REQUEST_CLAUSE, RETURNED: RETURN_CLAUSE}


def with_answers(made: Iterable[Promise], scope: Scope, now: datetime) -> tuple[Promise, ...]:
    """The promises with what is measured of the answers; those given back stand beside marketing's support.

    Judged are answers that were given, or whose time has passed, of what was asked in the window.
    """
    requests, returned = answered(scope, now)
    return tuple(_filled(promise, requests, returned, scope) for promise in made)


def answered(scope: Scope, now: datetime) -> tuple[Number, Number]:
    """The share of requests, and of leads given back, that marketing answered in time."""
    found = [one for one in find_awaited(now) if one.due_at is not None and _within(one, scope)]
    return _number(scope, REQUEST, found, now), _number(scope, RETURNED, found, now)


def _within(one: Awaited, scope: Scope) -> bool:
    if scope.window is None:
        return True
    return scope.window.start <= one.since.date() < scope.window.end


def _number(scope: Scope, what: str, found: Iterable[Awaited], now: datetime) -> Number:
    of = [one for one in found if one.what == what]
    judged = [one for one in of if one.answered_at is not None or one.late(now)]
    hits = sum(not one.late(now) for one in judged)
    cases = len(judged)
    few = "" if cases >= ENOUGH else said("only %(n)s: read the interval, not the share", n=cases)
    return scope.number(
        f"{OF}{what}", _LABELS[what], hits / cases if cases else None, "share",
        "answered by marketing within the promised time / answered, or past that time; in the first calendar's hours",
        "", clause=_CLAUSES[what], interval=wilson(hits, cases), enough=not few,
        note=few if cases else "nothing of it could be judged yet", part=Part(hits, cases, _OF[what]),
    )  # fmt: skip


def _filled(promise: Promise, requests: Number, returned: Number, scope: Scope) -> Promise:
    if promise.clause != REQUEST_CLAUSE.rpartition(".")[0]:
        return promise
    parts = [
        replace(part, measured=requests, later="", since="") if part.path == REQUEST_CLAUSE else part
        for part in promise.parts
    ]
    outcomes = scope.document.outcomes if scope.document else None
    if outcomes and outcomes.return_:
        within = str(outcomes.return_.within)
        parts.append(PromisePart(RETURN_CLAUSE, "leads given back, answered", within, returned, "", "", ""))
    return replace(promise, parts=tuple(parts))
