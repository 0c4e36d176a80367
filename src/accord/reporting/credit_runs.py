"""Credit runs that were kept: the list, one of them, what changed between two, and whether the ledger still says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import connection

from accord.alignment.credit.models import CreditRunRow
from accord.ledger.sql import in_chunks, marks
from accord.measures.attribution.run_change import change_of
from accord.measures.attribution.run_make import make_run
from accord.measures.attribution.run_shapes import CreditRun, RunChange, RunDeal, RunTouch, won_of
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
    "CreditRun", "KeptRun", "OneRun", "Remade", "RunChange", "compare_runs", "credit_run", "credit_runs",
    "last_run", "reckon_run", "remake", "who_kept",
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
class Remade:
    """Whether a run read again from the ledger says the same; `facts` are the touches that do not."""

    number: int
    digest: str
    again: str
    same: bool
    facts: tuple[int, ...]


def credit_runs(viewer: Viewer) -> tuple[KeptRun, ...]:
    """The runs that were kept, the newest first. Raises `Refused` without the right to see the board."""
    require(viewer, Right.see_board)
    return tuple(_kept(row, run_from(row.content)) for row in CreditRunRow.objects.order_by("-id")[:MOST])


def credit_run(viewer: Viewer, number: int) -> OneRun:
    """One run, whole. Raises `NotFound` for a number that no run has."""
    require(viewer, Right.see_board)
    row = _row(number)
    run = run_from(row.content)
    before = CreditRunRow.objects.filter(pk=run.before).first() if run.before else None
    change = change_of(run_from(before.content), run, (run.before, number)) if before else None
    return OneRun(kept=_kept(row, run), run=run, change=change)


def last_run(viewer: Viewer) -> OneRun | None:
    """The run that was kept last; None where none was. Its `change` is None where it begins its series."""
    require(viewer, Right.see_board)
    row = CreditRunRow.objects.order_by("-id").first()
    return credit_run(viewer, row.pk) if row is not None else None


def who_kept(viewer: Viewer, runs: Sequence[KeptRun]) -> dict[str, str]:
    """The names of who kept these runs, by `made_by`; a schedule has none."""
    require(viewer, Right.see_board)
    said = {run.made_by.removeprefix("user:") for run in runs if run.made_by.startswith("user:")}
    users = User.objects.filter(pk__in=[int(key) for key in said if key.isdigit()])
    return {f"user:{key}": name for key, name in users.values_list("pk", "name")}


def compare_runs(viewer: Viewer, before: int, after: int) -> RunChange:
    """What changed from one run to another, of whatever settings. Raises `NotFound` for a number that no run has."""
    require(viewer, Right.see_board)
    first, second = (run_from(_row(number).content) for number in (before, after))
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


def remake(viewer: Viewer, number: int) -> Remade:
    """Read a run's touches again from the ledger, by their numbers, and say whether it gives the same digest.

    Which touches stand on a deal's path, and what the deal was worth then, are the run's own; what each touch was is
    the ledger's. A fact that is no longer there, or says something else, is named.
    """
    require(viewer, Right.see_board)
    row = _row(number)
    run = run_from(row.content)
    found = _facts([touch.seq for deal in run.deals for touch in deal.touches])
    wrong = list[int]()

    def again(touch: RunTouch) -> RunTouch:
        told = found.get(touch.seq)
        channel = "sales conversation" if touch.team == "sales" else told[0] if told else ""
        made = (
            replace(touch, channel=channel, campaign=told[1], asset=told[2])
            if told
            else replace(touch, seq=0)
        )
        if made != touch:
            wrong.append(touch.seq)
        return made

    deals = tuple(
        RunDeal(deal=each.deal, minor=each.minor, touches=tuple(again(t) for t in each.touches))
        for each in run.deals
    )
    digest = digest_of(replace(run, deals=deals))
    return Remade(
        number=number, digest=row.digest, again=digest, same=digest == row.digest, facts=tuple(wrong)
    )


def _facts(numbers: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    found = {}
    with connection.cursor() as cursor:
        for some in in_chunks(sorted(set(numbers))):
            text = f"SELECT seq, channel, campaign, asset FROM ledger_fact WHERE seq IN ({marks(len(some))})"  # noqa: S608
            cursor.execute(text, list(some))
            found.update({seq: _named(words) for seq, *words in cursor.fetchall()})
    return found


def _named(words: list[str]) -> tuple[str, str, str]:
    channel, campaign, asset = (word or "(empty)" for word in words)
    return channel, campaign, asset


def _row(number: int) -> CreditRunRow:
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
