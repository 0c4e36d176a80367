"""Credit runs that were kept: the list, one of them, what changed between two, and whether the ledger still says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from accord.alignment.credit.models import CreditRunRow
from accord.measures.attribution.run_change import change_of
from accord.measures.attribution.run_make import make_run
from accord.measures.attribution.run_shapes import CreditRun, RunChange, won_of
from accord.measures.attribution.run_text import digest_of, run_from
from accord.measures.number import Window
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import Current, current
from accord.teams.models import User
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.money import Money
from accord.vocabulary.people import Viewer

__all__ = [
    "CreditRun", "KeptRun", "LastChange", "OneRun", "RunChange", "change_at", "compare_runs", "credit_run",
    "credit_runs", "last_change", "reckon_run", "run_beside", "who_kept",
]  # fmt: skip
MOST = 200  # runs in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRun:
    """A run in the list: its number, who kept it and when, and what it says in one line."""

    number: int
    made_at: datetime
    made_by: str
    agreement: str
    model: str
    start: str
    end: str
    deals: int
    won: Decimal
    currency: str
    notes: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRun:
    """A run with all it says, and what changed since the one before it in its series."""

    kept: KeptRun
    run: CreditRun
    change: RunChange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastChange:
    """What a kept run changed since the one before it in its series."""

    number: int
    made_at: datetime
    before: int
    says: str


def credit_runs(viewer: Viewer) -> tuple[KeptRun, ...]:
    """The runs that were kept, the newest first. Raises `Refused` without the right to see the board."""
    require(viewer, Right.see_board)
    return tuple(_kept(row, run_from(row.content)) for row in CreditRunRow.objects.order_by("-id")[:MOST])


def credit_run(viewer: Viewer, number: int) -> OneRun:
    """One run, whole. Raises `NotFound` for a number that no run has."""
    require(viewer, Right.see_board)
    row = row_of(number)
    run = run_from(row.content)
    before = CreditRunRow.objects.filter(pk=run.before).first() if run.before else None
    change = change_of(run_from(before.content), run, (run.before, number)) if before else None
    return OneRun(kept=_kept(row, run), run=run, change=change)


def last_change(viewer: Viewer) -> LastChange | None:
    """What the run that was kept last says has changed; None where none was kept, or where it begins its series.

    No run is read for it again: runs do not change, so what two of them say is kept by their digests.
    """
    require(viewer, Right.see_board)
    return change_at()


def change_at(since: datetime | None = None, until: datetime | None = None) -> LastChange | None:
    """The same without a viewer, of runs kept from one instant and before another: for what is made for everybody."""
    kept = CreditRunRow.objects.order_by("-id").values("pk", "series", "digest", "made_at")
    mine = kept.filter(made_at__gte=since) if since else kept
    row = (mine.filter(made_at__lt=until) if until else mine).first()
    before = kept.filter(series=row["series"], pk__lt=row["pk"]).first() if row else None
    if row is None or before is None:
        return None
    says = _said_between(before["pk"], before["digest"], row["pk"], row["digest"])
    return LastChange(number=row["pk"], made_at=row["made_at"], before=before["pk"], says=says)


@lru_cache(maxsize=32)
def _said_between(before: int, _was: str, after: int, _is: str) -> str:
    """In a sentence what changed between two runs, which the digests name once more."""
    first, second = (run_from(row_of(number).content) for number in (before, after))
    return change_of(first, second, (before, after)).says


def run_beside(viewer: Viewer, window: Window | None, agreement: str) -> KeptRun | None:
    """The run that was kept last over these days under this agreement; None where none was."""
    require(viewer, Right.see_board)
    days = (window.start, window.end) if window else (None, None)
    for row in CreditRunRow.objects.filter(agreement_hash=agreement).order_by("-id").iterator(chunk_size=1):
        run = run_from(row.content)
        if (run.settings.start, run.settings.end) == days:
            return _kept(row, run)
    return None


def who_kept(viewer: Viewer, runs: Sequence[KeptRun]) -> dict[str, str]:
    """The names of who kept these runs, by `made_by`; a schedule has none."""
    require(viewer, Right.see_board)
    said = {run.made_by.removeprefix("user:") for run in runs if run.made_by.startswith("user:")}
    users = User.objects.filter(pk__in=[int(key) for key in said if key.isdigit()])
    return {f"user:{key}": name for key, name in users.values_list("pk", "name")}


def compare_runs(viewer: Viewer, before: int, after: int) -> RunChange:
    """What changed from one run to another, of whatever settings. Raises `NotFound` for a number that no run has."""
    require(viewer, Right.see_board)
    first, second = (run_from(row_of(number).content) for number in (before, after))
    return change_of(first, second, (before, after))


def reckon_run(window: Window | None, now: datetime, under: Current | None = None) -> tuple[CreditRun, str]:
    """The run as the record stands now, and its series; its book goes on from the last of that series.

    Reckoned as the version `under` says; without it, as the one in force does.
    """
    folder, agreement = mirror_folder(), under or current(now)
    with open_current(folder, now) as mirror:
        scope = scope_for(agreement, mirror, window=window, now=now)
        made = make_run(mirror, scope)
        series = series_of(made)
        last = CreditRunRow.objects.filter(series=series).order_by("-id").first()
        if last is not None:
            made = make_run(mirror, scope, run_from(last.content), last.pk)
    return made, series


def series_of(run: CreditRun) -> str:
    """What runs with the same settings have in common."""
    empty = replace(run, agreement="", deals=(), table=())
    return sha256(digest_of(empty).encode()).hexdigest()


def row_of(number: int) -> CreditRunRow:
    """A run as it is kept. Raises `NotFound` for a number that no run has."""
    row: CreditRunRow | None = CreditRunRow.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("credit.no_run", f"no credit run {number} was kept", "accord credit runs lists them")
    return row


def _kept(row: CreditRunRow, run: CreditRun) -> KeptRun:
    settings = run.settings
    return KeptRun(
        number=row.pk,
        made_at=row.made_at,
        made_by=row.made_by,
        agreement=row.agreement_hash,
        model=settings.model,
        start=settings.start.isoformat() if settings.start else "",
        end=settings.end.isoformat() if settings.end else "",
        deals=len(run.deals),
        won=Money(won_of(run), settings.currency).major,
        currency=settings.currency,
        notes=len(run.notes),
        digest=row.digest,
    )
