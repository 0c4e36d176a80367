"""The rules, each by its name: what happened, what it suggests, and why. Who may be reached was asked before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from accord.agreement.next_act.known import Did, Known, Way
from accord.agreement.next_act.shapes import Act, Because, NextAct, Rule
from accord.agreement.next_act.window import find_window, half_of
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import GENUINE_ATTEMPTS, FactKind
from accord.vocabulary.said import said

SPOKEN = frozenset(
    {
        FactKind.call_connected,
        FactKind.call_received,
        FactKind.conversation,
        FactKind.meeting_held,
        FactKind.sales_email_reply,
    }
)
RAISED: dict[FactKind, str] = {
    FactKind.demo_request: "asked for a demonstration",
    FactKind.pricing_request: "asked for a price",
    FactKind.contact_request: "asked to be contacted",
    FactKind.pricing_page: "looked at the prices",
}
_TURNED_TO_US: dict[FactKind, tuple[str, Medium]] = {
    FactKind.call_received: ("called, and nobody has called back", Medium.phone),
    FactKind.sales_email_reply: ("answered your e-mail, and nobody has replied", Medium.email),
    FactKind.email_reply: ("answered an e-mail of marketing, and nobody has replied", Medium.email),
}
_CALLS = frozenset({FactKind.call_attempted})
_TWICE = 2  # by one way without an answer: another way is tried before the same again
_ACTS = {Medium.phone: Act.call, Medium.email: Act.email}


def tries(did: tuple[Did, ...]) -> list[Did]:
    """Sales' attempts, the newest first."""
    return [one for one in reversed(did) if one.kind in GENUINE_ATTEMPTS]


def answer_them(known: Known, did: tuple[Did, ...], ways: list[Way], now: datetime) -> Iterator[NextAct]:
    """They turned to us last, and nobody turned to them since: answer, by their own way where it is free."""
    tried = tries(did)
    last = next((one for one in reversed(did) if one.kind in _TURNED_TO_US), None)
    if last is None or (tried and tried[0].at >= last.at):
        return
    words, medium = _TURNED_TO_US[last.kind]
    because = (Because(said("they %(what)s", what=words), last.at),)
    for way in sorted(ways, key=lambda one: one.medium is not medium)[:1]:
        yield _now(known, way, Rule.answer_them, because)


def hand_raise(known: Known, did: tuple[Did, ...], ways: list[Way], now: datetime) -> Iterator[NextAct]:
    """They asked, or looked at prices, and nobody has tried since: now, by telephone where one is known."""
    tried = tries(did)
    asked = [one for one in did if one.kind in RAISED and not (tried and tried[0].at >= one.at)]
    if not asked and (tried or not known.hot):
        return
    if asked:
        first = max(asked, key=lambda one: (one.kind is not FactKind.pricing_page, one.at, one.kind))
        because = [Because(said("they %(what)s", what=RAISED[first.kind]), first.at)]
    else:
        because = [Because(said("they raised a hand, and nobody has tried yet"), known.began_at)]
    because += _promised(known, tried)
    for way in ways:
        yield _now(known, way, Rule.hand_raise, tuple(because))


def quiet(known: Known, did: tuple[Did, ...], ways: list[Way], now: datetime) -> Iterator[NextAct]:
    """The promised attempts are made: when their time is over, the agreed reason; until then, wait."""
    tried, terms = tries(did), known.attempts
    if terms is None or len(tried) < terms.at_least or _channels_left(known, tried, ways):
        return
    made = said("%(n)s attempts are kept as promised, and nobody answered", n=len(tried))
    because = (Because(made, tried[0].at, "sales_promises.attempts"),)
    if terms.over_at is not None and now < terms.over_at:
        waits = Because(
            said("the time agreed for the attempts is not over"),
            terms.over_at,
            "sales_promises.attempts.over",
        )
        yield NextAct(
            act=Act.wait,
            rule=Rule.attempts_kept,
            because=(*because, waits),
            not_before=terms.over_at,
            zone=known.zone,
        )
    elif known.quiet_reason:
        reason = Because(
            said("the agreement's reason for this: %(reason)s", reason=known.quiet_reason),
            None,
            f"outcomes.recycle.{known.quiet_reason}",
        )
        yield NextAct(act=Act.recycle, rule=Rule.quiet, because=(*because, reason), reason=known.quiet_reason)
    else:
        yield NextAct(act=Act.say_outcome, rule=Rule.attempts_kept, because=because)


