"""A hint of a CRM that something changed there: the next reading is due now. Never itself a source of facts."""

from collections.abc import Collection
from datetime import UTC, datetime

from accord.ledger.sync import get_system
from accord.vocabulary.errors import NotFound
from accord.workflows.connections import SYSTEMS, get_connection, get_live
from accord.workflows.read_crm import wake, wake_objects

_LEAST = 1 / 24  # of the day: what may be spent by hints in its first hour


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


def heed(system: str, vendor_names: Collection[str], now: datetime) -> bool:
    """Read at once the objects that changed, by the vendor's names; an empty one may be any of them.

    The vendor's histories of an object are read with it. False where none of them is read here, or where today's
    calls run ahead of the clock: a hint never spends what reading at intervals will need before the day is over.
    """
    live = get_live(system)
    wanted = {one + more for one in vendor_names for more in ("", "History")}
    names = [
        item.name
        for item in live.objects
        if item.vendor in wanted or ("" in vendor_names and item.every == 1)
    ]
    if not names or not _affordable(system, now):
        return False
    wake_objects(system, names, now=now)
    return True


def _affordable(system: str, now: datetime) -> bool:
    """Whether our calls of today are behind an even spending of our share of the day's."""
    standing, now = get_system(system), now.astimezone(UTC)
    if not standing.allowed or standing.day != f"{now:%Y-%m-%d}":
        return True
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    passed = max((now - midnight).total_seconds() / 86_400, _LEAST)
    return standing.calls < standing.allowed * get_connection(system).budget_share * passed
