"""The acts of the desk as every surface calls them: who comes second is told, by name, who was first."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accord.handoffs.shapes import HandoffView
from accord.handoffs.words import Words, keep_words
from accord.handoffs.work import Ending
from accord.teams.notices.whom import find_actor_names
from accord.teams.rights import Right, require
from accord.vocabulary.errors import AccordError, Invalid, Refused
from accord.vocabulary.handoffs import OUTCOMES, HandoffState
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.act import (
    accept_lead,
    end_lead,
    put_lead_aside,
    reassign_lead,
    say_lead_tried,
    undo_lead,
)

AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What became of one lead of a bulk reassignment; an empty problem: it is theirs now."""

    key: int
    problem: str


def accept_at_desk(by: Viewer, key: int, *, now: datetime) -> HandoffView:
    """Take a lead to work. Said again it changes nothing."""
    with told_who():
        return accept_lead(by, key, now=now)


def end_at_desk(
    by: Viewer, key: int, outcome: str, reason: str = "", words: Words | None = None, *, now: datetime
) -> HandoffView:
    """Say how a lead ended, and what the customer said; both or neither. Said again it changes nothing."""
    require(by, Right.work_leads)
    if outcome not in {state.value for state in OUTCOMES}:
        known = ", ".join(sorted(state.value for state in OUTCOMES))
        raise Invalid("handoff.outcome_unknown", f'"{outcome[:40]}" is no outcome', f"choose one of: {known}")
    with told_who(), transaction.atomic():
        written = (
            frozenset(name for name, text in words.papers.items() if text.strip()) if words else frozenset()
        )
        ended = end_lead(by, key, Ending(HandoffState(outcome), reason.strip(), written), now=now)
        if words:
            keep_words(key, ended.subject, words, by.actor, now=now)
        return ended


def reassign_at_desk(by: Viewer, key: int, owner: str, why: str = "", *, now: datetime) -> HandoffView:
    """Give a lead to somebody else. Said again it changes nothing."""
    require(by, Right.work_leads)
    if not owner.strip():
        raise Invalid(
            "handoff.owner_missing", "nobody is named to take it", "choose somebody from the roster"
        )
    with told_who():
        return reassign_lead(by, key, owner.strip(), why.strip()[:200], now=now)


def reassign_many(
    by: Viewer, keys: Sequence[int], owner: str, why: str = "", *, now: datetime
) -> list[Passed]:
    """Give several leads to somebody: each by itself, so that one that moved meanwhile stops no other."""
    require(by, Right.reassign_leads)
    if not keys or len(keys) > AT_ONCE:
        raise Invalid(
            "handoff.how_many", f"{len(keys)} leads were chosen", f"choose between one and {AT_ONCE} leads"
        )
    found = []
    for key in dict.fromkeys(keys):
        try:
            reassign_at_desk(by, key, owner, why, now=now)
        except Invalid:
            raise
        except AccordError as problem:
            found.append(Passed(key=key, problem=problem.sentence))
        else:
            found.append(Passed(key=key, problem=""))
    return found


def try_at_desk(by: Viewer, key: int, how: str, at: datetime | None = None, *, now: datetime) -> HandoffView:
    """Say that it was tried outside the CRM, at an instant (now without one). Said again it changes nothing."""
    with told_who():
        return say_lead_tried(by, key, how, at or now, now=now)


def aside_at_desk(by: Viewer, key: int, until: datetime | None, *, now: datetime) -> HandoffView:
    """Put a lead aside until an instant; None: it stands on the list again. Said again it changes nothing."""
    with told_who():
        return put_lead_aside(by, key, until, now=now)


def undo_at_desk(by: Viewer, key: int, *, now: datetime) -> HandoffView:
    """Take one's own last act back within ten seconds."""
    with told_who():
        return undo_lead(by, key, now=now)


@contextmanager
def told_who() -> Iterator[None]:
    """A refusal that names people by how acts call them, said with their names instead."""
    try:
        yield
    except Refused as problem:
        people = {str(problem.fields[each]) for each in ("by", "owner") if each in problem.fields}
        names = find_actor_names(people)
        if not names:
            raise
        called = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))
        sentence = re.sub(rf"(?<![\w:])(?:{called})(?!\w)", lambda found: names[found[0]], problem.sentence)
        raise type(problem)(problem.code, sentence, problem.remedy, **problem.fields) from problem
