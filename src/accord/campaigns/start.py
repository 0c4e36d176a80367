"""The one answer to "may this start, and if not why": pure, for whoever sends.

What stands is told by the answers alone: a signature holds for one hash, a later refusal of that hash ends all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accord.campaigns.shapes import AnswerGiven, MayStart
from accord.vocabulary.campaigns import Bar, SignAnswer

SALES, MARKETING = "sales", "marketing"


@dataclass(frozen=True, slots=True)
class Signatures:
    """What stands of one hash: the approver's signature, and those of an emergency by side."""

    approved_by: str = ""
    sales: str = ""  # an emergency's
    marketing: str = ""
    refused: bool = False

    @property
    def emergency(self) -> bool:
        """Whether two persons signed an emergency, one for each side."""
        return bool(self.sales and self.marketing and self.sales != self.marketing)

    @property
    def stands(self) -> bool:
        """Whether this hash is signed off."""
        return bool(self.approved_by) or self.emergency


def signatures_of(text_hash: str, answers: Iterable[AnswerGiven]) -> Signatures:
    """What stands of a hash after these answers, the oldest first."""
    found = Signatures()
    for given in answers:
        if given.hash != text_hash:
            continue
        if given.answer is SignAnswer.refused:
            found = Signatures(refused=True)
        elif given.emergency and given.team == SALES:
            found = Signatures(found.approved_by, given.actor, found.marketing)
        elif given.emergency and given.team == MARKETING:
            found = Signatures(found.approved_by, found.sales, given.actor)
        elif given.team == SALES and not given.emergency:
            found = Signatures(given.actor, found.sales, found.marketing)
    return found


def decide_start(
    *,
    text_hash: str,
    sending: str,
    answers: Iterable[AnswerGiven],
    starts_at: datetime,
    ends_at: datetime,
    cancelled: bool,
    agreed: bool,
    now: datetime,
) -> MayStart:
    """Whether a campaign may start or go on now. `sending` is the hash of what would be sent, made anew by its sender.

    `agreed`: an agreement is signed and in force. Every bar is named, the gravest first; none means yes.
    """
    given = tuple(answers)
    held = signatures_of(text_hash, given)
    bars: list[Bar] = []
    if not agreed:
        bars.append(Bar.no_agreement)
    if cancelled:
        bars.append(Bar.cancelled)
    if sending != text_hash:
        bars.append(Bar.other_content)
    if not held.stands:
        bars.append(_unsigned(text_hash, held, given))
    if now < starts_at:
        bars.append(Bar.early)
    if now >= ends_at:
        bars.append(Bar.over)
    return MayStart(not bars, tuple(bars))


def _unsigned(text_hash: str, held: Signatures, answers: tuple[AnswerGiven, ...]) -> Bar:
    """Why a hash is not signed off."""
    if held.refused:
        return Bar.refused
    if held.sales and held.marketing:
        return Bar.same_person
    if held.sales or held.marketing:
        return Bar.one_signature
    others = {given.hash for given in answers} - {text_hash}
    return Bar.changed if any(signatures_of(each, answers).stands for each in others) else Bar.unsigned
