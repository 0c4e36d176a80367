"""The mirror: its files are whole, and it counts what the record counts."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from accord.measures.manifest import Manifest
from accord.measures.mirror import Mirror, attach
from accord.reporting.checks.finding import Finding, ask, finding
from accord.reporting.mirror.refresh import find_manifest

_REBUILD = "accord mirror --rebuild --verify builds it anew from the record"
# Sums that cannot agree by accident: over every column that numbers are made of.
_SUMS = (
    "count(*)", "sum(seq)", "sum(subject % 1000003)", "sum(kind)", "sum(agent)", "sum(amount)",
    "sum(length(channel))", "sum(length(campaign))", "sum(length(value))", "sum(length(currency))",
)  # fmt: skip


def check_mirror(folder: Path) -> list[Finding]:
    """Every file is whole; facts and identities agree with the record as far as it was read."""
    manifest = find_manifest(folder)
    if not manifest.version:
        return []
    damaged = list(_damaged(folder, manifest))
    found = finding(
        "mirror.damaged", "files of the mirror are missing or not what was written", _REBUILD, damaged
    )
    if damaged:
        return found
    mirror = attach(folder, manifest)
    try:
        return [*found, *_compare(mirror, manifest)]
    finally:
        mirror.close()


def _damaged(folder: Path, manifest: Manifest) -> Iterator[str]:
    for part in [*manifest.facts, *(p for parts in manifest.tables.values() for p in parts)]:
        try:
            with (folder / part.file).open("rb") as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest() == part.sha256
        except OSError:
            whole = False
        if not whole:
            yield part.file


def _compare(mirror: Mirror, manifest: Manifest) -> Iterator[Finding]:
    sums = ", ".join(_SUMS)
    here = tuple(mirror.fetch(f"SELECT {sums} FROM facts_written")[0].values())  # noqa: S608 - expressions of ours
    doubled = sums.replace("%", "%%")  # the record's drivers read a percent sign as a placeholder
    record = ask(f"SELECT {doubled} FROM ledger_fact WHERE seq <= %s", [manifest.seq])[0]  # noqa: S608
    differ = [
        f"{name} is {_plain(mine)}, in the record {_plain(theirs)}"
        for name, mine, theirs in zip(_SUMS, here, record, strict=True)
        if _plain(mine) != _plain(theirs)
    ]
    yield from finding(
        "mirror.facts_differ", "sums over the mirror's facts differ from the record's", _REBUILD, differ
    )
    seats = {row["subject"]: row["contact"] for row in mirror.fetch("SELECT subject, contact FROM identity")}
    standing = dict(
        ask("SELECT key, contact_id FROM contacts_identity WHERE version <= %s", [manifest.identity_version])
    )
    # A key that changed after the mirror last looked is not its fault.
    astray = sorted(key for key, contact in standing.items() if seats.get(key) != contact)
    yield from finding(
        "mirror.identity_differs", "identity keys are another contact's in the mirror", _REBUILD, astray
    )


def _plain(value: object) -> int:
    return int(str(value)) if value is not None else 0
