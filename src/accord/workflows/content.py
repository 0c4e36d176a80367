"""Content from a customer's question to a published piece: each act in one transaction."""

from datetime import datetime

from django.db import transaction

from accord.content import step
from accord.content.find import get_piece
from accord.content.shapes import Piece, Wished
from accord.handoffs.find import visible_handoffs
from accord.ledger.keys import draw_key
from accord.teams.rights import Right, require
from accord.vocabulary.content import PieceAct, PieceState
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer


def ask_piece(by: Viewer, wished: Wished, *, key: int = 0, lead: int = 0, now: datetime) -> Piece:
    """Ask for a piece; `lead` is the lead whose customer asked. Raises `NotFound` for one not visible."""
    require(by, Right.ask_content)
    with transaction.atomic():
        about = visible_handoffs(by).filter(key=min(lead, step.LARGEST)).first() if lead else None
        if lead and about is None:
            raise NotFound("lead.unknown", "there is no such lead", "look at your list")
        subject = about.subject if about else 0
        row = step.ask_piece(by, key or draw_key(), wished, subject=subject, now=now)
        return get_piece(by, row.key, now)


def add_piece(by: Viewer, wished: Wished, *, key: int = 0, now: datetime) -> Piece:
    """Put a piece that is there into the library, as a draft."""
    with transaction.atomic():
        return get_piece(by, step.add_piece(by, key or draw_key(), wished, now=now).key, now)


def make(
    by: Viewer, key: int, act: PieceAct, *, version: int, link: str = "", text: str = "", same_as: int = 0,
    now: datetime,
) -> Piece:  # fmt: skip
    """A step of marketing: answer with a piece that exists, accept, draft, publish, retire."""
    require(by, Right.make_content)
    with transaction.atomic():
        step.take_step(by, key, act, version=version, link=link, text=text, same_as=same_as, now=now)
        return get_piece(by, key, now)


def review(by: Viewer, key: int, *, fine: bool, version: int, reason: str = "", now: datetime) -> Piece:
    """Sales stands behind a draft, or gives it back with a reason."""
    require(by, Right.review_content)
    with transaction.atomic():
        act = PieceAct.review if fine else PieceAct.send_back
        step.take_step(by, key, act, version=version, reason=reason, now=now)
        return get_piece(by, key, now)


def undo(by: Viewer, key: int, *, version: int, now: datetime) -> Piece:
    """Take one's own last step back."""
    with transaction.atomic():
        step.undo_step(by, key, version=version, now=now)
        return get_piece(by, key, now)


def vote(by: Viewer, key: int, *, wanted: bool, now: datetime) -> Piece:
    """Want a piece too, or no longer."""
    with transaction.atomic():
        step.vote(by, key, wanted=wanted, now=now)
        return get_piece(by, key, now)


STATES = tuple(one.value for one in PieceState)
