"""Whom a step of the route means: one person, or several who take turns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accord.agreement.routing.shapes import Ask, Candidate, Tried, WhyNot
from accord.agreement.routing.turns import Turn

LEADS = frozenset({"segment lead", "sales manager", "team lead", "revops"})


@dataclass(frozen=True, slots=True)
class Pool:
    """The people of a step. `beyond_capacity`: the step means a person, not whoever has room."""

    step: str
    words: str
    people: tuple[Candidate, ...]
    turn: Turn = Turn.lightest
    beyond_capacity: bool = False


def find_step(step: str, ask: Ask, people: Sequence[Candidate]) -> Pool | Tried:
    """The people whom a step means for this lead, or that there are none. `people` are in order of their ids."""
    if step in _PERSONS:
        ref, words = _PERSONS[step](ask)
        if ref or step != "backup owner":
            return _person(step, words, ref, people)
    found = _SEVERAL.get(step)
    if found is None:
        return Tried(step, "", WhyNot.nobody, "not a step that this release knows")
    pool = found(step, ask, people)
    return pool if pool.people else Tried(step, "", WhyNot.nobody, f"nobody is {pool.words}")


def _person(step: str, words: str, ref: str, people: Sequence[Candidate]) -> Pool | Tried:
    if not ref:
        return Tried(step, "", WhyNot.nobody, f"there is no {words}")
    called = tuple(one for one in people if one.is_called(ref))
    if len(called) != 1:
        several = "more than one of our people" if called else "none of our people"
        return Tried(step, ref, WhyNot.unknown, f"the {words} is {several}")
    return Pool(step, f"the {words}", called, beyond_capacity=True)


_PERSONS: dict[str, Callable[[Ask], tuple[str, str]]] = {
    "open opportunity owner": lambda ask: (ask.deal_owner, "owner of the open deal"),
    "account owner": lambda ask: (ask.account_owner, "owner of the account"),
    "last owner": lambda ask: (ask.last_owner, "last owner"),
    "backup owner": lambda ask: (ask.backup, "backup owner"),
}


def _named_account(step: str, ask: Ask, people: Sequence[Candidate]) -> Pool:
    """Those the account is named to; of the team that takes over where one of them is of it."""
    named = [one for one in people if ask.account and ask.account in one.accounts]
    found = tuple(one for one in named if one.team == ask.team) or tuple(named)
    return Pool(step, "named for this account", found, beyond_capacity=len(found) == 1)


def _territory(step: str, ask: Ask, people: Sequence[Candidate]) -> Pool:
    asked = {ask.territory.casefold(), ask.country.casefold()} - {""}
    found = tuple(one for one in _rotation(ask, people) if asked & _folded(one.territories))
    return Pool(step, "in charge of the territory", found)


def _segment(step: str, ask: Ask, people: Sequence[Candidate]) -> Pool:
    found = tuple(one for one in _rotation(ask, people) if _in_segment(one, ask))
    return Pool(step, "in charge of the segment", found)


def _round_robin(step: str, ask: Ask, people: Sequence[Candidate]) -> Pool:
    turn = Turn.longest_waiting if step == "round robin" else Turn.lightest
    return Pool(step, f"next in turn in {ask.team or 'the team'}", _rotation(ask, people), turn)


def _segment_lead(step: str, ask: Ask, people: Sequence[Candidate]) -> Pool:
    leads = _team_lead(step, ask, people).people
    found = tuple(one for one in leads if _in_segment(one, ask)) or leads
    return Pool(step, "lead of the segment", found, beyond_capacity=True)


def _team_lead(step: str, ask: Ask, people: Sequence[Candidate]) -> Pool:
    found = tuple(one for one in people if ask.team in one.leads)
    return Pool(step, f"lead of {ask.team or 'the team'}", found, beyond_capacity=True)


def _sales_manager(step: str, ask: Ask, people: Sequence[Candidate]) -> Pool:
    return Pool(step, "manager of sales", tuple(one for one in people if one.manages), beyond_capacity=True)


def _revops(step: str, ask: Ask, people: Sequence[Candidate]) -> Pool:
    return Pool(step, "of operations", tuple(one for one in people if one.ops), beyond_capacity=True)


_SEVERAL: dict[str, Callable[[str, Ask, Sequence[Candidate]], Pool]] = {
    "named account": _named_account,
    "territory": _territory,
    "segment": _segment,
    "round robin": _round_robin,
    "round robin by capacity": _round_robin,
    "backup owner": _round_robin,  # no backup is named: a colleague in turn
    "segment lead": _segment_lead,
    "team lead": _team_lead,
    "sales manager": _sales_manager,
    "revops": _revops,
}


def _rotation(ask: Ask, people: Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(one for one in people if one.rotates and one.team == ask.team)


def _in_segment(one: Candidate, ask: Ask) -> bool:
    return ask.segment != "" and ask.segment.casefold() in _folded(one.segments)


def _folded(words: frozenset[str]) -> set[str]:
    return {word.casefold() for word in words}
