"""What a measure answers over the mirror that stands, kept until mirror, agreement or day changes; never by viewer."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from accord.measures.mirror import Mirror
from accord.measures.number import Window
from accord.measures.scope import Scope
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

Answer = TypeVar("Answer")
_KEPT = 64
_answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = threading.Lock()


def reckoned(
    viewer: Viewer,
    name: str,
    reckon: Callable[[Mirror, Scope], Answer],
    *asked: object,
    window: Window | None,
    now: datetime,
) -> Answer:
    """A measure's answer by its name and what else was asked. Raises `Refused` without the right to see the board."""
    require(viewer, Right.see_board)
    folder, agreement = mirror_folder(), current(now)
    with open_current(folder, now) as mirror:
        return reckoned_in(mirror, scope_for(agreement, mirror, window=window, now=now), name, reckon, *asked)


def reckoned_in(
    mirror: Mirror, scope: Scope, name: str, reckon: Callable[[Mirror, Scope], Answer], *asked: object
) -> Answer:
    """The same of a mirror that is open: for an answer that another one is made of."""
    stands, read_by = mirror.manifest, (scope.reading.hash, scope.reading.signed)
    key = (mirror.folder, stands.version, stands.made_at, *read_by, name, asked, scope.window, scope.today)
    with _lock:
        if key in _answers:
            found: Answer = _answers[key]
            return found
    made = reckon(mirror, scope)
    with _lock:
        _answers[key] = made
        while len(_answers) > _KEPT:
            _answers.popitem(last=False)
    return made


def forget_answers() -> None:
    """Reckon everything anew when it is asked for next."""
    with _lock:
        _answers.clear()
