"""Changes that somebody wants to hear of at once are heard of; where they are not, they are still read."""

from datetime import datetime, timedelta

from accord.ledger.models import SyncListener
from accord.reporting.checks.finding import Finding
from accord.reporting.listening import find_listening

_PATIENCE = timedelta(minutes=10)


def check_listening(now: datetime) -> list[Finding]:
    """A warning for each system to which nobody listens though it was asked for: refused, or ten minutes in trouble."""
    found = []
    for row in SyncListener.objects.order_by("system"):
        stands = find_listening(row.system, now)
        if stands is None or stands.state == "listening":
            continue
        if stands.state == "refused" or now - stands.since > _PATIENCE:
            sentence = f"nobody listens to {row.system}, only its interval brings changes: {stands.error}"
            found.append(Finding("crm.not_heard", sentence, stands.remedy, 1, (), "warning"))
    return found
