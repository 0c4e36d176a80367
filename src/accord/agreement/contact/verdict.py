"""The answer: yes or no, why, when it will be yes, who holds it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from accord.agreement.shape.heading import Mode

LAW = "law"  # the clause of what no agreement can allow


class Why(StrEnum):
    """Why an answer is what it is: the closed list, in the order in which it is asked."""

    refused = "refused"  # the person said no, or the law says it for them
    conversation = "conversation"
    open_deal = "open_deal"
    complaint = "complaint"
    renewal = "renewal"
    person_cap = "person_cap"
    account_cap = "account_cap"
    slot_taken = "slot_taken"
    quiet_hours = "quiet_hours"
    weekend = "weekend"
    free = "free"  # nothing speaks against it


class Reason(NamedTuple):
    """One thing that speaks against it, until when (None: nobody knows), and who holds it."""

    why: Why
    sentence: str
    clause: str
    mode: Mode | None  # None: the law, which has no mode
    until: datetime | None
    held_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the contact policy answers.

    `advised_only`: the answer is no, and nothing stops the asker. `when`: the instant from which it is yes by
    what is known now; the asking instant for a yes, None for never. `noted`: clauses that only observe and would
    have said no. `assumed`: what was taken for granted because nobody recorded it.
    """

    answer: bool
    advised_only: bool
    why: Why
    sentence: str
    clause: str
    when: datetime | None
    held_by: str
    also: tuple[Reason, ...] = ()
    noted: tuple[Reason, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether the asker must not."""
        return not self.answer and not self.advised_only
