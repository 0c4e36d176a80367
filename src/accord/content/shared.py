"""What reached whom, and what they opened: for whoever may see the person."""

from collections.abc import Collection, Iterable
from datetime import datetime

from accord.contacts.links.opened import find_opened
from accord.contacts.models import Identity
from accord.contacts.naming import find_names
from accord.contacts.visible import find_visible_ids
from accord.content.models import PieceShare
from accord.content.shapes import Shared
from accord.content.share import about_piece
from accord.teams.rights import Right, may, require
from accord.vocabulary.content import ShareWay
from accord.vocabulary.people import Viewer

MOST = 200


def find_shared_with(viewer: Viewer, subject: int, now: datetime) -> tuple[Shared, ...]:
    """What reached the person behind an identity key, under any of their keys, the newest first."""
    require(viewer, Right.see_contacts)
    contact = Identity.objects.filter(key=subject).values("contact")
    keys = Identity.objects.filter(contact__in=contact).values_list("key", flat=True)
    rows = PieceShare.objects.filter(subject__in={subject, *keys})
    return _shared(viewer, _newest(rows.select_related("piece")), now)


def find_shares(viewer: Viewer, piece: int, now: datetime) -> tuple[Shared, ...]:
    """Whom a piece reached, of those whom the viewer may see, the newest first; none for who sees no contacts."""
    require(viewer, Right.see_board)
    if not may(viewer, Right.see_contacts):
        return ()
    rows = PieceShare.objects.filter(piece=piece).exclude(subject=0)
    return _shared(viewer, _newest(rows.select_related("piece")), now)


def _newest(rows: Iterable[PieceShare]) -> list[PieceShare]:
    standing = (row for row in rows if row.taken_back_at is None)
    return sorted(standing, key=lambda row: (row.at, row.key), reverse=True)[:MOST]


def _shared(viewer: Viewer, rows: Collection[PieceShare], now: datetime) -> tuple[Shared, ...]:
    contacts = dict(
        Identity.objects.filter(key__in={row.subject for row in rows}).values_list("key", "contact_id")
    )
    seen = find_visible_ids(viewer, set(contacts.values()))
    names = find_names(viewer, seen)
    opened = find_opened({row.subject for row in rows}, now)
    found, until = [], dict[tuple[int, int], datetime]()
    for row in rows:  # the newest first: what was opened belongs to the last share before it
        contact = contacts.get(row.subject, 0)
        pair = row.subject, row.piece_id
        end = until.get(pair)
        times = [
            one
            for one in opened.get((row.subject, about_piece(row.piece_id)), ())
            if one >= row.at and (end is None or one < end)
        ]
        until[pair] = row.at
        if contact in seen:
            found.append(
                Shared(
                    row.key, row.piece_id, row.piece.title, contact, names.get(contact, ""), ShareWay(row.way),
                    row.token, row.note, row.actor, row.at, len(times), times[-1] if times else None,
                )
            )  # fmt: skip
    return tuple(found)
