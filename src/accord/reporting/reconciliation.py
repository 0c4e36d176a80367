"""Why do our numbers differ? The bridge from marketing's count to sales', the same for every role."""

from collections.abc import Sequence
from datetime import datetime

from accord.measures.bridge import Bridge
from accord.measures.mirror import Mirror
from accord.measures.reconcile import reckon_bridge
from accord.reporting.mirror.chain import sources_of_sales
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer


def reconcile(
    viewer: Viewer, *, marketing_sources: Sequence[str] = (), sales_sources: Sequence[str] = (), now: datetime
) -> Bridge:
    """The bridge between two sets of sources; with none named, the agreement's systems tell whose each is.

    Raises `Refused` without the right to see the board.
    """
    require(viewer, Right.see_board)
    agreement = current(now)
    with open_current(mirror_folder(), now) as mirror:
        marketing, sales = tuple(marketing_sources), tuple(sales_sources)
        if not marketing and not sales:
            marketing, sales = _sides(
                mirror, sources_of_sales((agreement,) if agreement else (), mirror.manifest.deal_sources)
            )
        scope = scope_for(agreement, mirror, window=None, now=now)
        return reckon_bridge(mirror, scope, marketing, sales)


def _sides(mirror: Mirror, of_sales: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(marketing's sources, sales'): the master of opportunities, or else whoever holds deals, is sales."""
    sides: tuple[list[str], list[str]] = ([], [])
    for row in mirror.ask("bridge_sources"):
        sides[row["source"] in of_sales].append(row["source"])
    return tuple(sides[0]), tuple(sides[1])
