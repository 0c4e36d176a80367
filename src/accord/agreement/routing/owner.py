"""Who gets a lead: the first step of the route that finds somebody, and never nobody while anybody is active."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from accord.agreement.routing.free import away_until, is_full, load, why_away, why_barred
from accord.agreement.routing.pools import LEADS, Pool, find_step
from accord.agreement.routing.shapes import Ask, Candidate, Decision, Tried, WhyNot
from accord.agreement.routing.turns import in_turn, turn_key, why_first

ALWAYS = ("team lead", "revops")  # asked at the end, whether the route says so or not
LAST = "last resort"


def decide_owner(steps: Sequence[str], ask: Ask, candidates: Iterable[Candidate], now: datetime) -> Decision:
    """Who gets this lead, by the steps of the clause `route` in their order; changes nothing.

    Nobody inactive or excluded ever takes it in a step, nor anybody away. A step that names one person (an
    owner, a backup, a lead) gives it beyond their capacity and says so; one of several passes over the full.
    Where no step finds anybody: the lightest loaded of the team who is here, then whoever of leads and
    operations is back first, then anybody active. The order of `candidates` does not matter.
    """
    people = sorted(candidates, key=lambda one: one.ref)
    tried: list[Tried] = []
    for step in (*steps, *(each for each in ALWAYS if each not in steps)):
        pool = find_step(step, ask, people)
        if not isinstance(pool, Pool):
            tried.append(pool)
            continue
        chosen = _choose(pool, ask, now, tried)
        if chosen is not None:
            return _decision(pool, chosen, tried)
    return _last_resort(ask, people, now, tried)


def _choose(pool: Pool, ask: Ask, now: datetime, tried: list[Tried]) -> tuple[Candidate, str] | None:
    """The first of the pool in turn, and why; those passed over are written down."""
    free = []
    for one in pool.people:
        barred = why_barred(one, ask) or why_away(one, now)
        if barred is None and not pool.beyond_capacity and is_full(one):
            barred = WhyNot.full, f"full with {load(one)}"
        if barred is None:
            free.append(one)
        else:
            tried.append(Tried(pool.step, one.ref, *barred))
    if not free:
        return None
    first, passed = in_turn(free, pool.turn, ask.hot, now)
    tried += [
        Tried(pool.step, one.ref, WhyNot.off_hours, "not at work now, and the lead is hot") for one in passed
    ]
    return first, why_first(first, free, pool.turn, passed)


def _decision(pool: Pool, chosen: tuple[Candidate, str], tried: list[Tried]) -> Decision:
    owner, why = chosen
    over = is_full(owner)
    words = f"{pool.words}: {why}" if why else pool.words
    if over:
        words += f"; beyond capacity, with {load(owner)}"
    return Decision(
        owner.ref, pool.step, words, tuple(tried), fallback=pool.step in LEADS, over_capacity=over
    )


def _last_resort(ask: Ask, people: Sequence[Candidate], now: datetime, tried: list[Tried]) -> Decision:
    """Somebody active, whatever speaks against them: a lead with a full owner is better off than nobody's."""
    active = _still_here(people)
    for words, belongs in _resorts(ask, now):
        group = [one for one in active if belongs(one)]
        if not group:
            continue
        turn = turn_key(group)
        owner = min(group, key=lambda one: (away_until(one, now) or now, turn(one)))
        until = away_until(owner, now)
        why = f"{words}, who is {'here' if until is None else f'back first, {until:%Y-%m-%d %H:%M} UTC'}"
        over = is_full(owner)
        if over:
            why += f"; beyond capacity, with {load(owner)}"
        return Decision(
            owner.ref,
            LAST,
            f"no step of the route found anybody free: {why}",
            tuple(tried),
            fallback=True,
            over_capacity=over,
            away=until is not None,
        )
    return Decision(None, LAST, "none of our people is active", tuple(tried), fallback=True)


def _resorts(ask: Ask, now: datetime) -> Iterable[tuple[str, Callable[[Candidate], bool]]]:
    def may(one: Candidate) -> bool:
        return why_barred(one, ask) is None

    def of_team(one: Candidate) -> bool:
        return one.team == ask.team or ask.team in one.leads

    def leads(one: Candidate) -> bool:
        return ask.team in one.leads or one.manages or one.ops

    return (
        (
            "of the team the lightest loaded",
            lambda one: may(one) and of_team(one) and not away_until(one, now),
        ),
        ("of leads and operations the one", lambda one: may(one) and leads(one)),
        ("of the team the one", lambda one: may(one) and of_team(one)),
        ("of everybody the one", may),
        ("of those it came back from the one", lambda one: True),
    )


def _still_here(people: Sequence[Candidate]) -> list[Candidate]:
    return [one for one in people if one.active]
