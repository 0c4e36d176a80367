"""accord absence: when our people are away, entered here or read from somebody's calendar."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.teams.absence.enter import AbsenceView, find_away, withdraw
from accord.teams.absence.feeds import FeedView, find_feeds
from accord.teams.absence.said import enter_said, ref_of
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.workflows.absence_feeds import end_absence_feed, set_absence_feed

WHO = click.argument("who", metavar="me|ID|EMAIL")


@accord.group("absence")
def absence() -> None:
    """When you, or whom you lead, are away."""


@command("list", group=absence)
def list_away(viewer: Viewer, now: datetime) -> Said:
    """Absences to come of yourself and whom you lead, and the calendars they are read from."""
    people, feeds = find_away(viewer, now), find_feeds(viewer, now)
    lines = [f"{one.name:<24} {one.ref:<20} {_line(each)}" for one in people for each in one.absences]
    lines += [_feed_line(feed) for feed in feeds]
    return Said({"people": people, "calendars": feeds}, lines or ["nobody is away"])


@command("add", group=absence)
@WHO
@click.option("--from", "first", required=True, help="A day (2026-12-21), or an instant (2026-12-21T09:00).")
@click.option(
    "--until", "last", required=True, help="The last day, included, or the instant at which it ends."
)
def add(viewer: Viewer, now: datetime, who: str, first: str, last: str) -> Said:
    """Say when somebody is away: whole days, or part of one. Times are their own zone's."""
    done = enter_said(viewer, who, first, last, now)
    return Said(done, _line(done))


@command("remove", group=absence)
@click.argument("number", type=int)
def remove(viewer: Viewer, now: datetime, number: int) -> Said:
    """Take back an absence that was entered."""
    withdraw(viewer, number, now)
    return Said({"id": number, "withdrawn": True}, f"absence {number} is taken back")


@command("calendar", group=absence)
@WHO
@click.option(
    "--busy", is_flag=True, help="Every entry that is not free counts, not only being out of office."
)
@click.option(
    "--address",
    prompt="the published calendar's address (.ics)",
    default="",
    show_default=False,
    hide_input=True,
    help="Left out, it is asked for: whoever has the address reads the calendar.",
)
def calendar(viewer: Viewer, now: datetime, who: str, busy: bool, address: str) -> Said:
    """Read somebody's absences from their calendar, now and every quarter of an hour."""
    require(viewer, Right.enter_absences)
    done = set_absence_feed(viewer, ref_of(viewer, who), address, busy=busy, now=now)
    return Said(done, _feed_line(done))


@command("calendar-end", group=absence)
@WHO
def calendar_end(viewer: Viewer, now: datetime, who: str) -> Said:
    """Read somebody's calendar no more."""
    end_absence_feed(viewer, ref_of(viewer, who), now)
    return Said({"ended": who}, "the calendar is read no more")


def _line(one: AbsenceView) -> str:
    if one.first_day is not None:
        span = f"{one.first_day} to {one.last_day}"
    else:
        span = f"{one.since:%Y-%m-%d %H:%M} to {one.until:%Y-%m-%d %H:%M} UTC"
    return f"{span} ({'calendar' if one.by_calendar else f'absence {one.id}'})"


def _feed_line(feed: FeedView) -> str:
    read = f"read {feed.read_at:%Y-%m-%d %H:%M} UTC" if feed.read_at else "not read yet"
    odd = f"; {feed.skipped} entries not understood" if feed.skipped else ""
    return f"calendar of {feed.name} at {feed.host}: {read}{odd}" + (f"; {feed.error}" if feed.error else "")
