"""The part of a mirror that one measure reads, as a mirror of its own: a number is taken away with nothing beside it.

Tables are whole, for a measure counts all of their rows; of facts and the judgements of the filter, most of a mirror,
only what the measure can ask about is taken.
"""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from accord.measures.layout import FACTS, SMALL
from accord.measures.manifest import Manifest, Segment, publish, write_segment
from accord.measures.mirror import Mirror
from accord.measures.touches.changes import NAME as BY_BUYER
from accord.measures.writing import shaped

_ACTS = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 20, 21"
# Touches are read by buyer, and again from the facts for deals that are open. What people say of themselves: kind 64.
_OF_CREDIT = f"""kind = 64 OR kind IN ({_ACTS}, 34, 41, 44, 45) AND subject IN (
    SELECT i.subject FROM identity AS i LEFT JOIN people AS p ON p.contact = i.contact
    WHERE i.contact IN (SELECT contact FROM deals) OR p.account IN (SELECT account FROM deals)
)"""  # noqa: S608 - our own numbers
_OF_BUYERS = ("companies", "deals", "heard", "identity", "judgements", "leads", "people", "said")


@dataclass(frozen=True, slots=True)
class Reads:
    """The tables a measure reads, and which facts: a condition over `facts`, in our own words."""

    tables: tuple[str, ...]
    facts: str


CREDIT = Reads((*_OF_BUYERS, BY_BUYER), _OF_CREDIT)
ROI = Reads((*_OF_BUYERS, BY_BUYER), f"kind = 100 OR {_OF_CREDIT}")
QUALITY = Reads(
    ("deals", "handoffs", "identity", "judgements", "leads", "people"),
    f"campaign <> '' AND kind IN ({_ACTS})",
)
HEARS = Reads(
    ("companies", "deals", "heard", "identity", "leads", "people", "said"), "kind IN (64, 91, 92, 93)"
)


def slice_mirror(mirror: Mirror, reads: Reads, folder: Path) -> Manifest:
    """Write what `reads` names into an empty folder, as a mirror; its manifest says how far the whole one had read."""
    standing = mirror.manifest.tables
    tables: dict[str, tuple[Segment, ...]] = {
        name: (_table(mirror, name, reads.facts, folder),)
        for name in reads.tables
        if name != BY_BUYER and standing.get(name)
    }
    if BY_BUYER in reads.tables:
        tables[BY_BUYER] = _as_they_lie(mirror, standing.get(BY_BUYER, ()), folder)
    made = replace(mirror.manifest, facts=_facts(mirror, reads.facts, folder), tables=tables, retired=())
    publish(folder, made)
    return made


def _table(mirror: Mirror, name: str, facts: str, folder: Path) -> Segment:
    """The rows that stand, as one base file; of judgements those of the facts that are taken."""
    version = mirror.manifest.version
    of = f"WHERE seq IN (SELECT seq FROM facts WHERE {facts})" if name == "judgements" else ""  # noqa: S608
    rows = mirror.arrow(f"SELECT *, {version} AS version, false AS gone FROM {name} {of}")  # noqa: S608
    return write_segment(folder, f"{name}/base-{version:09d}.parquet", shaped(rows, SMALL[name]), 0, version)


def _facts(mirror: Mirror, facts: str, folder: Path) -> tuple[Segment, ...]:
    """The facts that are taken, as one file that tells when the whole mirror begins and ends."""
    parts = mirror.manifest.facts
    if not parts:
        return ()
    rows = shaped(mirror.arrow(f"SELECT * FROM facts WHERE {facts} ORDER BY seq"), FACTS)  # noqa: S608
    made = write_segment(folder, "facts/slice.parquet", rows, parts[0].low, parts[-1].high)
    first = min((part.first_at for part in parts if part.first_at), default="")
    return (replace(made, first_at=first, last_at=max(part.last_at for part in parts)),)


def _as_they_lie(mirror: Mirror, parts: tuple[Segment, ...], folder: Path) -> tuple[Segment, ...]:
    """Touches by buyer, in the files and the order in which they are read."""
    for part in parts:
        (folder / part.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(mirror.folder / part.file, folder / part.file)
    return parts
