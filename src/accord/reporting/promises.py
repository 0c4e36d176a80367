"""The promises board: both teams in two columns of equal weight, one frozen value for page, API, command, notebook."""

from dataclasses import dataclass
from datetime import datetime

from accord.agreement.handing_over import mode_of
from accord.agreement.shape.heading import Mode
from accord.alignment.meetings.decisions import find_decisions
from accord.alignment.meetings.rhythm import find_meetings
from accord.alignment.shapes import Decision, Meeting
from accord.measures.board import Promise, PromisePart
from accord.measures.consequences import Consequence, consequences
from accord.measures.kept import Kept, kept
from accord.measures.number import Reading, Window
from accord.measures.scope import Scope
from accord.reporting.answered import with_answers
from accord.reporting.dashboard import board
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.vocabulary.people import Viewer

__all__ = ["Column", "Consequence", "Kept", "Promised", "PromisesBoard", "Stands", "promises_board"]


@dataclass(frozen=True, slots=True)
class Stands:
    """One part of a promise and how it stands."""

    part: PromisePart
    kept: Kept


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise: its parts, how hard its clause works, what follows when it is broken, what was decided about it."""

    clause: str
    label: str
    mode: str
    parts: tuple[Stands, ...]
    consequences: tuple[Consequence, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One team's promises."""

    team: str
    promises: tuple[Promised, ...]


@dataclass(frozen=True, slots=True)
class PromisesBoard:
    """Both columns, and the meetings. The figures are the board's own, the same for every role."""

    window: Window
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    columns: tuple[Column, ...]  # marketing's, sales'; empty without an agreement
    others: tuple[Consequence, ...]  # consequences of no promise that is measured
    rhythm: tuple[Meeting, ...]


def promises_board(viewer: Viewer, *, window: Window | None = None, now: datetime) -> PromisesBoard:
    """Both teams' promises over a window. Raises `Refused` without the right to see the board."""
    made = board(viewer, window=window, now=now)
    agreement = current(now)
    with open_current(mirror_folder(), now) as mirror:
        scope = scope_for(agreement, mirror, window=window, now=now)
        follow = consequences(mirror, scope)
    stated = with_answers(made.promises, scope, now)
    decided = find_decisions(viewer)
    columns = tuple(
        Column(
            team,
            tuple(_promised(each, scope, follow, decided) for each in stated if each.team == team),
        )
        for team in ("marketing", "sales")
        if stated
    )
    shown = {promise.clause for column in columns for promise in column.promises}
    return PromisesBoard(
        window=made.window,
        zone=made.zone,
        reading=made.reading,
        as_of=made.as_of,
        made_at=now,
        columns=columns,
        others=tuple(each for each in follow if each.clause not in shown),
        rhythm=find_meetings(viewer, now),
    )


def _promised(
    promise: Promise,
    scope: Scope,
    follow: tuple[Consequence, ...],
    decided: tuple[Decision, ...],
) -> Promised:
    own = tuple(each for each in follow if each.clause == promise.clause)
    paths = {promise.clause, *(each.path for each in own)}
    return Promised(
        clause=promise.clause,
        label=promise.label,
        mode=mode_of(scope.document, promise.clause).value if scope.document else Mode.observe.value,
        parts=tuple(Stands(part, kept(part, scope)) for part in promise.parts),
        consequences=own,
        decisions=tuple(d for d in decided if _is_about(d.about.removeprefix("clause:"), paths)),
    )


def _is_about(about: str, paths: set[str]) -> bool:
    return any(about == path or about.startswith(f"{path}.") for path in paths)
