"""/credit: runs that are kept, one of them, what changed between two; keeping one."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.credit_remake import Remade, remake
from accord.reporting.credit_runs import (
    KeptRun,
    OneRun,
    RunChange,
    compare_runs,
    credit_run,
    credit_runs,
)
from accord.workflows.keep_credit_run import keep_credit_run

router = Router(tags=["numbers"])


@router.get("/credit/runs", url_name="credit-runs", response={200: list[KeptRun], **ERRORS})
def listed(request: HttpRequest) -> HttpResponse:
    """The runs that were kept, the newest first."""
    return answer(credit_runs(asks(request)))


@router.post("/credit/runs", url_name="credit-run-keep", response={200: OneRun, **ERRORS})
def keep(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """Keep what is credited now; a run that says the same as the last is not kept twice."""
    now = datetime.now(UTC)
    return answer(keep_credit_run(asks(request), window=window_of(start, end, now), now=now))


@router.get("/credit/runs/{number}", url_name="credit-run", response={200: OneRun, **ERRORS})
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One run: its table, what it added to the book, and what changed since the run before it."""
    return answer(credit_run(asks(request), number))


@router.get("/credit/runs/{number}/remade", url_name="credit-run-remade", response={200: Remade, **ERRORS})
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Whether the run, reckoned again from the ledger as it stood, gives the same digest; what came later is named."""
    return answer(remake(asks(request), number))


@router.get(
    "/credit/runs/{before}/to/{after}", url_name="credit-runs-compared", response={200: RunChange, **ERRORS}
)
def compared(request: HttpRequest, before: int, after: int) -> HttpResponse:
    """What changed from one run to another."""
    return answer(compare_runs(asks(request), before, after))
