"""The one act that the rules suggest for a lead, and why. Pure: what is known comes in, one suggestion goes out."""

from dataclasses import dataclass
from datetime import datetime

from accord.agreement.contact import Why
from accord.contacts.answers import Answer
from accord.reporting.desk.shapes import NextAct
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import OPEN, UNCOUNTED, HandoffState
from accord.vocabulary.said import said

CALL_NOW, CALL, EMAIL, WAIT, MEET, SAY_OUTCOME, LEAVE, FIND = (
    "call now", "call", "e-mail", "wait", "keep the meeting", "say the outcome", "leave", "find a way to reach them",
)  # fmt: skip
SPOKEN = frozenset(
    {
        FactKind.call_connected,
        FactKind.call_received,
        FactKind.conversation,
        FactKind.meeting_held,
        FactKind.sales_email_reply,
    }
)
_CALLS = frozenset({FactKind.call_attempted})
_TWICE = 2  # by one way without an answer: another way is tried before the same again
_TIME_OF_DAY = frozenset({Why.quiet_hours, Why.weekend})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the suggestion rests on. `tried` are sales' attempts since the lead began, the newest first."""

    state: HandoffState
    hot: bool
    phone: bool
    email: bool
    tried: tuple[tuple[datetime, FactKind], ...]
    spoke_at: datetime | None
    meeting_at: datetime | None  # of one that the buyer booked
    by_phone: Answer
    by_email: Answer
    attempts_promised: int | None
    clause: str  # of the promised first attempt
    away_until: datetime | None = None  # the buyer, by an out-of-office reply


def suggest(known: Known) -> NextAct:
    """The next act. A closed lead needs none; the contact policy goes before every rule."""
    if known.state in UNCOUNTED:
        return NextAct(act=LEAVE, why=said("known already: it counts as no new lead, and its owner was told"))
    if known.state not in OPEN:
        return NextAct(act=LEAVE, why=said("it has its outcome"))
    if known.spoke_at is not None:
        return NextAct(act=SAY_OUTCOME, why=said("you have spoken with each other: marketing waits to hear"))
    if known.meeting_at is not None:
        return NextAct(act=MEET, why=said("they booked a meeting themselves"))
    if known.away_until is not None:
        why = said("they are away until %(day)s: wait", day=f"{known.away_until:%Y-%m-%d}")
        return NextAct(act=WAIT, why=why, not_before=known.away_until, clause="clock.pauses")
    ways = [(CALL, known.by_phone)] if known.phone else []
    ways += [(EMAIL, known.by_email)] if known.email else []
    if not ways:
        return NextAct(act=FIND, why=said("neither a telephone number nor an address is known"))
    open_ways = [(way, answer) for way, answer in ways if answer.answer or answer.advised_only]
    if not open_ways:
        return _held(ways)
    if known.attempts_promised is not None and len(known.tried) >= known.attempts_promised:
        return NextAct(
            act=SAY_OUTCOME,
            why=said("%(n)s attempts are kept as promised, and nobody answered", n=len(known.tried)),
            clause="sales_promises.attempts",
        )
    return _try(known, open_ways)


def _try(known: Known, ways: list[tuple[str, Answer]]) -> NextAct:
    """Which way to try: the telephone first, by e-mail after two calls in vain, and not while they sleep."""
    way, why = ways[0][0], said("never attempted")
    calls = len(known.tried) >= _TWICE and all(kind in _CALLS for _, kind in known.tried[:_TWICE])
    if known.tried and calls and any(one == EMAIL for one, _ in ways):
        way, why = EMAIL, said("called twice without an answer: write")
    elif known.tried:
        last = known.tried[0][1]
        other = next((one for one, _ in ways if (one == CALL) != (last in _CALLS)), ways[0][0])
        way, why = (ways[0][0] if last in _CALLS else other), said("attempted, not yet reached")
    elif known.hot:
        why = said("they raised a hand, and nobody has tried yet")
    answer = dict(ways)[way]
    if answer.advised_only and answer.why in _TIME_OF_DAY:
        why_not = said("%(why)s, and it is outside the hours for reaching them", why=why)
        return NextAct(act=WAIT, why=why_not, not_before=answer.when, clause=answer.clause)
    if answer.advised_only:
        why = said("%(why)s; mind: %(sentence)s", why=why, sentence=answer.sentence)
    now = way == CALL and known.hot and not known.tried
    return NextAct(act=CALL_NOW if now else way, why=why, clause=known.clause if not known.tried else "")


def _held(ways: list[tuple[str, Answer]]) -> NextAct:
    """The policy holds every way: until the first of them opens, or for good."""
    answers = [answer for _, answer in ways]
    first = min((a for a in answers if a.when is not None), key=lambda a: (a.when, a.clause), default=None)
    held = first or answers[0]
    return NextAct(act=WAIT if first else LEAVE, why=held.sentence, not_before=held.when, clause=held.clause)
