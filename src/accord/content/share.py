"""Hand a published piece to a buyer: by a tracked link of theirs, or shown. Expects a transaction of the caller."""

from datetime import datetime

from accord.contacts.links.keep import NewLink, drop_link, make_links
from accord.content.models import PieceRow, PieceShare
from accord.content.step import LARGEST
from accord.ledger.acts import record_act
from accord.teams.rights import Right, require
from accord.vocabulary.content import PieceState, ShareWay
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.people import Viewer

_LONGEST_NOTE = 300


def about_piece(key: int) -> str:
    """How links and facts name a piece."""
    return f"piece:{key}"


def share_piece(
    by: Viewer, key: int, piece: int, *, subject: int, way: ShareWay, note: str = "", now: datetime
) -> PieceShare:
    """Keep that a piece reached somebody; by a link, with a tracked link of theirs. The same key again is one.

    Raises `Refused` without the right and for a piece that is not published, `Invalid` for one without a link that a
    link is asked of, `NotFound`.
    """
    require(by, Right.ask_content)
    if not 0 < key <= LARGEST:
        raise Invalid("content.key", "a share's key is a number above 0", "let it be drawn")
    note = " ".join(note.split())
    if len(note) > _LONGEST_NOTE:
        raise Invalid("content.long", f"the note is longer than {_LONGEST_NOTE} characters", "say it shorter")
    standing = PieceShare.objects.filter(pk=key).first()
    if standing is not None:
        return _same(standing, by, piece, subject)
    row = _published(piece)
    token = _link(by, row, key, subject, now) if way is ShareWay.link else ""
    made = PieceShare.objects.create(
        key=key, piece=row, subject=subject, way=way.value, token=token, note=note, actor=by.actor, at=now
    )
    record_act(
        key=f"content_share:{key}", kind="content_shared", actor=by.actor, now=now, subject=subject, reason=way.value,
        payload={"piece": str(row.key)},
    )  # fmt: skip
    return made


def take_back_share(by: Viewer, key: int, *, now: datetime) -> PieceShare:
    """It did not reach them after all: one's own share counts no longer, and its link leads nowhere."""
    require(by, Right.ask_content)
    row = PieceShare.objects.select_for_update().filter(pk=min(key, LARGEST)).first()
    if row is None:
        raise NotFound("content.no_share", "there is no such share", "look at the lead's page")
    if row.actor != by.actor:
        raise Refused("content.not_yours", "somebody else shared it", "ask them to take it back")
    if row.taken_back_at is None:
        drop_link(row.token)
        row.taken_back_at, row.token = now, ""
        row.save(update_fields=["taken_back_at", "token"])
        record_act(
            key=f"content_share:{key}:back", kind="content_share_back", actor=by.actor, now=now, subject=row.subject,
            payload={"piece": str(row.piece_id)},
        )  # fmt: skip
    return row


def _link(by: Viewer, row: PieceRow, key: int, subject: int, now: datetime) -> str:
    if not row.link:
        raise Invalid(
            "content.no_link",
            "this piece is a text without an address: no link leads to it",
            "show it, or ask marketing to put it on the drive",
        )
    link = NewLink(subject, row.link, about_piece(row.key), message=f"share:{key}")
    return make_links([link], actor=by.actor, now=now)[0]


def _published(key: int) -> PieceRow:
    row = PieceRow.objects.filter(pk=min(key, LARGEST)).first()
    if row is None:
        raise NotFound("content.unknown", "there is no such piece", "look at the library")
    if row.state != PieceState.published.value:
        raise Refused(
            "content.state",
            f"it is {row.state}: only what is published is shared",
            "choose a published piece",
        )
    return row


def _same(row: PieceShare, by: Viewer, piece: int, subject: int) -> PieceShare:
    if (row.actor, row.piece_id, row.subject) != (by.actor, piece, subject):
        raise Invalid("content.key", "this key stands for another share", "let a new one be drawn")
    return row
