"""Make a credit run of a mirror: what was won shared out as the agreement says, kept by touch, with its new rows."""

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from accord.measures.attribution.cents import split
from accord.measures.attribution.company import TEAM, CompanyPaths, gather_paths
from accord.measures.attribution.reckon import attribute, share_touches
from accord.measures.attribution.run_shapes import (
    CreditNote,
    CreditRun,
    RunDeal,
    RunRow,
    RunSettings,
    RunTouch,
    by_channel,
)
from accord.measures.credit_clause import DAY, credit_bound
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.vocabulary.credit import BY_NAME, Model, Touches, model_of

_NOBODY = ""
_WHEN = {"won": "won_at", "reopened or lost": "ended_at", "reduced": "changed_at", "raised": "changed_at"}


def make_run(mirror: Mirror, scope: Scope, before: CreditRun | None = None, number: int = 0) -> CreditRun:
    """The run of a scope's window. With the run `before` (its `number`) of the same settings its book goes on.

    Deals are in the order of their keys, so that the same facts give the same run. A model that credits channels over
    all paths at once (Markov, Shapley) gives no touch anything: its run has a table, and notes of no single deal.
    """
    clause = scope.document.attribution if scope.document else None
    model = (model_of(clause.shown_first) if clause else None) or BY_NAME["linear"]
    found = gather_paths(mirror, scope)
    deals, table = _shared(found, model)
    bound = credit_bound(clause)["look_back"]
    made = CreditRun(
        settings=RunSettings(
            model=model.label,
            touches=str(clause.touches) if clause and clause.touches else Touches.marketing.value,
            look_back=bound // DAY if bound else None,
            start=scope.window.start if scope.window else None,
            end=scope.window.end if scope.window else None,
            zone=scope.zone,
            currency=found.currency,
        ),
        agreement=scope.reading.hash,
        seq=mirror.manifest.seq or max(found.seq.tolist(), default=0),
        mirror=mirror.manifest.version,
        as_of=mirror.as_of,
        deals=deals,
        table=table,
    )
    goes_on = before is not None and before.settings == made.settings
    happened = mirror.ask("credit_happened", after_seq=before.seq if before and goes_on else 0)
    days = {
        (row["deal"], why): _day(row[column], scope.zone)
        for row in happened
        for why, column in _WHEN.items()
        if row[column] is not None
    }
    notes = _notes(before if goes_on else None, made, days, scope.today)
    return replace(made, before=number if goes_on else 0, notes=notes)


def _shared(found: CompanyPaths, model: Model) -> tuple[tuple[RunDeal, ...], tuple[RunRow, ...]]:
    paths = found.paths
    shares = share_touches(paths, model, found.direct)
    of = np.repeat(np.arange(len(paths)), np.diff(paths.offset))
    worth = paths.value.astype(np.int64)
    minor = split(worth, shares, of) if shares is not None else np.zeros(len(of), np.int64)
    deals = [_deal(found, p, minor) for p in np.flatnonzero(paths.won > 0).tolist()]
    kept = tuple(sorted(deals, key=lambda each: each.deal))
    table = _summed(kept) if shares is not None else _by_channel(found, model)
    rows = sorted(table.items(), key=lambda row: (-row[1], row[0]))
    return kept, tuple(RunRow(name=name, minor=minor) for name, minor in rows if minor)


def _deal(found: CompanyPaths, path: int, minor: Any) -> RunDeal:
    begin, end = int(found.paths.offset[path]), int(found.paths.offset[path + 1])
    touches = tuple(
        RunTouch(
            seq=int(found.seq[n]),
            channel=found.words["channel"][int(found.codes["channel"][n])],
            campaign=found.words["campaign"][int(found.codes["campaign"][n])],
            asset=found.words["asset"][int(found.codes["asset"][n])],
            team=str(TEAM[int(found.codes["team"][n])]),
            minor=int(minor[n]),
        )
        for n in range(begin, end)
    )
    return RunDeal(deal=int(found.deal[path]), minor=int(found.paths.value[path]), touches=touches)


def _summed(deals: tuple[RunDeal, ...]) -> dict[str, int]:
    table: dict[str, int] = {}
    for deal in deals:
        for name, minor in by_channel(deal).items():
            table[name] = table.get(name, 0) + minor
    return table


def _by_channel(found: CompanyPaths, model: Model) -> dict[str, int]:
    (made,) = attribute(found.paths, (model,), found.direct)
    whole = int(found.paths.value.sum())
    value = made.credit[:, 1]
    share = value / value.sum() if value.sum() else np.zeros(len(value))
    minor = split(np.array([round(whole - made.nobody[1])]), share, np.zeros(len(value), np.int64)).tolist()
    table = dict(zip(found.paths.channels, minor, strict=True))
    table[_NOBODY] = whole - sum(minor)
    return table


def _notes(
    before: CreditRun | None, after: CreditRun, days: dict[tuple[int, str], date], today: date
) -> tuple[CreditNote, ...]:
    """What the book needs to say what the run says: nothing written before is touched."""
    old = {deal.deal: deal for deal in before.deals} if before else {}
    new = {deal.deal: deal for deal in after.deals}
    by_deal = any(t.minor for deal in (*after.deals, *old.values()) for t in deal.touches)
    notes = []
    for key in sorted(old.keys() | new.keys()) if by_deal else ():
        was, is_ = old.get(key), new.get(key)
        why = why_changed(was, is_)
        day = days.get((key, why), today)
        more = _less(by_channel(is_), by_channel(was))
        notes += [CreditNote(deal=key, channel=name, minor=m, day=day, why=why) for name, m in more.items()]
    return tuple(notes)


def why_changed(was: RunDeal | None, is_: RunDeal | None) -> str:
    """In a word what became of a deal since."""
    if was is None or is_ is None:
        return "won" if was is None else "reopened or lost"
    if was.minor != is_.minor:
        return "reduced" if is_.minor < was.minor else "raised"
    return "later touches"


def _less(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    names = sorted(after.keys() | before.keys())
    return {n: after.get(n, 0) - before.get(n, 0) for n in names if after.get(n, 0) != before.get(n, 0)}


def _day(moment: Any, zone: str) -> date:
    day: date = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()
    return day
