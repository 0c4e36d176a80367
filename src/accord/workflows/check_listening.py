"""A step of the walk through a connected system: whether its changes are heard of at once."""

from datetime import datetime

from accord.connectors.objects.session import Session
from accord.reporting.listening import find_listening
from accord.workflows.check_finding import Finding, Level


def check_listening(session: Session, system: str, now: datetime) -> list[Finding]:
    """Whether changes are heard of at once; nothing for a system that has no such way."""
    if not hasattr(session, "listen"):
        return []
    stands = find_listening(system, now)
    if stands is None:
        sentence = "changes are read at the interval; Salesforce could tell of them at once"
        return [
            Finding(Level.note, "listening", sentence, f"accord connect {system} --listen, if that is wanted")
        ]
    if stands.state == "listening":
        return [
            Finding(Level.good, "listening", f"changes are heard of at once; heard so far: {stands.heard:,}")
        ]
    return [Finding(Level.warn, "listening", stands.error or "no worker listens yet", stands.remedy)]
