"""accord sends: sends of the company's own tools and their first hour."""

from datetime import datetime

import click
from django.db import transaction

from accord.campaigns.pulse.follow import follow_verdict
from accord.campaigns.pulse.read import find_sends, get_send
from accord.campaigns.pulse.shapes import Followed, LookTaken, SendLine, SendSheet
from accord.interfaces.cli.app import Said, command
from accord.vocabulary.people import Viewer


@command("sends")
def list_sends(viewer: Viewer, now: datetime) -> Said:
    """Every send that was seen, the latest first, with its verdict."""
    found = find_sends(viewer, now)
    return Said(found, [_line(each) for each in found] or ["no send was seen yet"])


@command("send")
@click.argument("key", type=int)
def show_send(viewer: Viewer, now: datetime, key: int) -> Said:
    """One send: every look as it was taken, and what it is held against."""
    sheet = get_send(viewer, key, now)
    return Said(sheet, _sheet(sheet))


@command("send-follow")
@click.argument("key", type=int)
@click.argument("followed", type=click.Choice([each.value for each in Followed]))
@click.option("--why", default="", help="An override needs its reason.")
def follow_send(viewer: Viewer, now: datetime, key: int, followed: str, why: str) -> Said:
    """Say that a send's verdict was obeyed, or overridden and why."""
    with transaction.atomic():
        follow_verdict(viewer, key, Followed(followed), why, now=now)
    sheet = get_send(viewer, key, now)
    return Said(sheet, _sheet(sheet))


def _line(each: SendLine) -> str:
    at = f" since minute {each.minute}" if each.minute is not None else ""
    right = {None: "", True: "  was right", False: "  was wrong"}[each.right]
    return (
        f"{each.key}  {each.since:%Y-%m-%d %H:%M}  {each.campaign}: {each.action.value}{at}, {each.reason.value}"
        f"{f': {each.metric}' if each.metric else ''}  ({each.answered:,} of {each.mails:,} answered){right}"
    )


def _look(look: LookTaken) -> str:
    expected = f"{look.answered:,} of {look.expected:.1f} expected"
    return f"minute {look.minute:>2}: {expected}; drop {look.drop:.3g}, rise {look.rise:.3g}"


def _sheet(sheet: SendSheet) -> list[str]:
    learnt = sheet.learnt
    against = (
        f"held against {learnt.sends} sends: {learnt.rate:.2%} answered, half in {learnt.median_minutes:.0f} minutes"
        if learnt
        else "held against its own drawn control"
        if sheet.by_control
        else "no benchmark yet"
    )
    return [
        _line(sheet.line), against,
        *(f"guard {each.metric}: {each.recipients} of at most {each.ceiling:.2%}" for each in sheet.guards),
        *(_look(look) for look in sheet.looks),
        *(f"{each.actor} {each.followed.value}: {each.why}" for each in sheet.followed),
        f"procedure {sheet.procedure}",
    ]  # fmt: skip
