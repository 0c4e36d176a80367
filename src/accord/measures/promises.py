"""What each team promises, part by part, beside what is measured of it now; in words where nothing is yet."""

from collections.abc import Iterable
from itertools import groupby

from accord.agreement import Field, fields
from accord.measures.board import Promise, PromisePart
from accord.measures.handed import handed, name_of
from accord.measures.in_time import hot_leads, in_time
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Number, Rows
from accord.measures.scope import Scope
from accord.vocabulary.said import said

TEAMS = ("marketing", "sales")
# A part of a promise, the number that is measured of it, and what that number does not say yet.
_MEASURED = {
    "marketing_promises.volume.qualified": ("leads", ""),
    "marketing_promises.volume.hot_at_least": ("hot_leads", ""),
    "marketing_promises.quality.accepted": ("accepted_of_qualified", ""),
    "marketing_promises.quality.sales_ready_of_accepted": ("ready_of_accepted", ""),
    "sales_promises.attempts.channels": (name_of("sales_promises.attempts.at_least"), "with the attempts"),
    "sales_promises.capacity.sdrs": (
        name_of("sales_promises.capacity.open leads per sdr"),
        "the leads of each",
    ),
    "sales_promises.follow_up.share": (
        "in_time_share",
        "from qualifying; hand-offs will run it from their owner",
    ),
}
_FOLLOW_UP = "sales_promises.follow_up.share"
_AT_ALL = ("attempted_share", "attempted at all: without a calendar nothing has a due time")
_FIRST_ATTEMPT = "sales_promises.first_attempt."
_ON_THE_WALL = "median, in hours on the wall"
# What will be measured of a promise that has no figure yet, and what that figure begins with.
_HAND_OFFS, _STARTS, _REQUESTS = "first hand-off", "first one said to be due", "first content request"
_LATER = {
    "marketing_promises.volume.pace": ("leads handed off a week", _HAND_OFFS),
    "marketing_promises.quality": ("hand-offs with every agreed field", _HAND_OFFS),
    "marketing_promises.speed": ("time until the owner has it", _HAND_OFFS),
    "marketing_promises.speed.event list": ("time until the list is in", _STARTS),
    "marketing_promises.notice": ("days between notice and sending", _STARTS),
    "marketing_promises.support": ("working days to an answer", _REQUESTS),
    "sales_promises.first_attempt": ("working hours to the first attempt", _HAND_OFFS),
    "sales_promises.attempts": ("days over which a lead is tried", _HAND_OFFS),
    "sales_promises.outcome": ("working days to an outcome with its reason", _HAND_OFFS),
    "sales_promises.capacity": ("open leads of a rep", _HAND_OFFS),
    "sales_promises.sourced": ("sales-ready leads that sales brought", "attribution"),
    "sales_promises.voice": ("questions noted, reviews in time", _REQUESTS),
}
# Parts that say what is meant: nothing of them can be kept or broken.
_WORDING = (".follow_up.of", ".follow_up.returned", ".volume.per")


def promises(mirror: Mirror, scope: Scope, numbers: Iterable[Number]) -> tuple[Promise, ...]:
    """Both teams' promises in the agreement's order; `numbers` are those of the board. Empty without one."""
    if scope.document is None:
        return ()
    hot = hot_leads(mirror, scope)
    more = (
        *_quality(mirror, scope),
        *in_time(mirror, scope),
        *handed(mirror, scope),
        *((hot,) if hot else ()),
    )
    known = {number.name: number for number in (*numbers, *more)}
    stated = [f for f in fields(scope.document) if f.value and not f.path.endswith(_WORDING)]
    return tuple(
        Promise(clause, team, clause.partition(".")[2], _parts(list(found), scope, known))
        for team in TEAMS
        for clause, found in groupby(
            (f for f in stated if f.path.startswith(f"{team}_promises.")), key=lambda f: _clause(f.path)
        )
    )


def _clause(path: str) -> str:
    return ".".join(path.split(".")[:2])


def _parts(found: list[Field], scope: Scope, known: dict[str, Number]) -> tuple[PromisePart, ...]:
    parts = []
    for field in found:
        name, says = _measure_of(field.path, known)
        measured = known.get(name)
        later, since = (
            ("", "") if measured else _LATER.get(field.path, _LATER.get(_clause(field.path), ("", "")))
        )
        promised = _promised(field, scope)
        parts.append(PromisePart(field.path, field.label, promised, measured, says, later, since))
    if found[0].path.startswith(_FIRST_ATTEMPT):
        median = known.get("median_hours")
        parts.append(PromisePart(_clause(found[0].path), "all leads together", "", median, _ON_THE_WALL))
    return tuple(parts)


def _measure_of(path: str, known: dict[str, Number]) -> tuple[str, str]:
    """The number that is measured of a part, and what it does not say; two empty texts where there is none."""
    if path.startswith(_FIRST_ATTEMPT):
        return f"in_time_share:{path.removeprefix(_FIRST_ATTEMPT)}", ""
    if name_of(path) in known:
        return name_of(path), ""
    name, says = _MEASURED.get(path, ("", ""))
    return _AT_ALL if path == _FOLLOW_UP and name not in known else (name, says)


def _promised(field: Field, scope: Scope) -> str:
    """The promise in the agreement's own words; a reference to a joint figure as its target."""
    text = field.value if isinstance(field.value, str) else ", ".join(field.value)
    target = scope.target(text.removeprefix("kpis.")) if text.startswith("kpis.") else None
    return text if target is None else str(target)


def _quality(mirror: Mirror, scope: Scope) -> tuple[Number, ...]:
    """Of matured leads: accepted / qualified, sales-ready / accepted; none where no stage says qualified."""
    rows = mirror.ask("funnel_stages", **scope.bound())
    stages = (scope.qualified, scope.line, scope.ready)
    if min(stages) < 0 or max(stages) >= len(rows):
        return ()
    qualified, accepted, ready = (rows[stage] for stage in stages)
    return (
        _share(scope, "accepted_of_qualified", "Accepted of qualified", accepted, qualified),
        _share(scope, "ready_of_accepted", "Sales-ready of accepted", ready, accepted),
    )


def _share(scope: Scope, name: str, label: str, reached: Row, of: Row) -> Number:
    hits, cases = reached["matured_entered"], of["matured_entered"]
    matured = said("matured leads that reached %(stage)s", stage=of["id"])
    return scope.share(
        name, label, hits, cases,
        said("matured leads that reached %(stage)s or went past it / %(of)s", stage=reached["id"], of=matured),
        "funnel_stages",
        Rows("rows_leads", hits, (("matured", "yes"), ("reached", str(reached["stage"])))),
        "marketing_promises.quality", matured,
    )  # fmt: skip
