"""Companies drawn at random, and a patient second opinion on who may get a lead, written apart."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from accord.agreement.clocks import OpenHours, open_hours
from accord.agreement.routing import Ask, Candidate
from accord.agreement.shape.heading import Calendar
from accord.vocabulary.quantity import Hours, Weekdays
from accord.vocabulary.words import Zone

NOW = datetime(2027, 1, 5, 10, 30, tzinfo=UTC)  # a Tuesday, 11:30 in Amsterdam, 05:30 in New York
ROUTE = (
    "open opportunity owner",
    "account owner",
    "named account",
    "territory",
    "round robin by capacity",
    "team lead",
    "revops",
)


def hours(zone: str) -> OpenHours:
    """Nine to five on working days of a zone."""
    nine_to_five = Hours.read("09:00-17:00")
    assert nine_to_five is not None
    calendar = Calendar(zone=Zone(zone), hours=(nine_to_five,), days=Weekdays("mon", "fri"))
    return open_hours(calendar, date(2026, 1, 1), date(2028, 12, 31))


HOURS = {zone: hours(zone) for zone in ("Europe/Amsterdam", "America/New_York")}
Pick = Callable[[Sequence[Any]], Any]  # one of these: hypothesis shrinks it, a seed repeats it


def _span(pick: Pick) -> tuple[datetime, datetime]:
    start = NOW + timedelta(hours=pick(range(-96, 97)))
    return start, start + timedelta(hours=pick([1, 4, 14, 24, 240]))


def _candidate(pick: Pick, ref: str) -> Candidate:
    """One of our people, of whom anything may be true."""
    lead, ops = pick([(False, False)] * 5 + [(True, False), (False, True)])
    zone = pick([*HOURS, ""])
    waits = pick([None, *range(5)])
    return Candidate(
        ref=ref,
        team=pick(["sdr", "sdr", "sdr", "ae"]),
        active=pick([True, True, True, False]),
        known_as=frozenset({f"owner:{ref}"}),
        zone=zone,
        hours=HOURS.get(zone),
        absences=tuple(_span(pick) for _ in range(pick([0, 0, 1, 2]))),
        open_leads=pick(range(6)),
        capacity=pick([4, 4, 4, 2, None, 0]),
        last_assigned=None if waits is None else NOW - timedelta(hours=waits),
        rotates=not (lead or ops),
        leads=frozenset({"sdr"}) if lead else frozenset(),
        ops=ops,
        territories=pick([frozenset(), frozenset({"NL"}), frozenset({"nl", "GB"})]),
        accounts=pick([frozenset(), frozenset({7})]),
    )


def company(pick: Pick) -> tuple[Ask, list[Candidate]]:
    """A lead and the people it may go to."""
    refs = [f"p{at}" for at in range(pick(range(8)))]
    people = [_candidate(pick, ref) for ref in refs]
    names = ["gone", *refs, *(f"owner:{ref}" for ref in refs)]
    ask = Ask(
        kind="mql_to_sdr",
        team="sdr",
        deal_owner=pick(names) if pick([False, False, True]) else "",
        account_owner=pick(names) if pick([False, False, True]) else "",
        account=pick([0, 7]),
        country=pick(["", "NL", "DE"]),
        hot=pick([False, True]),
        excluded={pick(refs): "gave it back" for _ in range(pick(range(3))) if refs},
    )
    return ask, people


@st.composite
def companies(draw: st.DrawFn) -> tuple[Ask, list[Candidate]]:
    """Any company, small ones first."""
    return company(lambda options: draw(st.sampled_from(options)))


def is_away(one: Candidate, at: datetime) -> bool:
    """Whether an absence holds at an instant, or when their hours open next after it."""
    if any(start <= at < end for start, end in one.absences):
        return True
    if one.hours is None:
        return False
    while not one.hours.is_open(at):
        at += timedelta(minutes=30)  # hours and absences of these companies begin on the half hour
    return any(start <= at < end for start, end in one.absences)


def may_get(step: str, ask: Ask, people: Sequence[Candidate], now: datetime) -> set[str]:
    """Who may get the lead in a step: the second opinion."""
    able = [one for one in people if one.active and one.ref not in ask.excluded and not is_away(one, now)]
    room = [one for one in able if one.capacity is None or one.open_leads < one.capacity]
    team = [one for one in room if one.team == ask.team and not one.leads and not one.ops]
    if step == "open opportunity owner":
        return {one.ref for one in able if ask.deal_owner in (one.ref, f"owner:{one.ref}")}
    if step == "account owner":
        return {one.ref for one in able if ask.account_owner in (one.ref, f"owner:{one.ref}")}
    if step == "named account":
        named = [one for one in people if ask.account and ask.account in one.accounts]
        named = [one for one in named if one.team == ask.team] or named
        pool = able if len(named) == 1 else room
        return {one.ref for one in pool if one in named}
    if step == "territory":
        here = {ask.country.casefold()} - {""}
        return {one.ref for one in team if here & {each.casefold() for each in one.territories}}
    if step == "round robin by capacity":
        return {one.ref for one in team}
    if step == "team lead":
        return {one.ref for one in able if ask.team in one.leads}
    assert step == "revops"
    return {one.ref for one in able if one.ops}
