"""What a customer asked, or a rep noted, becomes a request for content with one key."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from accord.alignment.talk.read import RemarkView
from accord.content.shapes import Piece, Wished
from accord.content.step import LARGEST
from accord.handoffs.find import row_for, visible_handoffs
from accord.handoffs.models import Handoff
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.content import ask_piece
from accord.workflows.handoffs.dossier import get_dossier
from accord.workflows.talk import listen

_WORDS, _LONGEST = 10, 120  # of a title that nobody wrote
_QUESTION = 2_000


@dataclass(frozen=True, slots=True)
class Idea:
    """A request as it would be made. Its key is drawn from the words: pressed twice, it is asked for once."""

    key: int
    lead: int
    title: str
    question: str


def read_idea(by: Viewer, now: datetime, *, lead: int = 0, about: str = "", remark: int = 0) -> Idea:
    """The idea in a lead's customer's own question, or in a remark that stands beside `about` (`lead:KEY`).

    Raises `NotFound` for a lead or a remark that this person does not see, `Invalid` where nothing was said.
    """
    require(by, Right.ask_content)
    row = _lead_of(by, about) if remark else row_for(by, min(lead, LARGEST))
    own = None if remark else get_dossier(by, row.key, now).words
    text = _remark(by, about, remark, now) if remark else own.question if own else ""
    words = " ".join(text.split())
    if not words:
        raise Invalid(
            "content.no_idea", "nobody asked anything yet", "write the customer's question down first"
        )
    said = blake2b(f"{row.subject}:{words}".encode(), digest_size=8).digest()
    return Idea((int.from_bytes(said) >> 2) or 1, row.key, _title(words), words[:_QUESTION])


def keep_idea(by: Viewer, idea: Idea, *, now: datetime) -> Piece:
    """Ask for the piece. Asked twice, it is one."""
    return ask_piece(by, Wished(idea.title, idea.question), key=idea.key, lead=idea.lead, now=now)


def _lead_of(by: Viewer, about: str) -> Handoff:
    """The last lead of the person beside whom it was said."""
    kind, _, number = about.partition(":")
    known = kind == "lead" and number.isascii() and number.isdigit() and len(number) < 20
    rows = visible_handoffs(by).filter(subject=min(int(number), LARGEST)) if known else None
    found = rows.order_by("-offered_at", "-key").first() if rows is not None else None
    if found is None:
        raise NotFound("lead.unknown", "there is no such lead", "look at your list")
    return found


def _remark(by: Viewer, about: str, key: int, now: datetime) -> str:
    said = (one for each in listen(by, about, now) for one in (each, *each.answers))
    found: RemarkView | None = next((one for one in said if one.key == key and not one.removed), None)
    if found is None:
        raise NotFound("talk.unknown", "there is no such remark", "look at the page it stood on")
    return found.text


def _title(words: str) -> str:
    """The first words of what was said, up to the end of its first sentence."""
    first = words.split("? ")[0].split(". ")[0]
    some = first.split()[:_WORDS]
    title = " ".join(some)[:_LONGEST].rstrip(" ,;:")
    return f"{title} ..." if len(first.split()) > _WORDS else title
