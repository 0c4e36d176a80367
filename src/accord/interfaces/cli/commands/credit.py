"""accord credit: runs that are kept, what each adds to the book, and what changed between two."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.interfaces.cli.commands.board import DAY, window_of
from accord.reporting.credit_remake import remake
from accord.reporting.credit_runs import (
    KeptRun,
    OneRun,
    RunChange,
    compare_runs,
    credit_run,
    credit_runs,
)
from accord.vocabulary.money import Money
from accord.vocabulary.people import Viewer
from accord.workflows.keep_credit_run import keep_credit_run

_SHOWN = 20  # reasons and notes; --json gives all


@accord.group("credit")
def credit() -> None:
    """Credit runs: dated, never changed; later facts are new rows."""


@command("keep", group=credit)
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def keep(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """Keep what is credited now; a run that says the same as the last is not kept twice."""
    made = keep_credit_run(viewer, window=window_of(start, end, now), now=now)
    return Said(made, _one(made))


@command("runs", group=credit)
def runs(viewer: Viewer, now: datetime) -> Said:
    """The runs that were kept, the newest first."""
    made = credit_runs(viewer)
    return Said(made, [_line(each) for each in made] or ["No run was kept yet: accord credit keep."])


@command("run", group=credit)
@click.argument("number", type=int)
def one(viewer: Viewer, now: datetime, number: int) -> Said:
    """One run: its table, what it added to the book, and what changed since the run before it."""
    made = credit_run(viewer, number)
    return Said(made, _one(made))


@command("compare", group=credit)
@click.argument("before", type=int)
@click.argument("after", type=int)
def compare(viewer: Viewer, now: datetime, before: int, after: int) -> Said:
    """What changed from one run to another: which deals and touches, how much moved, the largest reasons first."""
    run = credit_run(viewer, after)
    made = compare_runs(viewer, before, after)
    return Said(made, _change(made, run.kept.currency))


@command("remake", group=credit)
@click.argument("number", type=int)
def again(viewer: Viewer, now: datetime, number: int) -> Said:
    """Reckon a run again from the ledger as it stood, touches and amounts: whether it gives the same digest."""
    made = remake(viewer, number)
    return Said(made, list(made.sentences[:_SHOWN]), 0 if made.same else 1)


def _line(run: KeptRun) -> str:
    days = f"{run.start} to {run.end}" if run.start else "all time"
    won = f"{run.won:,} {run.currency}".strip()
    return f"{run.number:>5}  {run.made_at:%Y-%m-%d %H:%M}  {run.made_by:<24.24}{run.deals:>7,} deals {won:>20}  {days}"


def _one(made: OneRun) -> list[str]:
    kept, run = made.kept, made.run

    def amount(minor: int) -> str:
        return f"{Money(minor, kept.currency).major:,}"

    lines = [_line(kept), f"       {kept.model}; digest {kept.digest}"]
    lines += [f"  {row.name or 'unattributed':<28.28}{amount(row.minor):>18}" for row in run.table]
    lines += ["", "ADDED TO THE BOOK"] if run.notes else []
    lines += [
        f"  {note.day}  {note.channel or 'unattributed':<28.28}{amount(note.minor):>18}  deal {note.deal}, {note.why}"
        for note in run.notes[:_SHOWN]
    ]
    return lines + (["", *_change(made.change, kept.currency)] if made.change else [])


def _change(change: RunChange, currency: str) -> list[str]:
    lines = [f"SINCE RUN {change.before}: {change.says}"]
    lines += [f"  other settings: {', '.join(change.settings)}"] if change.settings else []
    for each in change.reasons[:_SHOWN]:
        moved, worth = (Money(minor, currency).major for minor in (each.moved, each.worth))
        touches = f"{len(each.came)} touches came, {len(each.went)} went"
        lines.append(f"  deal {each.deal}: {each.why}; {moved:,} moved, worth {worth:+,}; {touches}")
    return lines
