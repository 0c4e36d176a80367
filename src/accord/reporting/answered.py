"""How much of what a team promised to answer, to bring or to say was kept in time, for the promises board."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from accord.agreement.dated import find_dated
from accord.measures.board import Promise, PromisePart
from accord.measures.number import Number, Part
from accord.measures.scope import Scope
from accord.measures.wilson import ENOUGH, wilson
from accord.reporting.desk.answers import (
    PROMISED,
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
_ANSWERED = (
    "answered by marketing in the promised time / answered, or past that time; in the first calendar's hours"
)
_FORMULAS = {REQUEST: _ANSWERED, RETURNED: _ANSWERED}
_KEPT = (
    "kept by the team that promised within its time / kept, or past that time, of what somebody said was due; "
    "in the first calendar's hours"
)
_SAID_DUE = "times that somebody said it was due, the same"
_CLAUSES = {REQUEST: REQUEST_CLAUSE, RETURNED: RETURN_CLAUSE}


def with_answers(made: Iterable[Promise], scope: Scope, now: datetime) -> tuple[Promise, ...]:
    """The promises with what is measured of the answers; those given back stand beside marketing's support.

    Judged are answers that were given, or whose time has passed, of what was asked in the window.
    """
    requests, returned, *others = answered(scope, now)
    kept = {number.clause: number for number in (requests, *others)}
    return tuple(_filled(promise, kept, returned, scope) for promise in made)


def answered(scope: Scope, now: datetime) -> tuple[Number, ...]:
    """The share of requests, of leads given back, and of each promise that people start the clock of, kept in time."""
    found = [one for one in find_awaited(now) if one.due_at is not None and _within(one, scope)]
    dated = find_dated(scope.document) if scope.document else {}
    return (
        *(
            _number(scope, what, _CLAUSES[what], _LABELS[what], [one for one in found if one.what == what], now)
            for what in (REQUEST, RETURNED)
        ),
        *(
            _number(
                scope, one.clause, one.clause, said("%(key)s in time", key=one.clause.rpartition(".")[2]),
                [each for each in found if each.what == PROMISED and each.clause == one.clause], now,
            )
            for one in dated.values()
        ),
    )  # fmt: skip


def _within(one: Awaited, scope: Scope) -> bool:
    if scope.window is None:
        return True
    return scope.window.start <= one.since.date() < scope.window.end


def _number(
    scope: Scope, what: str, clause: str, label: str, of: Iterable[Awaited], now: datetime
) -> Number:  # fmt: skip
    judged = [one for one in of if one.answered_at is not None or one.late(now)]
    hits = sum(not one.late(now) for one in judged)
    cases = len(judged)
    few = "" if cases >= ENOUGH else said("only %(n)s: read the interval, not the share", n=cases)
    return scope.number(
        f"{OF}{what}", label, hits / cases if cases else None, "share", _FORMULAS.get(what, _KEPT),
        "", clause=clause, interval=wilson(hits, cases), enough=not few,
        note=few if cases else "nothing of it could be judged yet", part=Part(hits, cases, _OF.get(what, _SAID_DUE)),
    )  # fmt: skip


def _filled(promise: Promise, kept: Mapping[str, Number], returned: Number, scope: Scope) -> Promise:
    parts = [
        replace(part, measured=kept[part.path], later="", since="") if part.path in kept else part
        for part in promise.parts
    ]
    if promise.clause != REQUEST_CLAUSE.rpartition(".")[0]:
        return replace(promise, parts=tuple(parts))
    outcomes = scope.document.outcomes if scope.document else None
    if outcomes and outcomes.return_:
        within = str(outcomes.return_.within)
        parts.append(PromisePart(RETURN_CLAUSE, "leads given back, answered", within, returned, "", "", ""))
    return replace(promise, parts=tuple(parts))
