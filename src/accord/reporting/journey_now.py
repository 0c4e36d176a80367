"""Where each open lead stands now, as programs need it: stage, class and what they rest on."""

from datetime import UTC, datetime
from typing import NamedTuple

from accord.agreement import compile as compile_agreement
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder
from accord.teams.agreements import chain_at
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

_OPEN = """
SELECT l.opened_by AS subject, l.agreement, l.stage, l.klass, l.fit, l.engagement, l.qualified_at
FROM leads AS l
WHERE l.closed_at IS NULL AND l.ended_at IS NULL AND l.opened_by IS NOT NULL
  AND EXISTS (SELECT 1 FROM stays AS s
              WHERE s.contact = l.contact AND s.lead = l.lead AND s.entered_at >= $since)
ORDER BY l.contact
"""


_QUALIFIED = """
SELECT l.contact, l.opened_by AS subject, l.agreement, l.stage, l.klass, l.qualified_at
FROM leads AS l
WHERE l.closed_at IS NULL AND l.ended_at IS NULL AND l.won_at IS NULL
  AND l.qualified_at IS NOT NULL AND l.opened_by IS NOT NULL
ORDER BY l.contact
"""


class OpenLead(NamedTuple):
    """One open lead that qualified. `subject` is the identity key that opened it."""

    contact: int
    subject: int
    stage: str
    klass: str
    qualified_at: datetime


class Standing(NamedTuple):
    """One open lead. `subject` is the identity key that opened it; points are whole."""

    subject: int
    stage: str
    klass: str  # empty before it qualified
    why: str


def find_standing(viewer: Viewer, since: datetime, now: datetime) -> list[Standing]:
    """Open leads that entered a stage since an instant. Raises `Refused` without the right."""
    require(viewer, Right.run_sync)
    tables = {one.hash: compile_agreement(one.document, one.hash) for one in chain_at(now)}
    with open_current(mirror_folder(), now) as mirror:
        if not mirror.manifest.tables.get("leads") or not mirror.manifest.tables.get("stays"):
            return []
        rows = mirror.fetch(_OPEN, {"since": since})
    found = []
    for row in rows:
        judged = tables.get(row["agreement"])
        if judged is None or row["stage"] is None or row["stage"] < 0:
            continue
        qualified = row["qualified_at"] is not None and row["klass"] is not None and row["klass"] >= 0
        klass = judged.class_names[row["klass"]] if qualified else ""
        why = ""
        if qualified:
            at = row["qualified_at"].replace(tzinfo=UTC)
            why = f"fit {row['fit'] / 1000:g}, engagement {row['engagement'] / 1000:g} on {at:%Y-%m-%d}"
        found.append(Standing(row["subject"], judged.stage_ids[row["stage"]], klass, why))
    return found


def find_open_leads(viewer: Viewer, now: datetime) -> list[OpenLead]:
    """Every open lead that qualified, whenever that was. Raises `Refused` without the right."""
    require(viewer, Right.run_sync)
    tables = {one.hash: compile_agreement(one.document, one.hash) for one in chain_at(now)}
    with open_current(mirror_folder(), now) as mirror:
        rows = mirror.fetch(_QUALIFIED) if mirror.manifest.tables.get("leads") else []
    return [
        OpenLead(
            row["contact"],
            row["subject"],
            judged.stage_ids[row["stage"]],
            judged.class_names[row["klass"]] if row["klass"] is not None and row["klass"] >= 0 else "",
            row["qualified_at"].replace(tzinfo=UTC),
        )
        for row in rows
        if (judged := tables.get(row["agreement"])) is not None
        and row["stage"] is not None
        and row["stage"] >= 0
    ]
