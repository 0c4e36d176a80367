"""What the agreement says of the next act: attempts and their pace, agreed reasons, the approved sentence."""

from collections.abc import Iterable
from datetime import date, datetime

from accord.agreement.clocks import Turn
from accord.agreement.clocks.follow_up import due_at
from accord.agreement.message_house import standing_messages
from accord.agreement.next_act.known import Attempts
from accord.agreement.next_act.shapes import ApprovedLine
from accord.agreement.shape import Document

KEPT, IN_A_DEAL = "attempts kept", "already in a deal"  # words of the clause `outcomes`


def attempts_of(document: Document, turn: Turn | None) -> Attempts | None:
    """The promised attempts; their time runs from the turn's beginning. None where none are promised."""
    sales = document.sales_promises
    terms = sales.attempts if sales else None
    if terms is None:
        return None
    return Attempts(terms.at_least, terms.channels, due_at(turn, terms.over) if turn else None)


def next_due(document: Document, turn: Turn | None, last: datetime | None) -> datetime | None:
    """When the next attempt falls due, the promised ones spread evenly over their working time; None without any."""
    terms = attempts_of(document, turn)
    if turn is None or last is None or terms is None or terms.over_at is None or last < turn.since:
        return None
    each = turn.hours.elapsed(turn.since, terms.over_at) / terms.at_least
    return turn.hours.due(last, each)


def quiet_reason(document: Document) -> str:
    """The agreed recycle reason whose evidence is that attempts are kept; empty where none is agreed."""
    terms = document.outcomes
    if terms is None:
        return ""
    return next((reason for reason in terms.recycle if terms.evidence.get(reason) == KEPT), "")


def return_reason(document: Document, turn: Turn | None, now: datetime) -> str:
    """The agreed reason to hand back a lead whose account is in a deal, while it may be; else empty."""
    back = document.outcomes.return_ if document.outcomes else None
    if (
        back is None
        or IN_A_DEAL not in back.reasons
        or (turn is not None and now > due_at(turn, back.within))
    ):
        return ""
    return IN_A_DEAL


def line_for(document: Document, stage: str, segments: Iterable[str], today: date) -> ApprovedLine | None:
    """What is said at a stage: to one of these segments, else the only thing that is said; None where it is open."""
    rows = [one for one in standing_messages(document.messages, today) if str(one.stage) == stage]
    known = set(segments)
    mine = [one for one in rows if one.segment in known] or (rows if len(rows) == 1 else [])
    return ApprovedLine(mine[0].segment, stage, mine[0].say, mine[0].proof) if mine else None
