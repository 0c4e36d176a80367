"""accord content use, retire-list, share, unshare, shares: what buyers see of content."""

from datetime import datetime

import click

from accord.content.shapes import Shared
from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import shown
from accord.interfaces.cli.commands.content import content
from accord.reporting.content_use import PieceUse, content_use, find_to_retire
from accord.vocabulary.content import ShareWay
from accord.vocabulary.people import Viewer
from accord.workflows import content_share

_SHOWN = "%Y-%m-%d"


@command("use", group=content)
def use(viewer: Viewer, now: datetime) -> Said:
    """The unused share of what is published, by stage and segment, and each piece's use."""
    made = content_use(viewer, now=now)
    share, part = made.unused, made.unused.part
    of = f" ({part.hits} of {part.cases} {part.what})" if part else ""
    agreed = f", agreed at most {100 * float(share.target):.0f} %" if isinstance(share.target, float) else ""
    cells = [f"  {one.by} {one.cell or '-'}: {shown(one.unused)}" for one in made.cells]
    head = [f"unused: {shown(share)}{of}{agreed}", *((share.note,) if share.note else ())]
    return Said(made, [*head, *cells, *map(_line, made.pieces)])


@command("retire-list", group=content)
def retire_list(viewer: Viewer, now: datetime) -> Said:
    """Published pieces that lie unused, or whose day of review has passed; `accord content make KEY retire`."""
    found = find_to_retire(viewer, now=now)
    lines = [
        f"{_line(one.piece)}  version {one.version}{f'  review since {one.review_on}' if one.past_review else ''}"
        for one in found
    ]
    return Said(found, lines or ["nothing: all that is judged is in use, and no day of review has passed"])


@command("shares", group=content)
@click.argument("lead", type=int)
def shares(viewer: Viewer, now: datetime, lead: int) -> Said:
    """What reached the person of a LEAD, and what they opened."""
    found = content_share.find_shared(viewer, lead, now)
    return Said(found, [_share(one) for one in found] or ["nothing was shared with them yet"])


@command("share", group=content)
@click.argument("key", type=int)
@click.argument("lead", type=int)
@click.option("--shown", "was_shown", is_flag=True, help="Shown in a meeting, without a link.")
@click.option("--note", default="")
@click.option("--share-key", type=int, default=0, help="Said again with the same key, it is shared once.")
def share(
    viewer: Viewer, now: datetime, key: int, lead: int, was_shown: bool, note: str, share_key: int
) -> Said:
    """Share the piece KEY with the person of a LEAD; prints their own link."""
    way = ShareWay.meeting if was_shown else ShareWay.link
    made = content_share.share_with_lead(viewer, lead, key, way, note=note, key=share_key, now=now)
    return Said(made, _share(made))


@command("unshare", group=content)
@click.argument("share_key", type=int)
def unshare(viewer: Viewer, now: datetime, share_key: int) -> Said:
    """Take your own share back: it counts no longer, and its link leads nowhere."""
    content_share.take_back(viewer, share_key, now=now)
    return Said({"taken_back": share_key}, "taken back")


def _line(one: PieceUse) -> str:
    last = f"{one.used_at:{_SHOWN}}" if one.used_at else "never"
    stands = "unused" if one.unused else "" if one.judged else "too young to judge"
    counts = f"sent {one.sent}, shown {one.shown}, opened {one.opened}, last {last}, {one.deals} deals, {one.won} won"
    return f"{one.key}  {one.title}  {counts}  {stands}".rstrip()


def _share(one: Shared) -> str:
    address = content_share.address_of(one)
    opened = f"  opened {one.opened}" if one.opened else ""
    return f"{one.key}  {one.title}  {one.way.value}  {one.at:{_SHOWN}}{opened}  {address}".rstrip()
