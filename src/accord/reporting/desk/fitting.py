"""Published pieces that fit a lead: those that answer the customer's own question, then those of its stage."""

from datetime import datetime

from accord.agreement.next_act import Asset
from accord.content.find import find_answering, find_pieces
from accord.content.shared import find_shared_with
from accord.teams.rights import Right, may
from accord.vocabulary.content import PieceState
from accord.vocabulary.people import Viewer


def find_fitting(viewer: Viewer, subject: int, stage: str, question: str, now: datetime) -> tuple[Asset, ...]:
    """What they have not had yet; nothing for who may not see the library or the person."""
    if not (may(viewer, Right.see_board) and may(viewer, Right.see_contacts)):
        return ()
    had = {one.piece for one in find_shared_with(viewer, subject, now)}
    answering = find_answering(viewer, question, now) if question else ()
    published = find_pieces(viewer, now, state=PieceState.published.value)
    staged = [one for one in published if stage and one.said.stage == stage]
    found = [Asset(one.key, one.said.title, True) for one in answering]
    found += [Asset(one.key, one.said.title) for one in staged]
    return tuple({one.key: one for one in reversed(found) if one.key not in had}.values())
