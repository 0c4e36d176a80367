"""What is suggested: act, medium, words, asset, when, and each reason with the fact or clause that it stems from."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from accord.vocabulary.consent import Medium


class Act(StrEnum):
    """What to do: the closed list."""

    call_now = "call now"
    call = "call"
    email = "e-mail"
    send = "send a piece"
    invite = "invite to a meeting"
    meet = "keep the meeting"
    say_outcome = "say the outcome"
    give_back = "hand back"
    recycle = "recycle"
    wait = "wait"
    find_way = "find a way to reach them"
    leave = "leave"


class Rule(StrEnum):
    """Which rule suggests it: the closed list, in the order in which the rules are asked."""

    closed = "closed"
    answer_them = "answer them"
    in_a_deal = "in a deal"
    spoken = "spoken"
    meeting = "meeting"
    away = "away"
    no_way = "no way"
    held = "held"
    hand_raise = "hand raise"
    quiet = "quiet"
    attempts_kept = "attempts kept"
    other_way = "other way"
    again = "again"
    first_try = "first try"
    piece = "piece"
    invite = "invite"


@dataclass(frozen=True, slots=True)
class Because:
    """One reason: a sentence, and the instant of the fact or the clause that it stems from."""

    sentence: str
    at: datetime | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class ApprovedLine:
    """The approved sentence of the message house and its proof."""

    segment: str
    stage: str
    say: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """One suggestion. `not_before` and `until` are its window, on the wall of `zone`; None: at once, or open-ended.

    `reason`: of the outcome to say. `held_by`: who holds what must wait.
    `piece`: the key of a published one, 0 without.
    """

    act: Act
    rule: Rule
    because: tuple[Because, ...]
    medium: Medium | None = None
    line: ApprovedLine | None = None
    piece: int = 0
    piece_title: str = ""
    not_before: datetime | None = None
    until: datetime | None = None
    zone: str = ""
    reason: str = ""
    held_by: str = ""

    why: str = field(init=False)  # the first reason's sentence
    clause: str = field(init=False)  # the first clause among the reasons; empty: it stems from facts alone
    mark: str = field(
        init=False
    )  # of what is suggested and why, without its window: the same one, the same mark

    def __post_init__(self) -> None:
        object.__setattr__(self, "why", self.because[0].sentence)
        object.__setattr__(self, "clause", next((one.clause for one in self.because if one.clause), ""))
        object.__setattr__(self, "mark", self._mark())

    @property
    def answerable(self) -> bool:
        """Whether somebody can accept or refuse it: there is nothing to do about a lead that is over."""
        return self.act is not Act.leave

    def _mark(self) -> str:
        """16 hex digits."""
        said = [
            self.act,
            self.rule,
            self.medium or "",
            str(self.piece),
            self.reason,
            self.line.say if self.line else "",
        ]
        said += [
            f"{one.sentence}@{one.at.isoformat() if one.at else ''}@{one.clause}" for one in self.because
        ]
        return blake2b("\x1f".join(said).encode(), digest_size=8).hexdigest()
