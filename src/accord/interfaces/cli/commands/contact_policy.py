"""accord may-contact, give-back, approve-campaign, close-complaint, collisions: the contact policy."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from accord.contacts.answers import Answer
from accord.contacts.asking import MEDIA, TEAMS, make_ask
from accord.contacts.collision_shapes import Collision, CollisionReport, Side
from accord.contacts.collisions import find_collisions, stretch_of
from accord.contacts.leases import give_back, lease_contact
from accord.contacts.may_contact import may_contact
from accord.interfaces.cli.app import OFFSET, Said, command
from accord.interfaces.cli.commands.board import DAY
from accord.vocabulary.people import Viewer
from accord.workflows.collision_file import write_collisions
from accord.workflows.reach import approve, close_complaint

_SHOWN = "%Y-%m-%d %H:%M"


@command("may-contact")
@click.argument("contact_id", type=int)
@click.option("--team", type=click.Choice([t.value for t in TEAMS]), default=None, help="Default: your own.")
@click.option("--medium", type=click.Choice([m.value for m in MEDIA]), default="email", show_default=True)
@click.option("--by-hand/--automatic", "by_hand", default=None, help="Written by a person, or sent to many.")
@click.option("--campaign", default="", help="Which one: an opportunity's owner approves them by name.")
@click.option("--test-arm", is_flag=True, help="The send is a test that may go out at weekends.")
@click.option("--take", is_flag=True, help="Take the slot with the answer.")
@click.option(
    "--minutes", type=click.IntRange(1, 1440), default=60, show_default=True, help="How long it is held."
)
def may(
    viewer: Viewer,
    now: datetime,
    contact_id: int,
    team: str | None,
    medium: str,
    by_hand: bool | None,
    campaign: str,
    test_arm: bool,
    take: bool,
    minutes: int,
) -> Said:
    """May we reach this contact: yes or no, why, from when, who holds them."""
    ask = make_ask(
        viewer, team=team or "", medium=medium, by_hand=by_hand, campaign=campaign, test_arm=test_arm
    )
    if not take:
        found = may_contact(viewer, contact_id, ask, now)
        return Said(found, _answer(found))
    leased = lease_contact(viewer, contact_id, ask, now, hold_for=timedelta(minutes=minutes))
    until = f"{leased.until:{_SHOWN}} UTC" if leased.until else ""
    slot = f"the slot is yours until {until}: {leased.token}" if until else "no slot was taken"
    return Said(leased, [*_answer(leased.answer), slot])


@command("give-back")
@click.argument("token")
def back(viewer: Viewer, now: datetime, token: str) -> Said:
    """Give back a slot that you do not need."""
    done = give_back(viewer, token, now)
    return Said({"done": done}, "given back" if done else "it was used, given back or expired before")


@command("approve-campaign")
@click.argument("contact_id", type=int)
@click.argument("campaign")
@click.option("--reason", default="", help="Why; kept with the act.")
def let(viewer: Viewer, now: datetime, contact_id: int, campaign: str, reason: str) -> Said:
    """Let CAMPAIGN reach the people of your open opportunity."""
    done = approve(viewer, contact_id, campaign, reason, now)
    return Said({"done": done}, f"approved for {done} open opportunities")


@command("close-complaint")
@click.argument("contact_id", type=int)
@click.option("--reason", default="", help="How it was dealt with.")
def closed(viewer: Viewer, now: datetime, contact_id: int, reason: str) -> Said:
    """Say that a contact's complaints are dealt with; their own objection stands."""
    done = close_complaint(viewer, contact_id, reason, now)
    return Said({"done": done}, f"{done} closed" if done else "none was open")


@command("collisions")
@click.option("--from", "start", type=DAY, help="First day (default: thirty days before the last).")
@click.option("--to", "end", type=DAY, help="The day after the last (default: tomorrow).")
@click.option(
    "--csv", "path", type=click.Path(dir_okay=False, path_type=Path), help="Write all of it to a file."
)
@OFFSET
def collided(
    viewer: Viewer,
    now: datetime,
    start: datetime | None,
    end: datetime | None,
    path: Path | None,
    offset: int,
) -> Said:
    """Touches that the contact policy speaks against and that happened, with both sides of each."""
    since, until = stretch_of(start.date() if start else None, end.date() if end else None, now)
    if path is not None:
        lines = write_collisions(viewer, since, until, now, path)
        return Said({"lines": lines}, f"{lines:,} lines in {path}")
    found = find_collisions(viewer, since, until, now, offset=offset)
    return Said(found, _report(found))


def _answer(found: Answer) -> list[str]:
    word = "YES" if found.answer else "no, advised only" if found.advised_only else "NO"
    lines = [f"{word}  {found.sentence}" + (f"  [{found.clause}]" if found.clause else "")]
    if not found.answer:
        lines.append(
            f"from  {found.when:{_SHOWN}} UTC" if found.when else "from  never, by what is known now"
        )
        lines.append(f"held by {found.held_by}")
    lines += [f"also  {one.sentence}  [{one.clause}]" for one in found.also]
    lines += [f"noted {one.sentence}  [{one.clause}]" for one in found.noted]
    lines += [f"assumed: {one}" for one in found.assumed]
    return [*lines, f"under {found.agreement or 'no agreement'}" + ("" if found.signed else ", unsigned")]


def _report(found: CollisionReport) -> list[str]:
    head = (
        f"{found.collided:,} of {found.touches:,} touches collided, {found.both_teams:,} between both teams"
    )
    clauses = [f"  {c.touches:>6,}  {c.clause}" for c in found.clauses]
    seen = f"{found.rows_visible:,} of {found.rows_total:,} rows are visible to you"
    return [head, *clauses, seen, *(_row(row) for row in found.rows)]


def _row(row: Collision) -> str:
    against = _side(row.against[0]) if row.against else f"held by {row.holder}"
    return f"  {row.contact_id:>7}  {_side(row.touch)}  <>  {against}  [{row.clause}]"


def _side(one: Side) -> str:
    return " ".join(filter(None, (f"{one.at:{_SHOWN}}", one.team.value, one.kind, one.campaign, one.actor)))
