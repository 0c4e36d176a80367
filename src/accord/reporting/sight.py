"""Where the mirror stands, and under which agreement it is read."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from accord.measures.mirror import Mirror
from accord.measures.number import Reading, Window
from accord.measures.scope import Scope, scope_of
from accord.teams.agreements import Current


def mirror_folder() -> Path:
    """Where this installation's mirror stands."""
    folder: Path = settings.INSTALLATION.mirror
    return folder


def scope_for(agreement: Current | None, mirror: Mirror, *, window: Window | None, now: datetime) -> Scope:
    """The scope of the agreement that the mirror's leads were folded under."""
    reading = Reading(agreement.hash, agreement.signed, agreement.title) if agreement else Reading("", False)
    document = agreement.document if agreement else None
    return scope_of(document, reading, mirror.manifest, window=window, now=now)
