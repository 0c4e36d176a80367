"""Words and instants of this installation, recorded once each: `demo`, `demo_read/...`, `live_from`."""

from datetime import datetime

from accord.ledger.models import Installed


def find_installed(name: str) -> str | None:
    """What was recorded under a name; None when nothing was."""
    return Installed.objects.filter(name=name).values_list("value", flat=True).first()


def record_installed(name: str, value: str, now: datetime) -> str:
    """Record a value once; returns the one that stands."""
    return Installed.objects.get_or_create(name=name, defaults={"value": value, "set_at": now})[0].value
