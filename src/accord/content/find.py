"""The library for whoever may see the board: pieces by words, one whole, and what answers a question already."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from accord.agreement.dated import warned
from accord.agreement.shape import Document
from accord.content.models import PieceDraft, PieceRow, PieceStep, PieceVote
from accord.content.shapes import Drafted, Piece, StepTaken, Wished
from accord.content.step import LARGEST
from accord.teams.agreements import Current, chain_at
from accord.teams.rights import Right, may, require
from accord.vocabulary.content import PieceAct, PieceState
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.vocabulary.quantity import Duration

_SHORTEST = 4  # letters of a word that tells something
_SHOWN = 5
_WAITS = {
    PieceState.asked: ("marketing_promises.support.content request answered", (PieceAct.ask,)),
    PieceState.accepted: ("marketing_promises.support.first draft", (PieceAct.ask,)),
    PieceState.drafted: ("sales_promises.voice.draft reviewed", (PieceAct.draft, PieceAct.add)),
}


def find_pieces(viewer: Viewer, now: datetime, *, words: str = "", state: str = "") -> tuple[Piece, ...]:
    """Pieces in which every word stands (title, tags, text, stage, persona, segment), the newest first."""
    require(viewer, Right.see_board)
    rows = PieceRow.objects.order_by("-made_at", "key")
    if state:
        rows = rows.filter(state=state)
    wanted = words.casefold().split()
    kept = [row for row in rows if all(word in _searched(row) for word in wanted)]
    return _pieces(viewer, kept, now)


def get_piece(viewer: Viewer, key: int, now: datetime) -> Piece:
    """One piece. Raises `NotFound`."""
    require(viewer, Right.see_board)
    found = _pieces(viewer, PieceRow.objects.filter(pk=min(key, LARGEST)), now)
    if not found:
        raise NotFound("content.unknown", "there is no such piece", "look at the library")
    return found[0]


def find_piece_titles(keys: Collection[int]) -> dict[int, str]:
    """What pieces are called, for whoever says whom it is shown to."""
    return dict(PieceRow.objects.filter(key__in=sorted(keys)).values_list("key", "title"))


def find_drafts(viewer: Viewer, key: int) -> tuple[Drafted, ...]:
    """Every version of a piece that was drafted, the newest first."""
    require(viewer, Right.see_board)
    rows = PieceDraft.objects.filter(piece=min(key, LARGEST)).order_by("-version")
    return tuple(Drafted(row.version, row.link, row.text, row.actor, row.at) for row in rows)


def find_answering(viewer: Viewer, question: str, now: datetime) -> tuple[Piece, ...]:
    """Published pieces that share telling words with a question, the most shared first; at most five."""
    require(viewer, Right.see_board)
    asked = _telling(question)
    rows = PieceRow.objects.filter(state=PieceState.published.value).order_by("-made_at", "key")
    shared = [(len(asked & _telling(_searched(row))), row) for row in rows]
    best = sorted((each for each in shared if each[0]), key=lambda each: -each[0])[:_SHOWN]
    return _pieces(viewer, [row for _, row in best], now)


def _searched(row: PieceRow) -> str:
    return " ".join([row.title, *row.tags, row.text, row.stage, row.persona, row.segment]).casefold()


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _SHORTEST)


def _pieces(viewer: Viewer, rows: Iterable[PieceRow], now: datetime) -> tuple[Piece, ...]:
    listed = list(rows)
    keys = [row.key for row in listed]
    steps: dict[int, list[StepTaken]] = defaultdict(list)
    for one in PieceStep.objects.filter(piece__in=keys).order_by("version"):
        steps[one.piece_id].append(
            StepTaken(PieceAct(one.act), one.before, one.after, one.actor, one.reason, one.at)
        )
    cast = list(PieceVote.objects.filter(piece__in=keys).values_list("piece_id", "actor"))
    votes, mine = Counter(piece for piece, _ in cast), {piece for piece, who in cast if who == viewer.actor}
    versions = chain_at(now) if listed else ()
    personal = may(viewer, Right.see_contacts)
    return tuple(
        _piece(row, steps[row.key], votes[row.key], row.key in mine, versions, personal, now)
        for row in listed
    )


def _piece(
    row: PieceRow, steps: list[StepTaken], votes: int, voted: bool, versions: tuple[Current, ...], personal: bool,
    now: datetime,
) -> Piece:  # fmt: skip
    state = PieceState(row.state)
    clause, due = _due(state, steps, versions)
    return Piece(
        key=row.key,
        said=Wished(
            row.title, row.question if personal else "", row.link, row.text, row.stage, row.persona, row.segment,
            tuple(row.tags), row.review_on,
        ),
        subject=row.subject if personal else 0,
        state=state,
        owner=row.owner,
        same_as=row.same_as,
        version=row.version,
        votes=votes,
        voted=voted,
        made_at=row.made_at,
        made_by=row.made_by,
        steps=tuple(steps),
        due_at=due,
        clause=clause,
        late=due is not None and now > due,
    )  # fmt: skip


def _due(
    state: PieceState, steps: list[StepTaken], versions: tuple[Current, ...]
) -> tuple[str, datetime | None]:
    """By which clause and when the next step is promised, in working time, under the version of its beginning."""
    clause, begins = _WAITS.get(state, ("", ()))
    since = next((one.at for one in reversed(steps) if one.act in begins), None)
    judged = [one for one in versions if since and (one.since is None or one.since <= since)] or versions[:1]
    if since is None or not judged:
        return "", None
    within = _promised(judged[-1].document, clause)
    if within is None:
        return "", None
    whole = (at for share, at in warned(judged[-1].document, since, within) if share == 1)
    return clause, next(whole, None)


def _promised(document: Document, clause: str) -> Duration | None:
    side, _, name = clause.partition(".")
    family, _, name = name.partition(".")
    table = getattr(getattr(document, side), family, None)
    within = table.get(name) if table else None
    return within if isinstance(within, Duration) else None
