"""A measure by its name as plain lines, on this machine or on a Spark cluster over the same files."""

from dataclasses import dataclass
from datetime import datetime

from accord.measures.measured import HERE, MEASURES, Line, measured
from accord.measures.number import Reading, Window
from accord.reporting.mirror.chain import chain_of
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import chain_at, current
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Viewer

__all__ = ["MEASURES", "Line", "Measured", "measure"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one measure says, where it was reckoned, under which agreement, and as of when."""

    name: str
    engine: str
    reading: Reading
    as_of: datetime | None
    lines: tuple[Line, ...]


def measure(
    viewer: Viewer, name: str, *, window: Window | None = None, engine: str = "", now: datetime
) -> Measured:
    """The lines of a measure over a window (None: all time); `engine` is `spark://host:port`, or empty for here.

    Raises `Refused` without the right to see the board, without the extra `spark`, for an address that is none, and for
    a measure that is not reckoned on a cluster; `NotFound` for a name there is not.
    """
    require(viewer, Right.see_board)
    if engine:
        return _on_spark(name, engine, window, now)
    agreement, chain = current(now), chain_of(chain_at(now))
    with open_current(mirror_folder(), now) as mirror:
        scope = scope_for(agreement, mirror, window=window, now=now)
        lines = measured(name, mirror, scope, chain, HERE)
        return Measured(name, HERE.name, scope.reading, mirror.as_of, lines)


def _on_spark(name: str, engine: str, window: Window | None, now: datetime) -> Measured:
    try:
        from accord.measures.spark.engine import SPARK, check_on_spark
        from accord.measures.spark.mirror import attach_to_spark
    except ImportError as problem:
        raise Refused(
            "spark.absent",
            f"this installation cannot ask a cluster: {problem}",
            'pip install "accord[spark]"',
        ) from problem
    check_on_spark(name)
    agreement, chain = current(now), chain_of(chain_at(now))
    with open_current(mirror_folder(), now) as here:  # brings the files up to the record
        scope = scope_for(agreement, here, window=window, now=now)
        mirror = attach_to_spark(mirror_folder(), here.manifest, engine)
        try:
            lines = measured(name, mirror, scope, chain, SPARK)
            return Measured(name, engine, scope.reading, here.as_of, lines)
        finally:
            mirror.close()
