"""Who can be given a lead: everyone active whom routing knows, by name."""

from dataclasses import dataclass
from datetime import datetime

from accord.teams.agreements import current
from accord.teams.candidates import find_candidates
from accord.teams.notices.whom import find_actor_names
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class Taker:
    """One who may own a lead. `owner` is how hand-offs name them."""

    owner: str
    name: str
    team: str


def find_takers(viewer: Viewer, now: datetime) -> tuple[Taker, ...]:
    """Everyone active outside marketing, by team and name; nobody without an agreement."""
    require(viewer, Right.work_leads)
    standing = current(now)
    if standing is None:
        return ()
    people = [
        one for one in find_candidates(standing.document, now) if one.active and one.team != "marketing"
    ]
    names = find_actor_names(one.ref for one in people)
    found = (Taker(one.ref, names.get(one.ref, one.ref), one.team) for one in people if one.ref)
    return tuple(sorted(found, key=lambda one: (one.team, one.name.casefold(), one.owner)))
