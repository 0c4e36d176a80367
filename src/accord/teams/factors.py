"""Second factors: who must have one, setting it up, checking it, taking it away. Where they are kept is wiring.

The keeper is named by the setting SECOND_FACTORS, so that no room below the doors knows the library.
"""

from datetime import datetime
from typing import Protocol, cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accord.teams.models import User
from accord.teams.noted import note
from accord.teams.people import end_sessions
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.people import Viewer


class Factors(Protocol):
    """What keeps second factors."""

    def has(self, user_id: int) -> bool:
        """Whether this person has one."""

    def check(self, user_id: int, code: str, now: datetime) -> str:
        """How the code is right: `app` or `recovery`; empty where it is not. No code is right twice."""

    def new_secret(self) -> str:
        """A secret that nobody has yet."""

    def picture(self, email: str, secret: str) -> str:
        """The secret as a picture (SVG) that an authenticator app reads."""

    def activate(self, user_id: int, secret: str, code: str, now: datetime) -> tuple[str, ...]:
        """Keep the secret if the code is right; the recovery codes, or nothing."""

    def new_codes(self, user_id: int) -> tuple[str, ...]:
        """New recovery codes; the old ones are void."""

    def codes_left(self, user_id: int) -> int:
        """How many recovery codes are unused."""

    def remove(self, user_id: int) -> bool:
        """Take it away with its recovery codes; whether there was one."""


def factors() -> Factors:
    """The keeper of this installation."""
    return cast(Factors, import_string(settings.SECOND_FACTORS)())


def must_have_factor(role: str) -> bool:
    """Whether this installation demands a second factor of the role."""
    return role in settings.INSTALLATION.second_factor


def set_up_factor(by: Viewer, secret: str, code: str, now: datetime) -> tuple[str, ...]:
    """Your own second factor from now on; the recovery codes, shown once. Raises `Invalid` for a wrong code.

    Expects that the caller confirmed who you are.
    """
    if factors().has(by.user_id):
        raise Refused(
            "factor.stands",
            "you have a second factor already",
            "take it away first, with a code of it",
        )
    with transaction.atomic():
        codes = factors().activate(by.user_id, secret, code, now)
        if codes:
            note("second_factor_set", by.actor, now)
    if not codes:
        raise Invalid(
            "factor.wrong_code",
            "this code does not belong to the secret shown",
            "look at your phone's clock, and type the code that stands there now",
        )
    return codes


def remake_codes(by: Viewer, now: datetime) -> tuple[str, ...]:
    """New recovery codes of your own; the old ones are void. Expects that the caller confirmed who you are."""
    if not factors().has(by.user_id):
        raise NotFound("factor.none", "you have no second factor", "set one up first")
    with transaction.atomic():
        note("recovery_codes_made", by.actor, now)
        return factors().new_codes(by.user_id)


def take_away_factor(by: Viewer, user_id: int, now: datetime) -> None:
    """End a second factor: your own where your role needs none, or anyone's as operations (a lost phone).

    Their sessions end with it: whoever took the phone is out.
    """
    user = User.objects.filter(pk=user_id).first()
    if by.user_id != user_id:
        require(by, Right.manage_people)
    elif user is not None and must_have_factor(user.role):
        raise Refused(
            "factor.needed",
            "your role must have a second factor here",
            "make new recovery codes instead, or ask operations to set it anew",
        )
    if user is None or not factors().has(user_id):
        raise NotFound("factor.none", "there is no second factor", "look at the list of people")
    with transaction.atomic():
        factors().remove(user_id)
        if by.user_id != user_id:
            end_sessions(user_id)
        note("second_factor_removed", by.actor, now, of=f"user:{user_id}")