def try_them(known: Known, did: tuple[Did, ...], ways: list[Way], now: datetime) -> Iterator[NextAct]:
    """A first attempt, or the next: after two by one way in vain another way, and another half of the day."""
    tried = tries(did)
    if not tried:
        because = (Because(said("nobody has tried yet"), known.began_at), *_promised(known, tried))
        for way in ways:
            yield from _at_window(
                known, way, now, NextAct(act=_ACTS[way.medium], rule=Rule.first_try, because=because)
            )
        return
    same = [one for one in tried[:_TWICE] if (one.kind in _CALLS) == (tried[0].kind in _CALLS)]
    last_way = Medium.phone if tried[0].kind in _CALLS else Medium.email
    change = last_way is Medium.email or len(same) >= _TWICE or _channels_left(known, tried, ways)
    ordered = sorted(ways, key=lambda way: (way.medium is last_way) is change)
    starts = max(now, known.pace_at) if known.pace_at else now
    half = _vain_half(known, tried)
    for way in ordered:
        other = way.medium is not last_way
        reasons = [_in_vain(same, last_way)]
        if known.pace_at and known.attempts and known.pace_at > now:
            pace = said(
                "%(n)s attempts in the time agreed: the next one falls due", n=known.attempts.at_least
            )
            reasons.append(Because(pace, known.pace_at, "sales_promises.attempts"))
        act = NextAct(
            act=_ACTS[way.medium], rule=Rule.other_way if other else Rule.again, because=tuple(reasons)
        )
        avoid = half if way.medium is Medium.phone else ""
        yield from _at_window(known, way, now, act, starts=starts, avoid=avoid)


def send_piece(known: Known, did: tuple[Did, ...], ways: list[Way], now: datetime) -> Iterator[NextAct]:
    """A published piece that answers their own question, else one for their stage, that they have not had."""
    way = next((one for one in ways if one.medium is Medium.email), None)
    piece = next(iter(sorted(known.pieces, key=lambda one: (not one.answers, one.key))), None)
    if way is None or piece is None:
        return
    words = (
        said("it answers the question they asked")
        if piece.answers
        else said("it is made for their stage, and they have not had it")
    )
    act = NextAct(
        act=Act.send, rule=Rule.piece, because=(Because(words),), piece=piece.key, piece_title=piece.title
    )
    yield from _at_window(known, way, now, act)


def _now(known: Known, way: Way, rule: Rule, because: tuple[Because, ...]) -> NextAct:
    act = Act.call_now if way.medium is Medium.phone else Act.email
    return NextAct(act=act, rule=rule, because=because, medium=way.medium, line=known.line, zone=known.zone)


def _at_window(
    known: Known, way: Way, now: datetime, act: NextAct, *, starts: datetime | None = None, avoid: str = ""
) -> Iterator[NextAct]:
    window = find_window(known, way, starts or now, avoid)
    if window is not None:
        yield replace(
            act,
            medium=way.medium,
            line=known.line,
            zone=known.zone,
            not_before=window.since if window.since > now else None,
            until=window.until,
            because=(*act.because, *([window.why] if window.why else [])),
        )


def _promised(known: Known, tried: list[Did]) -> list[Because]:
    if tried or known.due_at is None:
        return []
    return [Because(said("the first attempt is promised by then"), known.due_at, known.due_clause)]


def _channels_left(known: Known, tried: list[Did], ways: list[Way]) -> bool:
    """Whether the promise names more channels than were tried, and another is free."""
    used = {Medium.phone if one.kind in _CALLS else Medium.email for one in tried}
    return (
        known.attempts is not None
        and len(tried) >= known.attempts.at_least
        and len(used) < known.attempts.channels
        and any(way.medium not in used for way in ways)
    )


def _in_vain(same: list[Did], last_way: Medium) -> Because:
    if last_way is Medium.phone and len(same) >= _TWICE:
        return Because(said("called twice without an answer"), same[0].at)
    words = (
        said("called without an answer") if last_way is Medium.phone else said("written to without an answer")
    )
    return Because(words, same[0].at)


def _vain_half(known: Known, tried: list[Did]) -> str:
    """The half of their day in which every call so far was made; empty: both, or none was."""
    halves = {half_of(known, one.at) for one in tried if one.kind in _CALLS}
    return halves.pop() if len(halves) == 1 else ""
