"""Who is credited for what the company won, for whoever may see the board: the same for every role."""

from datetime import datetime
from functools import partial

from accord.measures.attribution.credit_shapes import Apart, Beside, CompanyCredit, Credited, ModelTable
from accord.measures.attribution.credited import credit_company
from accord.measures.attribution.told_shapes import Told, ToldSource
from accord.measures.attribution.ways_shapes import Flow, Way, Ways, WayStep
from accord.measures.mirror import Mirror
from accord.measures.number import Window
from accord.measures.scope import Scope
from accord.reporting.reckoned import reckoned, reckoned_in
from accord.vocabulary.people import Viewer

__all__ = [
    "OF",
    "Apart",
    "Beside",
    "CompanyCredit",
    "Credited",
    "Flow",
    "ModelTable",
    "Told",
    "ToldSource",
    "Way",
    "WayStep",
    "Ways",
    "company_credit",
    "credit_in",
]  # fmt: skip

_NAME = "attribution"
OF = "credit:"  # how the names of its numbers begin


def company_credit(
    viewer: Viewer, *, window: Window | None = None, compare: bool = False, now: datetime
) -> CompanyCredit:
    """What was won in a window (None: all time), shared out by the signed model, with every other beside it.

    The other models' intervals are reckoned with `compare`. Raises `Refused` without the right to see the board. Kept
    by version of the mirror, agreement, window and day; never by viewer.
    """

    return reckoned(
        viewer, _NAME, partial(credit_company, all_spans=compare), compare, window=window, now=now
    )


def credit_in(mirror: Mirror, scope: Scope) -> CompanyCredit:
    """The same without the others' intervals, of a mirror that is open: reckoned once for all that is made of it."""
    return reckoned_in(mirror, scope, _NAME, credit_company, False)
