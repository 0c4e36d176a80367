"""Ask for a piece, add one, take its steps, undo the last, vote. Each expects a transaction and may be repeated."""

from datetime import datetime
from urllib.parse import urlsplit

from accord.content.models import PieceDraft, PieceRow, PieceStep, PieceVote
from accord.content.moves import MOVES
from accord.content.shapes import Wished
from accord.ledger.acts import record_act
from accord.teams.rights import Right, require
from accord.vocabulary.content import PieceAct, PieceState
from accord.vocabulary.errors import Invalid, NotFound, Overtaken, Refused
from accord.vocabulary.people import Viewer

LARGEST = 2**63 - 1
LONGEST = 50_000  # characters of a text
_QUESTION = 2_000


def ask_piece(by: Viewer, key: int, wished: Wished, *, subject: int = 0, now: datetime) -> PieceRow:
    """Ask for a piece with the customer's question; the same key again asks nothing anew.

    Raises `Refused` without the right, `Invalid` for what cannot be kept.
    """
    require(by, Right.ask_content)
    if not wished.question.strip():
        raise Invalid("content.question", "the customer's question is missing", "write it as they asked it")
    return _begin(by, key, wished, PieceAct.ask, PieceState.asked, subject, now)


def add_piece(by: Viewer, key: int, wished: Wished, *, now: datetime) -> PieceRow:
    """Put a piece that is there into the library, as a draft: sales reviews it before it is published."""
    require(by, Right.make_content)
    _check_made(wished.link, wished.text)
    return _begin(by, key, wished, PieceAct.add, PieceState.drafted, 0, now)


def take_step(
    by: Viewer, key: int, act: PieceAct, *, version: int, reason: str = "", link: str = "", text: str = "",
    same_as: int = 0, now: datetime,
) -> PieceRow:  # fmt: skip
    """Take one step of the piece that was read as `version`. Said twice by one person it is taken once.

    Raises `Refused` without the right or from a state that the step does not begin in, `Overtaken` when somebody
    took a step since, `Invalid`, `NotFound`.
    """
    move = MOVES.get(act)
    if move is None:
        raise Invalid("content.act", f"{act.value} is no step of a piece", "look at what the piece offers")
    require(by, move.right)
    row = _locked(key)
    if _said_already(row, act, by, version):
        return row
    _check_version(row, version)
    if row.state not in move.begins:
        raise Refused(
            "content.state",
            f"it is {row.state}: {act.value} does not begin there",
            "look at what the piece offers",
        )
    reason = " ".join(reason.split())[:300]
    if act is PieceAct.send_back and not reason:
        raise Invalid(
            "content.reason", "giving a draft back needs a reason", "say in a sentence what is missing"
        )
    if act is PieceAct.exists:
        row.same_as = _published(same_as).key
    if act is PieceAct.draft:
        _check_made(link, text)
        row.link, row.text = link.strip(), text.strip()
    if act is PieceAct.accept:
        row.owner = by.actor
    _go(row, act, move.ends, by, reason, now)
    if act is PieceAct.draft:
        _keep_draft(row, by, now)
    return row


def undo_step(by: Viewer, key: int, *, version: int, now: datetime) -> PieceRow:
    """Take one's own last step back; what a draft said stays. Raises as `take_step`."""
    require(by, Right.ask_content)
    row = _locked(key)
    if _said_already(row, PieceAct.undo, by, version):
        return row
    _check_version(row, version)
    last = PieceStep.objects.filter(piece=row).order_by("-version").first()
    if last is None or last.act == PieceAct.undo or not last.before:
        raise Refused("content.no_undo", "there is no step to take back", "take the next one")
    if last.actor != by.actor:
        raise Refused("content.not_yours", "somebody else took the last step", "ask them to take it back")
    if last.act == PieceAct.exists:
        row.same_as = 0
    if last.act == PieceAct.accept:
        row.owner = ""
    _go(row, PieceAct.undo, PieceState(last.before), by, "", now)
    return row


def vote(by: Viewer, key: int, *, wanted: bool, now: datetime) -> PieceRow:
    """Say that one wants it too, or no longer; a person has one vote."""
    require(by, Right.ask_content)
    row = _locked(key)
    if wanted:
        PieceVote.objects.get_or_create(piece=row, actor=by.actor, defaults={"voted_at": now})
    else:
        PieceVote.objects.filter(piece=row, actor=by.actor).delete()
    return row


