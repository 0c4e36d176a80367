"""The versions of the agreement that judge the leads, and what changes when another one comes into force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from accord.agreement import Document
from accord.agreement import compile as compile_agreement
from accord.agreement.shape.heading import AppliesTo
from accord.agreement.tables import Tables
from accord.journey.versions import Chain, InForce, same_passes
from accord.measures.manifest import Manifest, VersionLabel
from accord.measures.writing import stage_labels
from accord.teams.agreements import Current

_OF_SALES = frozenset({"opportunity", "deal", "owner", "lead status", "sales activity"})


@dataclass(frozen=True, slots=True)
class Change:
    """Which leads another chain of versions judges otherwise: all, or those of `since` on (None: none)."""

    everyone: bool
    since: str = ""  # ISO, UTC; empty: none
    open_too: bool = False  # and those that were still open then


def labels(versions: Sequence[Current]) -> tuple[VersionLabel, ...]:
    """What a manifest says of them; two manifests with the same labels were folded alike."""
    return tuple(VersionLabel(v.hash, v.title, _iso(v.since)) for v in versions)


def chain_of(versions: Sequence[Current]) -> Chain:
    """The versions as the fold takes them."""
    return tuple(
        InForce(tables_of(v.document, v.hash), v.since, v.document.applies_to is AppliesTo.open)
        for v in versions
    )


def change_between(standing: Manifest, versions: Sequence[Current]) -> Change:
    """What must be folded anew after these versions took the place of those of the manifest.

    Leads begun before the first difference keep their version; when stages or what begins a lead
    differ, everyone is folded anew, for all stand under the newest version's stages.
    """
    old, new = standing.versions, labels(versions)
    if [v.hash for v in old] == [v.hash for v in new] and old[1:] == new[1:]:
        return Change(everyone=False)
    chain = chain_of(versions)
    if not old or not new or old[0].hash != new[0].hash or not _alike(standing, chain):
        return Change(everyone=True)
    at = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if n and a != b), min(len(old), len(new))
    )
    differing = [*old[at:], *new[at:]]
    known = {v.hash: v.document.applies_to is AppliesTo.open for v in versions}
    open_too = any(known.get(v.hash, True) for v in differing)
    return Change(everyone=False, since=min(v.since for v in differing), open_too=open_too)


def sources_of_sales(versions: Sequence[Current], deal_sources: Sequence[str]) -> frozenset[str]:
    """The sources that are sales': as the newest agreement says of a system, else those that hold deals."""
    systems = versions[-1].document.systems if versions else None
    masters = {name: system.master_of for name, system in systems.each.items()} if systems else {}
    return frozenset(name for name, known in masters.items() if not _OF_SALES.isdisjoint(known)) | {
        source for source in deal_sources if source not in masters
    }


@lru_cache(maxsize=64)
def tables_of(document: Document, agreement_hash: str) -> Tables:
    """The compiled agreement, compiled once."""
    return compile_agreement(document, agreement_hash)


def _alike(standing: Manifest, chain: Chain) -> bool:
    newest = chain[-1].tables
    stages = (newest.handoff_line, newest.qualified_stage, newest.won_stage, stage_labels(newest))
    known = (standing.handoff_line, standing.qualified_stage, standing.won_stage, standing.stages)
    return stages == known and all(same_passes(version.tables, newest) for version in chain)


def _iso(instant: datetime | None) -> str:
    return instant.astimezone(UTC).isoformat() if instant else ""
