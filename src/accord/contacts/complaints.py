"""A complaint is open until somebody says that it is dealt with; the person's own objection stands all the same."""

from datetime import datetime

from accord.contacts.models import Identity
from accord.contacts.reached import COMPLAINT_CLOSED, find_complaints
from accord.contacts.visible import no_such_contact, visible_contacts
from accord.ledger.acts import record_act
from accord.ledger.announced import RELEASE
from accord.ledger.jobs import enqueue_job
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer


def close_complaints(by: Viewer, contact_id: int, reason: str, *, now: datetime) -> int:
    """Record that a contact's complaints up to now are dealt with; how many that were.

    Expects a transaction. Raises `NotFound` for a contact not for this viewer.
    """
    require(by, Right.see_contacts)
    if not visible_contacts(by).filter(pk=contact_id).exists():
        raise no_such_contact(contact_id)
    keys = list(Identity.objects.filter(contact_id=contact_id).order_by("key").values_list("key", flat=True))
    open_ones = find_complaints(keys)
    if open_ones:
        record_act(
            key=f"complaint-closed:{keys[0]}:{now.isoformat()}",
            kind=COMPLAINT_CLOSED,
            actor=by.actor,
            now=now,
            subject=keys[0],
            reason=reason[:300],
        )
        enqueue_job(RELEASE, str(keys[0]), due_at=now)
    return len(open_ones)
