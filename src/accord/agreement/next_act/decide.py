"""What to do next on a lead: one suggestion first, others after it. The contact policy goes before every rule."""

from collections.abc import Iterator
from datetime import datetime

from accord.agreement.next_act.known import Did, Known
from accord.agreement.next_act.rules import (
    SPOKEN,
    answer_them,
    hand_raise,
    quiet,
    send_piece,
    tries,
    try_them,
)
from accord.agreement.next_act.shapes import Act, Because, NextAct, Rule
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import OPEN, UNCOUNTED
from accord.vocabulary.said import said

MOST = 3  # one to do, and two that may be preferred


def decide_next_act(known: Known, now: datetime) -> tuple[NextAct, ...]:
    """The suggestions, the best first, at most three; the same facts in any order give the same ones. Never empty.

    None reaches out at an instant at which the contact policy, asked now, says no. Where it says no to every way,
    the suggestion is to wait, until when, and by whom it is held.
    """
    if known.state in UNCOUNTED:
        return (_leave(said("known already: it counts as no new lead, and its owner was told")),)
    if known.state not in OPEN:
        return (_leave(said("it has its outcome")),)
    did = tuple(sorted(one for one in known.did if one.at <= now))
    found: dict[tuple[object, ...], NextAct] = {}
    for one in _all(known, did, now):
        found.setdefault((one.medium or one.act, one.piece), one)
    return tuple(found.values())[:MOST]


def _all(known: Known, did: tuple[Did, ...], now: datetime) -> Iterator[NextAct]:
    free = [way for way in known.ways if way.verdict(now).answer]
    if known.deal_owner and known.return_reason and not tries(did):
        yield _give_back(known)
    yield from answer_them(known, did, free, now)
    spoke = max((one for one in did if one.kind in SPOKEN), default=None)
    booked = max((one for one in did if one.kind is FactKind.meeting_booked), default=None)
    if spoke is not None:
        yield _say(
            Act.say_outcome,
            Rule.spoken,
            said("you have spoken with each other: marketing waits to hear"),
            spoke,
        )
        if booked is None and free:
            yield _say(Act.invite, Rule.invite, said("you have spoken, and no meeting is booked"), spoke)
    elif booked is not None:
        yield _say(
            Act.meet, Rule.meeting, said("they booked a meeting themselves: read the dossier before"), booked
        )
    elif known.away_until is not None and known.away_until > now:
        yield _away(known, known.away_until)
        return
    elif not known.ways:
        yield NextAct(
            act=Act.find_way,
            rule=Rule.no_way,
            because=(Because(said("neither a telephone number nor an address is known")),),
        )
        return
    elif not free:
        yield _held(known, now)
        return
    else:
        for rule in (hand_raise, quiet, try_them):
            yield from rule(known, did, free, now)
    yield from send_piece(known, did, free, now)


def _leave(sentence: str) -> NextAct:
    return NextAct(act=Act.leave, rule=Rule.closed, because=(Because(sentence),))


def _say(act: Act, rule: Rule, sentence: str, fact: Did) -> NextAct:
    return NextAct(act=act, rule=rule, because=(Because(sentence, fact.at),))


def _give_back(known: Known) -> NextAct:
    because = Because(
        said("%(owner)s has an open deal with their account", owner=known.deal_owner),
        None,
        "outcomes.return",
    )
    return NextAct(act=Act.give_back, rule=Rule.in_a_deal, because=(because,), reason=known.return_reason)


def _away(known: Known, until: datetime) -> NextAct:
    because = (Because(said("they wrote that they are away"), until, "clock.pauses"),)
    return NextAct(act=Act.wait, rule=Rule.away, because=because, not_before=until, zone=known.zone)


def _held(known: Known, now: datetime) -> NextAct:
    """The policy holds every way: until the first of them opens, or for good."""
    verdicts = [way.verdict(now) for way in known.ways]
    opening = [one for one in verdicts if one.when is not None]
    held = min(opening, key=lambda one: (one.when, one.clause), default=verdicts[0])
    because = (Because(held.sentence, held.when, held.clause),)
    return NextAct(
        act=Act.wait if opening else Act.leave,
        rule=Rule.held,
        because=because,
        not_before=held.when,
        held_by=held.held_by,
        zone=known.zone,
    )
