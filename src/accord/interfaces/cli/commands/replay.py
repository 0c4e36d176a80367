"""accord replay: the last days under a draft, beside the same days under the agreement in force."""

from collections.abc import Sequence
from datetime import datetime

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from accord.interfaces.cli.app import Said, command
from accord.reporting.replay import DAYS, MOST_DAYS, Replay, ReplayRow, replay
from accord.vocabulary.people import Viewer

_SHOWN = 20


@command("replay")
@click.argument("draft", type=int)
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=DAYS,
    show_default=True,
    help="How far back, up to now.",
)
@click.option("--rows", "all_rows", is_flag=True, help="Every lead that differs, not the first 20.")
def replay_draft(viewer: Viewer, now: datetime, draft: int, days: int, all_rows: bool) -> Said:
    """What would have been otherwise under a draft: leads, owners, promises, money. It writes nothing."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("replaying", total=1.0)
        made = replay(
            viewer,
            draft,
            days=days,
            now=now,
            tell=lambda share, what: progress.update(task, completed=share, description=what),
        )
    return Said(made, _lines(made, None if all_rows else _SHOWN))


def _lines(made: Replay, most: int | None) -> list[str]:
    window = f"{made.window.start} up to {made.window.end}, {made.zone}"
    head = [f"{made.draft.title} (draft) beside {made.now.title}  {made.now.sentence}".rstrip(), window, ""]
    lines = [*head, *made.summary, ""]
    lines += _table(
        ("", "now", "draft", "more"),
        [(f.label, f.now, f.draft, f"{f.difference:+,}") for f in made.figures],
    )
    for title, cells in (("By source", made.by_source), ("By class", made.by_class)):
        told = [(c.label, c.now, c.draft, c.newly, c.no_longer) for c in cells]
        lines += _table((title, "now", "draft", "newly", "no longer"), told)
    loads = [
        (p.who, p.now, p.draft, f"{p.most_now} / {p.most_draft}", f"{p.beyond_now} / {p.beyond_draft}")
        for p in made.people
    ]
    lines += _table(("Who would get them", "now", "draft", "most open", "beyond"), loads)
    lines += _table(
        ("First attempts promised", "kept", "broken", "kept draft", "broken draft"),
        [(p.clause, p.kept_now, p.broken_now, p.kept_draft, p.broken_draft) for p in made.promises],
    )
    lines += _table(
        ("Contact policy", "against", "stopped", "against draft", "stopped draft"),
        [(r.clause, r.against_now, r.stopped_now, r.against_draft, r.stopped_draft) for r in made.contact],
    )
    if made.changed:
        lines += ["The draft changes", *(f"  {each}" for each in made.changed), ""]
    rows = made.rows if most is None else made.rows[:most]
    lines += [_row(row) for row in rows]
    if len(rows) < len(made.rows):
        lines.append(f"... and {len(made.rows) - len(rows):,} more: --rows, or --json")
    return [*lines, "", *made.notes]


def _table(columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> list[str]:
    if not rows:
        return []
    head = f"  {columns[0]:<44}" + "".join(f"{name:>15}" for name in columns[1:])
    return [
        head,
        *(f"  {row[0]!s:<44.44}" + "".join(f"{_said(cell):>15}" for cell in row[1:]) for row in rows),
        "",
    ]


def _said(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _row(row: ReplayRow) -> str:
    sides = " -> ".join(
        f"{side.qualified_at:%Y-%m-%d %H:%M} {side.klass} {side.owner}".rstrip()
        if side.qualified_at
        else "no"
        for side in (row.now, row.draft)
    )
    return f"  contact {row.contact:<8} {', '.join(row.changes):<24} {sides}  {', '.join(row.clauses)}"
