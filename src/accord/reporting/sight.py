"""Where the mirror stands, and under which agreement it is read."""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from accord.measures.mirror import Mirror
from accord.measures.number import Reading, Used, Window
from accord.measures.scope import Scope, scope_of
from accord.reporting.contact_chain import contact_in_force
from accord.teams.agreements import Current, chain_at

_KEPT = 64
_used: OrderedDict[tuple[Path, int, Window | None], tuple[Used, ...]] = OrderedDict()


def mirror_folder() -> Path:
    """Where this installation's mirror stands."""
    folder: Path = settings.INSTALLATION.mirror
    return folder


def scope_for(agreement: Current | None, mirror: Mirror, *, window: Window | None, now: datetime) -> Scope:
    """The scope over a mirror: the words are those of the version in force at the end of the window.

    Its reading names every version that judged leads of the window.
    """
    agreement = agreement_at_end(agreement, window, now)
    reading = Reading(agreement.hash, agreement.signed, agreement.title) if agreement else Reading("", False)
    document = agreement.document if agreement else None
    scope = scope_of(document, reading, mirror.manifest, window=window, now=now)
    if agreement is None:
        return scope
    scope = replace(scope, contact=contact_in_force(now))
    if not agreement.signed:
        return scope
    return replace(scope, reading=replace(reading, versions=_versions(mirror, scope)))


def agreement_at_end(agreement: Current | None, window: Window | None, now: datetime) -> Current | None:
    """The version in force at the end of a window that has passed; else the one given."""
    if agreement is None or agreement.since is None or window is None:
        return agreement
    reporting = agreement.document.reporting
    zone = ZoneInfo(reporting.zone if reporting else "UTC")
    end = datetime.combine(window.end, time(), zone)
    if end > now:
        return agreement
    versions = chain_at(now)
    held = [version for version in versions if version.since and version.since < end]
    return held[-1] if held else versions[0]


def _versions(mirror: Mirror, scope: Scope) -> tuple[Used, ...]:
    """The versions that judged leads of the window; counted once per version of the mirror."""
    key = (mirror.folder, mirror.manifest.version, scope.window)
    found = _used.get(key)
    if found is None:
        labels = mirror.manifest.versions
        first = datetime.fromisoformat(labels[0].since) if labels and labels[0].since else None
        rows = {r["hash"]: r for r in mirror.ask("versions_used", **scope.bound(first_since=first))}
        found = _used[key] = tuple(
            Used(label.hash, label.title, label.since, rows[label.hash]["leads"], rows[label.hash]["before"])
            for label in labels
            if label.hash in rows
        )
        while len(_used) > _KEPT:
            _used.popitem(last=False)
    return found
