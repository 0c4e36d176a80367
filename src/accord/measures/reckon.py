"""The whole board from a mirror and a scope: what the page, the API, the command line and a notebook show."""

from dataclasses import replace
from datetime import date, timedelta

from accord.measures.board import Board
from accord.measures.follow_up import follow_up
from accord.measures.funnel import funnel
from accord.measures.kpis import five
from accord.measures.mirror import Mirror
from accord.measures.number import Window
from accord.measures.promises import promises
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.measures.sources import by_source, speed
from accord.measures.trust import freshness, trust


def reckon(mirror: Mirror, scope: Scope) -> Board:
    """One board. Without a window it covers everything the mirror holds."""
    with sitting(mirror) as asked:
        return _reckon(asked, scope)


def _reckon(mirror: Mirror, scope: Scope) -> Board:
    fresh = freshness(mirror)
    as_of = max((source.received_at for source in fresh if source.received_at), default=None)
    scope = replace(scope, as_of=as_of)
    board = Board(
        window=scope.window or _everything(mirror, scope),
        zone=scope.zone,
        reading=scope.reading,
        as_of=as_of,
        made_at=scope.now,
        version=mirror.manifest.version,
        stale=False,
        kpis=five(mirror, scope),
        funnel=funnel(mirror, scope),
        sources=by_source(mirror, scope),
        speed=speed(mirror, scope),
        follow_up=follow_up(mirror, scope),
        trust=trust(mirror, scope),
        freshness=fresh,
    )
    return replace(board, promises=promises(mirror, scope, board.numbers()))


def _everything(mirror: Mirror, scope: Scope) -> Window:
    starts = [s.first_at[:10] for s in mirror.manifest.facts if s.first_at]
    first = date.fromisoformat(min(starts)) if starts else scope.today
    return Window(min(first, scope.today), scope.today + timedelta(days=1))
