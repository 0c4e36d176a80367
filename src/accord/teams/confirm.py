"""The password again, from someone who is signed in: counted like every other try, in one place for all doors."""

from datetime import datetime

from accord.teams.models import User
from accord.teams.tries import Caller, give_back, take_try
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer

SIGNED_IN = "signed in"  # whoever guesses inside a session shuts out sessions, never the sign-in page


def confirm_password(by: Viewer, password: str, now: datetime, otherwise: AccordError) -> User:
    """The user, if this is their password; raises `otherwise` where it is not, `TooOften` after ten in a quarter
    of an hour. Must stand outside a transaction: a wrong password stays counted.
    """
    user = User.objects.filter(pk=by.user_id, is_active=True).first()
    if user is None:
        raise otherwise
    caller = Caller(user.email, device=SIGNED_IN)
    take_try(caller, now)
    if not user.check_password(password):
        raise otherwise
    give_back(caller, now)
    return user