def _begin(
    by: Viewer, key: int, said: Wished, act: PieceAct, state: PieceState, subject: int, now: datetime
) -> PieceRow:
    if not 0 < key <= LARGEST:
        raise Invalid("content.key", "a piece's key is a number above 0", "let it be drawn")
    title = " ".join(said.title.split())
    if not 0 < len(title) <= 200:
        raise Invalid(
            "content.title", "a piece needs a title of at most 200 characters", "name it in a few words"
        )
    if len(said.question) > _QUESTION:
        raise Invalid(
            "content.long", f"the question is longer than {_QUESTION:,} characters", "say it shorter"
        )
    if any(len(word.strip()) > 60 for word in (said.stage, said.persona, said.segment, *said.tags)):
        raise Invalid(
            "content.word", "a stage, persona, segment or tag has at most 60 characters", "say it shorter"
        )
    row, new = PieceRow.objects.get_or_create(
        key=key,
        defaults={
            "title": title, "question": said.question.strip(), "subject": subject, "link": said.link.strip(),
            "text": said.text.strip(), "stage": said.stage.strip(), "persona": said.persona.strip(),
            "segment": said.segment.strip(), "tags": [tag.strip() for tag in said.tags if tag.strip()][:20],
            "review_on": said.review_on, "owner": by.actor if act is PieceAct.add else "", "state": state.value,
            "made_at": now, "made_by": by.actor,
        },
    )  # fmt: skip
    if new:
        _keep(row, act, "", by, "", now)
        if act is PieceAct.add:
            _keep_draft(row, by, now)
    return row


def _keep_draft(row: PieceRow, by: Viewer, now: datetime) -> None:
    PieceDraft.objects.create(
        piece=row, version=row.version, link=row.link, text=row.text, actor=by.actor, at=now
    )


def _go(row: PieceRow, act: PieceAct, state: PieceState, by: Viewer, reason: str, now: datetime) -> None:
    before, row.state, row.version = row.state, state.value, row.version + 1
    row.save()
    _keep(row, act, before, by, reason, now)


def _keep(row: PieceRow, act: PieceAct, before: str, by: Viewer, reason: str, now: datetime) -> None:
    PieceStep.objects.create(
        piece=row, version=row.version, act=act.value, before=before, after=row.state, actor=by.actor,
        reason=reason, at=now,
    )  # fmt: skip
    record_act(
        key=f"content:{row.key}:{row.version}",
        kind=f"content_{act.value}",
        actor=by.actor,
        now=now,
        payload={"piece": str(row.key)},
    )


def _said_already(row: PieceRow, act: PieceAct, by: Viewer, version: int) -> bool:
    """Whether this very step was taken by this person from the version that they read."""
    return PieceStep.objects.filter(piece=row, version=version + 1, act=act.value, actor=by.actor).exists()


def _check_version(row: PieceRow, version: int) -> None:
    if row.version != version:
        raise Overtaken("content.overtaken", "somebody took a step since you looked", "look at it again")


def _check_made(link: str, text: str) -> None:
    """A link that a browser opens, or a text; nothing that runs, nothing with a password in it."""
    link = link.strip()
    if not link and not text.strip():
        raise Invalid("content.nothing", "there is neither a link nor a text", "paste the link to it")
    if len(text) > LONGEST:
        raise Invalid("content.long", f"the text is longer than {LONGEST:,} characters", "link to it instead")
    try:
        parts = urlsplit(link)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        fine = False
    if link and (
        not fine or len(link) > 2_000 or any(sign.isspace() or not sign.isprintable() for sign in link)
    ):
        raise Invalid(
            "content.link", "this is no link that a browser opens", "paste one that begins with https://"
        )


def _published(key: int) -> PieceRow:
    row = PieceRow.objects.filter(pk=min(key, LARGEST), state=PieceState.published.value).first()
    if row is None:
        raise Invalid("content.not_there", "there is no such published piece", "search the library for it")
    return row


def _locked(key: int) -> PieceRow:
    row = PieceRow.objects.select_for_update().filter(pk=min(key, LARGEST)).first()
    if row is None:
        raise NotFound("content.unknown", "there is no such piece", "look at the library")
    return row
