"""Forget who a former colleague was: names and addresses go, their seats stay under the systems' ids.

What they owned and did stays counted; from then on the page names them by their id.
"""

from collections.abc import Collection

from django.db import transaction

from accord.ledger.keys import Digest
from accord.ledger.sql import in_chunks
from accord.ledger.suppression import find_suppressed, name_ref
from accord.teams.models import User
from accord.teams.roster.models import RosterSeat
from accord.vocabulary.facts import RecordKind, Ref
from accord.vocabulary.people import actor_of
from accord.vocabulary.roster import Seat

_NOBODY = {"email": "", "name": "", "name_actor": "", "email_actor": ""}
_CALLED = "A former colleague"


def forget_seats(keys: Collection[int]) -> int:
    """Empty what names a person in these seats, and close them; how many. Expects a transaction.

    Closed for good: without an address nothing joins the seats of one person, and one that a second system still
    calls active would turn up as somebody to give leads to.
    """
    seats = RosterSeat.objects.filter(seat=Seat.person.value)
    return sum(seats.filter(key__in=chunk).update(**_NOBODY, active=False) for chunk in in_chunks(list(keys)))


def forget_user(user_id: int) -> None:
    """Empty what names a user who signs in no more; their number and the ids of systems stay. Expects a transaction."""
    user = User.objects.get(pk=user_id)
    ids = [actor_of(part) for part in user.sales_id.split(",") if part.strip()]
    user.email, user.name, user.sales_id = f"former-{user_id}@example.invalid", _CALLED, ",".join(ids)[:80]
    user.set_unusable_password()
    user.save(update_fields=["email", "name", "sales_id", "password"])


def forget_again(digest: Digest) -> int:
    """Forget again who was forgotten and has a name: what a restored backup brought back; how many seats."""
    seats = RosterSeat.objects.filter(seat=Seat.person.value).exclude(name="", email="")
    named = {name_ref(Ref(one.source, RecordKind.user, one.external_id)): one for one in seats}
    found = [named[text] for text in find_suppressed(named, digest=digest)]
    emails = {one.email for one in found if one.email}
    with transaction.atomic():
        for user in User.objects.filter(email__in=emails, is_active=False):
            forget_user(user.pk)
        return forget_seats([one.key for one in found])
