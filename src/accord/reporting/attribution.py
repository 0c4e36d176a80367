"""Who is credited for what the company won, for whoever may see the board: the same for every role."""

from datetime import datetime

from accord.measures.attribution.credit_shapes import Apart, Beside, CompanyCredit, Credited, ModelTable
from accord.measures.attribution.credited import credit_company
from accord.measures.mirror import Mirror
from accord.measures.number import Window
from accord.measures.scope import Scope
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

__all__ = ["OF", "Apart", "Beside", "CompanyCredit", "Credited", "ModelTable", "company_credit"]

OF = "credit:"  # how the names of its numbers begin


def company_credit(
    viewer: Viewer, *, window: Window | None = None, compare: bool = False, now: datetime
) -> CompanyCredit:
    """What was won in a window (None: all time), shared out by the signed model, with every other beside it.

    The other models' intervals are reckoned with `compare`. Raises `Refused` without the right to see the board. Kept
    by version of the mirror, agreement, window and day; never by viewer.
    """

    def credit(mirror: Mirror, scope: Scope) -> CompanyCredit:
        return credit_company(mirror, scope, all_spans=compare)

    return reckoned(viewer, "attribution", credit, compare, window=window, now=now)
