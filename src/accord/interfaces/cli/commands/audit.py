"""accord audit: every act with who, what and when."""

from datetime import UTC, datetime
from pathlib import Path

import click

from accord.interfaces.cli.app import Said, command
from accord.reporting.audit import Asked, Line, read_audit
from accord.teams.noted import note
from accord.vocabulary.people import Viewer
from accord.workflows.audit_file import audit_file

DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@command("audit")
@click.option("--what", default="", help="Only this kind, such as signed_in or rights_changed.")
@click.option("--who", default="", help="Only by this actor, such as user:3 or nobody.")
@click.option("--since", type=DAY, default=None, help="From this day (in).")
@click.option("--until", type=DAY, default=None, help="To this day (out).")
@click.option("--before", type=click.IntRange(min=0), default=None, help="Go on before this number.")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Write all as .csv or .json.")
def audit(
    viewer: Viewer,
    now: datetime,
    what: str,
    who: str,
    since: datetime | None,
    until: datetime | None,
    before: int | None,
    save: Path | None,
) -> Said:
    """Every act that was kept, newest first: sign-ins and failed tries, rights, keys, exports, erasures, decisions."""
    asked = Asked(what, who, _utc(since), _utc(until))
    if save:
        form = "csv" if save.suffix == ".csv" else "json"
        note("exported", viewer.actor, now, what=f"audit.{form}")
        with save.open("w", encoding="utf-8", newline="") as file:
            written = sum(bool(file.write(line)) for line in audit_file(viewer, asked, form))
        return Said({"lines": written, "file": save}, f"{written:,} lines in {save}")
    found = read_audit(viewer, asked, before=before)
    lines = [_line(one) for one in found.lines]
    lines += [f"earlier    --before {found.before}"] if found.before else []
    return Said(found, lines or ["no act fits"])


def _line(one: Line) -> str:
    details = ", ".join(f"{key} {value}" for key, value in sorted(one.details.items()))
    about = "; ".join(filter(None, (details, one.subject, one.why)))
    mark = f"  [{one.agreement[:12]}]" if one.agreement else ""
    return f"{one.at:%Y-%m-%d %H:%M:%S}  {one.who:<16} {one.what:<22} {about}{mark}"


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None
