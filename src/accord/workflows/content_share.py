"""Share a published piece with the person of a lead, and what became of it. Each act in one transaction."""

from datetime import datetime

from django.db import transaction

from accord.content import step
from accord.content.shapes import Shared
from accord.content.share import share_piece, take_back_share
from accord.content.shared import find_shared_with
from accord.handoffs.find import row_for, visible_handoffs
from accord.ledger.keys import draw_key
from accord.teams.rights import Right, may, require
from accord.vocabulary.content import ShareWay
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.follow_link import link_address

__all__ = ["address_of", "find_shared", "share_with_lead", "take_back"]


def share_with_lead(
    by: Viewer, lead: int, piece: int, way: ShareWay, *, note: str = "", key: int = 0, now: datetime
) -> Shared:
    """Share a piece with a lead's person. Raises `NotFound` for a lead not visible, and as `share_piece`."""
    require(by, Right.ask_content)
    seen = visible_handoffs(by) if may(by, Right.see_contacts) else None
    about = seen.filter(key=min(lead, step.LARGEST)).first() if seen is not None else None
    if about is None:
        raise NotFound("lead.unknown", "there is no such lead", "look at your list")
    with transaction.atomic():
        row = share_piece(by, key or draw_key(), piece, subject=about.subject, way=way, note=note, now=now)
        return next(one for one in find_shared_with(by, about.subject, now) if one.key == row.key)


def take_back(by: Viewer, key: int, *, now: datetime) -> None:
    """One's own share counts no longer, and its link leads nowhere."""
    with transaction.atomic():
        take_back_share(by, key, now=now)


def find_shared(viewer: Viewer, lead: int, now: datetime) -> tuple[Shared, ...]:
    """What reached the person of a lead, the newest first, with what they opened."""
    return find_shared_with(viewer, row_for(viewer, min(lead, step.LARGEST)).subject, now)


def address_of(one: Shared) -> str:
    """The tracked link to copy; empty where it was shown."""
    return link_address(one.token) if one.token else ""
