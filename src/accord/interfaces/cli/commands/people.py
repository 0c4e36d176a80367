"""accord people: who may sign in, and as what."""

import getpass
import secrets
import sys
from datetime import datetime
from typing import Any

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.teams.factors import take_away_factor
from accord.teams.people import Person, find_people
from accord.vocabulary.people import Role, Viewer
from accord.workflows.people import (
    add_someone,
    change_someone,
    end_access,
    give_back_access,
    new_password,
)
from accord.workflows.provider import check_provider


@accord.group("people")
def people() -> None:
    """Who may sign in, and as what."""


def _line(person: Person) -> str:
    place = ", ".join(filter(None, [person.role, person.team, person.position]))
    return (
        f"{person.id:>4}  {person.email:<34} {person.name:<24} {place}{'' if person.active else '  (left)'}"
    )


@command("list", group=people)
def list_people(viewer: Viewer, now: datetime) -> Said:
    """Everyone, active first."""
    found = find_people(viewer)
    return Said(
        found, [_line(person) for person in found] or ["nobody yet: accord people add EMAIL --role ops"]
    )


@command("add", group=people)
@click.argument("email")
@click.option("--name", default="")
@click.option("--role", type=click.Choice([r.value for r in Role]), required=True)
@click.option("--team", default="", help="As the agreement names teams: marketing, sdr, ae, ...")
@click.option("--position", default="", help="As the agreement names who signs: cmo, cro, ...")
@click.option("--sales-id", default="", help="Their id in the CRM: the leads it owns are theirs.")
@click.option("--zone", default="UTC", help="Time zone, such as Europe/Amsterdam.")
def add(viewer: Viewer, now: datetime, email: str, **fields: Any) -> Said:
    """Add someone; asks for a password, or makes one when nobody is at the keyboard."""
    password, made = _new_password()
    person = add_someone(
        viewer, now, email=email, password=password, **fields | {"role": Role(fields["role"])}
    )
    lines = [_line(person)] + ([f"password  {password}  (shown once)"] if made else [])
    return Said({"person": person, "password": password if made else None}, lines)


@command("change", group=people)
@click.argument("user_id", type=int)
@click.argument("changes", nargs=-1, metavar="FIELD=VALUE...")
def change(viewer: Viewer, now: datetime, user_id: int, changes: tuple[str, ...]) -> Said:
    """Change name, role, team, position, sales_id or zone: accord people change 3 role=manager."""
    wrong = [c for c in changes if "=" not in c]
    if wrong:
        raise click.UsageError(f'"{wrong[0]}" is not FIELD=VALUE')
    person = change_someone(viewer, user_id, now, **dict(c.split("=", 1) for c in changes))
    return Said(person, _line(person))


@command("deactivate", group=people)
@click.argument("user_id", type=int)
def deactivate_person(viewer: Viewer, now: datetime, user_id: int) -> Said:
    """End someone's access now."""
    person = end_access(viewer, user_id, now)
    return Said(person, _line(person))


@command("reactivate", group=people)
@click.argument("user_id", type=int)
def reactivate_person(viewer: Viewer, now: datetime, user_id: int) -> Said:
    """Give access back."""
    person = give_back_access(viewer, user_id, now)
    return Said(person, _line(person))


@command("password", group=people)
@click.argument("user_id", type=int)
def password_of(viewer: Viewer, now: datetime, user_id: int) -> Said:
    """Set a password."""
    password, made = _new_password()
    new_password(viewer, user_id, password, now)
    return Said(
        {"password": password if made else None},
        [f"password  {password}  (shown once)"] if made else ["done"],
    )


@command("reset-factor", group=people)
@click.argument("user_id", type=int)
def reset_factor(viewer: Viewer, now: datetime, user_id: int) -> Said:
    """Take someone's second factor away (a lost phone): their sessions end, and they set up a new one."""
    take_away_factor(viewer, user_id, now)
    return Said({"user_id": user_id}, "done: they sign in without it, and can set up another")


@accord.group("sign-on")
def sign_on() -> None:
    """Single sign-on through the company's provider."""


@command("check", group=sign_on)
def check_sign_on(viewer: Viewer, now: datetime) -> Said:
    """Test the connection to the provider: discovery, keys, what it can do. Exit code 1 where something is wrong."""
    found = check_provider(viewer)
    lines = [f"{'ok   ' if step.fine else 'wrong'}  {step.what}" for step in found]
    lines += [f"try    {step.remedy}" for step in found if not step.fine]
    return Said(found, lines, 0 if all(step.fine for step in found) else 1)


def _new_password() -> tuple[str, bool]:
    if sys.stdin.isatty():
        return getpass.getpass("password: "), False
    return secrets.token_urlsafe(12), True
