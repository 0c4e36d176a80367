"""Who you are, again, from someone who is signed in: counted like every other try, in one place for all doors.

By password, or at the company's provider; with a second factor where there is one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from accord.teams.factors import factors, must_have_factor
from accord.teams.models import User
from accord.teams.noted import note
from accord.teams.tries import Caller, give_back, take_try
from accord.vocabulary.errors import AccordError, Refused
from accord.vocabulary.people import Role, Viewer

SIGNED_IN = "signed in"  # whoever guesses inside a session shuts out sessions, never the sign-in page
FRESH = timedelta(minutes=5)  # so long a fresh sign-on at the provider stands for a password


@dataclass(frozen=True, slots=True)
class Proof:
    """What someone shows. `signed_on_at`: when the provider asked them anew, in a token this server judged."""

    password: str = ""
    code: str = ""
    signed_on_at: datetime | None = None
    signed_on_twice: bool = False  # the provider says that it asked for a second factor


def may_use_password(user: User) -> bool:
    """Whether a password opens the door for them: always, unless only the provider does (but for one of ops)."""
    provider = settings.INSTALLATION.sign_on
    if provider is None or not provider.only_but:
        return True
    return user.email == provider.only_but and user.role == Role.ops


def confirm(
    by: Viewer, proof: Proof, now: datetime, otherwise: AccordError, *, first_factor: bool = False
) -> User:
    """The user, if the proof is theirs; raises `otherwise` where it is not, `TooOften` after ten in a quarter of
    an hour, `Refused` where their role must have a second factor and they have none (but to set up the first).
    Must stand outside a transaction: a wrong proof stays counted.
    """
    user = User.objects.filter(pk=by.user_id, is_active=True).first()
    if user is None:
        raise otherwise
    caller = Caller(user.email, device=SIGNED_IN)
    take_try(caller, now)
    fine = _signed_on(proof, now) or _password(user, proof.password)
    if not fine or not _second(user, proof, now, first_factor):
        note("confirm_failed", by.actor, now)
        raise otherwise
    give_back(caller, now)
    return user


def confirm_password(by: Viewer, password: str, now: datetime, otherwise: AccordError) -> User:
    """`confirm` by a password alone."""
    return confirm(by, Proof(password), now, otherwise)


def _signed_on(proof: Proof, now: datetime) -> bool:
    at = proof.signed_on_at
    return settings.INSTALLATION.sign_on is not None and at is not None and timedelta(0) <= now - at <= FRESH


def _password(user: User, password: str) -> bool:
    return bool(password) and may_use_password(user) and user.check_password(password)


def _second(user: User, proof: Proof, now: datetime, first_factor: bool) -> bool:
    if proof.signed_on_at is not None and proof.signed_on_twice:
        return True
    if factors().has(user.pk):
        return bool(factors().check(user.pk, proof.code, now))
    if must_have_factor(user.role) and not first_factor:
        raise Refused(
            "factor.needed",
            "your role must have a second factor here, and you have none",
            "set one up on the page of your second factor",
        )
    return True
