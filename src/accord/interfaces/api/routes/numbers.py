"""/board, /reconciliation, /waiting, /rows, /sql: the numbers, and where they come from."""

from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Offset, Word
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.board import Board, Window
from accord.reporting.bridge import Bridge
from accord.reporting.dashboard import board, sql_of
from accord.reporting.number_rows import rows_of_number
from accord.reporting.reconciliation import reconcile
from accord.reporting.shapes import RowsBehind, Waiting
from accord.reporting.waiting import waiting
from accord.vocabulary.errors import Invalid

router = Router(tags=["numbers"])


class NamedSql(Schema):
    """A named query."""

    name: str
    sql: str


@router.get("/board", url_name="board", response={200: Board, **ERRORS})
def the_board(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """The joint board over a window of days (all time without one); the same for every role."""
    now = datetime.now(UTC)
    return answer(board(asks(request), window=window_of(start, end, now), now=now))


@router.get("/rows/{number}", url_name="rows", response={200: RowsBehind, **ERRORS})
def rows(
    request: HttpRequest, number: Word, offset: Offset = 0, start: date | None = None, end: date | None = None
) -> HttpResponse:
    """The rows behind a number of the board that you may see, and how many there are of all."""
    now = datetime.now(UTC)
    window = window_of(start, end, now)
    return answer(rows_of_number(asks(request), number, window=window, now=now, offset=offset))


@router.get("/reconciliation", url_name="reconciliation", response={200: Bridge, **ERRORS})
def the_bridge(request: HttpRequest) -> HttpResponse:
    """The bridge from marketing's count to sales' count."""
    return answer(reconcile(asks(request), now=datetime.now(UTC)))


@router.get("/waiting", url_name="waiting", response={200: Waiting, **ERRORS})
def who_waits(request: HttpRequest) -> HttpResponse:
    """Who waits for an answer now, longest first."""
    return answer(waiting(asks(request), datetime.now(UTC)))


@router.get("/sql/{name}", url_name="sql", response={200: NamedSql, **ERRORS})
def the_sql(request: HttpRequest, name: Word) -> HttpResponse:
    """The SQL of a number, as it runs on the mirror."""
    return answer({"name": name, "sql": sql_of(asks(request), name)})


def window_of(start: date | None, end: date | None, now: datetime) -> Window | None:
    """The window asked for, up to and not including `end` (today is in by default); None is all time."""
    if start is None and end is None:
        return None
    first, after = start or date(1970, 1, 1), end or now.date() + timedelta(days=1)
    if after <= first:
        raise Invalid("board.window", f"{after} is not after {first}", "end is the day after the last")
    return Window(first, after)
