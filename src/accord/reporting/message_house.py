"""The message house as both teams read it: what is said to whom at which stage, and retired words in a piece."""

from dataclasses import dataclass
from datetime import date, datetime

from accord.agreement.message_house import Pointed, point_out, standing_messages
from accord.agreement.shape.reach import Message
from accord.campaigns.shapes import Plan
from accord.content.shapes import Piece
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class HouseRow:
    """What is said to a segment at a stage, its proof, retired words, and its last day."""

    segment: str
    stage: str
    say: str
    proof: str
    retired: tuple[str, ...]
    until: date | None


def message_house(viewer: Viewer, now: datetime) -> tuple[HouseRow, ...]:
    """Every message that holds today; none without an agreement."""
    require(viewer, Right.see_board)
    return tuple(
        HouseRow(
            one.segment, str(one.stage), one.say, one.proof, one.not_, one.until.on if one.until else None
        )
        for one in _standing(now)
    )


def find_retired_words(viewer: Viewer, piece: Piece, now: datetime) -> tuple[Pointed, ...]:
    """Retired phrases in a piece's title and text, with what was approved in their place."""
    require(viewer, Right.see_board)
    text = f"{piece.said.title}\n{piece.said.text}"
    return point_out(text, _standing(now), segment=piece.said.segment)


def find_retired_in_plan(viewer: Viewer, plan: Plan, now: datetime) -> tuple[tuple[str, Pointed], ...]:
    """Retired phrases in what a campaign says, arm by arm, with what was approved in their place."""
    require(viewer, Right.see_board)
    standing = _standing(now)
    return tuple(
        (arm.name, each) for arm in plan.arms for each in point_out(f"{arm.subject}\n{arm.body}", standing)
    )


def _standing(now: datetime) -> tuple[Message, ...]:
    found = current(now)
    return standing_messages(found.document.messages, now.date()) if found else ()
