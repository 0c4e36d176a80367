"""What this room takes and hands out: frozen values, ready for a page, the API or a notebook."""

from dataclasses import dataclass
from datetime import date, datetime

from accord.vocabulary.content import PieceAct, PieceState, ShareWay


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody says of a piece: a question that asks for one, or the piece itself."""

    title: str
    question: str = ""
    link: str = ""
    text: str = ""
    stage: str = ""
    persona: str = ""
    segment: str = ""
    tags: tuple[str, ...] = ()
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that was taken."""

    act: PieceAct
    before: str
    after: str
    actor: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece as it stands. `question` and `subject` are empty for who may not see contacts.

    `due_at` is when the next step is promised, by `clause`; None where nothing is promised for it.
    """

    key: int
    said: Wished
    subject: int
    state: PieceState
    owner: str
    same_as: int
    version: int
    votes: int
    voted: bool
    made_at: datetime
    made_by: str
    steps: tuple[StepTaken, ...]
    due_at: datetime | None = None
    clause: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """A piece that reached one buyer. `opened`: how often a person opened it since, as far as the bot filter released.

    `token` is that of their tracked link; empty where it was shown.
    """

    key: int
    piece: int
    title: str
    contact: int
    name: str
    way: ShareWay
    token: str
    note: str
    by: str
    at: datetime
    opened: int = 0
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a piece said in one version."""

    version: int
    link: str
    text: str
    by: str
    at: datetime
