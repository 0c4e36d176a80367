"""Which step leads from where to where, and who may take it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from accord.teams.rights import Right
from accord.vocabulary.content import PieceAct, PieceState

_S, _A = PieceState, PieceAct


@dataclass(frozen=True, slots=True)
class Move:
    """A step: the states it may begin in, the one it ends in, the right it needs."""

    begins: frozenset[PieceState]
    ends: PieceState
    right: Right


MOVES: Mapping[PieceAct, Move] = {
    _A.exists: Move(frozenset({_S.asked}), _S.answered, Right.make_content),
    _A.accept: Move(frozenset({_S.asked}), _S.accepted, Right.make_content),
    # A draft that is changed after its review is to be reviewed anew.
    _A.draft: Move(frozenset({_S.accepted, _S.drafted, _S.reviewed}), _S.drafted, Right.make_content),
    _A.review: Move(frozenset({_S.drafted}), _S.reviewed, Right.review_content),
    _A.send_back: Move(frozenset({_S.drafted}), _S.accepted, Right.review_content),
    _A.publish: Move(frozenset({_S.reviewed}), _S.published, Right.make_content),
    _A.retire: Move(frozenset({_S.published}), _S.retired, Right.make_content),
}


def open_moves(state: PieceState) -> tuple[PieceAct, ...]:
    """The steps that may be taken from a state, whoever takes them."""
    return tuple(act for act, move in MOVES.items() if state in move.begins)
