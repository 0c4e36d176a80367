"""Acts on people, each with its line in the audit: who was added, whose rights changed, whose access came back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accord.teams.noted import note
from accord.teams.people import (
    Person,
    add_person,
    change_person,
    get_person,
    reactivate,
    set_password,
)
from accord.vocabulary.people import Role, Viewer
from accord.workflows.member_left import end_access

__all__ = ["add_someone", "change_someone", "end_access", "give_back_access", "new_password"]
_RIGHTS = {"role", "team", "position", "sales_id"}


def add_someone(by: Viewer, now: datetime, *, role: Role, **fields: Any) -> Person:
    """`teams.people.add_person`, noted."""
    with transaction.atomic():
        made = add_person(by, role=role, **fields)
        note("person_added", by.actor, now, of=f"user:{made.id}", role=role.value)
    return made


def change_someone(by: Viewer, user_id: int, now: datetime, **changes: str) -> Person:
    """`teams.people.change_person`; a changed role, team, position or id in the CRM changes rights: noted."""
    with transaction.atomic():
        was = get_person(by, user_id)
        changed = change_person(by, user_id, **changes)
        fields = [name for name in sorted(changes) if getattr(was, name) != getattr(changed, name)]
        rights = {"role_was": was.role.value, "role": changed.role.value} if "role" in fields else {}
        if fields:
            kind = "rights_changed" if _RIGHTS & set(fields) else "person_changed"
            note(kind, by.actor, now, of=f"user:{user_id}", fields=",".join(fields), **rights)
    return changed


def give_back_access(by: Viewer, user_id: int, now: datetime) -> Person:
    """`teams.people.reactivate`, noted. No session or key from before holds again."""
    with transaction.atomic():
        person = reactivate(by, user_id)
        note("access_given_back", by.actor, now, of=f"user:{user_id}", role=person.role.value)
    return person


def new_password(by: Viewer, user_id: int, password: str, now: datetime) -> None:
    """`teams.people.set_password`, noted."""
    with transaction.atomic():
        set_password(by, user_id, password)
        note("password_set", by.actor, now, of=f"user:{user_id}")
