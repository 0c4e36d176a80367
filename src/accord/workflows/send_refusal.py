"""A person's refusal, told to HubSpot's communication preferences: for every address that the contact has there."""

from django.db import transaction

from accord.connectors.hubspot.live.preferences import FLAG, addresses_of
from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import Clock, Connection, Session
from accord.ledger.models import SyncWrite
from accord.ledger.sync_writes import FAILED, SEEN, SENT, close_write


def subscription_types(connection: Connection) -> list[str]:
    """The subscription types that a refusal here means there, by the mapping's `subscriptions`; none: all."""
    return [str(one) for one in connection.mapping.get("subscriptions") or ()]


def send_refusal(
    connection: Connection, session: Session, write: SyncWrite, row: LiveRow, clock: Clock
) -> None:
    """Unsubscribe the contact's addresses, unless it stands there already. Raises `ForNow`, `ForGood`.

    A refusal of named types leaves no flag on the contact that could come back: HubSpot's answer is the proof.
    """
    types = subscription_types(connection)
    addresses = addresses_of(row)
    state, error = (SEEN, "") if types else (SENT, "")
    if row.cells.get(FLAG, "") == "true":
        state = SEEN
    elif not addresses:
        state, error = FAILED, "the contact has no address there: give it one, or mark it there by hand"
    else:
        unsubscribe = getattr(session, "unsubscribe")  # noqa: B009
        for address in addresses:
            unsubscribe(address, types)
    with transaction.atomic():
        close_write(write, state, clock(), error=error, base_at=row.modified)
