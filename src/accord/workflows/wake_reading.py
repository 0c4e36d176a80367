"""A webhook of a CRM is a hint that something changed there: the next reading is due now."""

from datetime import datetime

from accord.vocabulary.errors import NotFound
from accord.workflows.connections import SYSTEMS, get_connection
from accord.workflows.read_crm import wake


def wake_reading(kind: str, now: datetime) -> bool:
    """Wake the reading of a connected system; False where the hook is none's, or nothing is connected."""
    if kind not in SYSTEMS:
        return False
    try:
        get_connection(kind)
    except NotFound:
        return False
    wake(kind, now=now)
    return True
