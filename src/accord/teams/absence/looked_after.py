"""Whose absences somebody may see and enter: their own, those of whom they lead; operations, everybody's."""

from collections.abc import Iterable
from datetime import datetime

from accord.teams.persons import Person, find_persons
from accord.teams.rights import Right, may, require
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.people import Role, Viewer

_NO = Refused(
    "absence.not_yours",
    "absences are entered by the person, their manager or operations",
    "ask one of them",
)


def find_looked_after(viewer: Viewer, now: datetime) -> list[Person]:
    """The active people whose absences the viewer may see and enter, themselves first, then by name."""
    require(viewer, Right.enter_absences)
    people = find_persons(None, now)
    own = own_person(viewer, people)
    found = [one for one in people if one.active and _looks_after(viewer, own, one)]
    return sorted(found, key=lambda one: (one is not own, one.name.casefold(), one.ref))


def get_looked_after(viewer: Viewer, ref: str, now: datetime) -> Person:
    """The person of this id, a digest of theirs, or `user:17`. Raises `NotFound`, `Refused`.

    Whoever looks after nobody else learns nothing about who there is: another's id is refused, known or not.
    """
    require(viewer, Right.enter_absences)
    people = find_persons(None, now)
    own = own_person(viewer, people)
    called = [one for one in people if ref and ref in {one.ref, *one.known_as}]
    if len(called) == 1 and _looks_after(viewer, own, called[0]):
        return called[0]
    if called or not may(viewer, Right.manage_people):
        raise _NO
    raise NotFound("absence.nobody", "nobody of ours has this id", "accord roster lists everyone")


def own_person(viewer: Viewer, people: Iterable[Person]) -> Person | None:
    """The viewer among our people; None for one who is not."""
    return next((one for one in people if one.user and one.user == viewer.user_id), None)


def _looks_after(viewer: Viewer, own: Person | None, one: Person) -> bool:
    if may(viewer, Right.manage_people) or one is own:
        return True
    member, user = one.manager
    if member or user:
        return bool(user and user == viewer.user_id) or bool(own and member and own.key == member)
    return viewer.role is Role.manager and bool(viewer.team) and viewer.team == one.team
