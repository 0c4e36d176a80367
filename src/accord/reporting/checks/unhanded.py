"""Whoever qualified since go-live and is nobody's: a lead that meets the definition and was never handed over."""

from datetime import datetime, timedelta
from pathlib import Path

from accord.agreement.handing_over import act_until
from accord.contacts.models import Identity
from accord.handoffs.models import Handoff
from accord.ledger.installed import find_installed
from accord.ledger.sql import in_chunks
from accord.ledger.wins import LIVE_FROM
from accord.measures.mirror import attach
from accord.reporting.checks.finding import Finding, finding
from accord.reporting.lead_now import LeadNow, find_lead
from accord.reporting.mirror.refresh import find_manifest
from accord.teams.agreements import in_force
from accord.vocabulary.errors import AccordError

_PATIENCE = timedelta(minutes=5)  # news is looked at within a minute: whoever waits for longer is forgotten
_OWN = "accord"


def check_unhanded(folder: Path, now: datetime) -> list[Finding]:
    """People who qualified since go-live, whose news came in time, and who have no hand-off; each by their record.

    Nobody is looked for before go-live, without a signed agreement, or before there is a mirror to look in.
    """
    live = find_installed(LIVE_FROM)
    if live is None or in_force(now) is None:
        return []
    since = datetime.fromisoformat(live)
    found = [
        contact
        for contact in _without_one(_qualified(folder, since))
        if (lead := find_lead(contact, now)) is not None and _is_forgotten(lead, since, now)
    ]
    keys = dict(
        Identity.objects.filter(contact_id__in=found).order_by("-key").values_list("contact_id", "key")
    )
    return finding(
        "handoff.forgotten",
        "people qualified since go-live and were handed to nobody",
        "start the worker (accord work); if they stand here in five minutes, report this with accord doctor's output",
        (f"lead:{keys.get(contact, contact)}" for contact in found),
    )


def _qualified(folder: Path, since: datetime) -> dict[int, datetime]:
    """Whose present lead qualified since an instant, and when that lead began, as the mirror that stands has it."""
    try:
        manifest = find_manifest(folder)
        if not manifest.tables.get("leads"):
            return {}
        mirror = attach(folder, manifest)
    except AccordError:
        return {}  # what is wrong with the mirror is another check's to say
    try:
        text = (
            "SELECT contact, max(opened_at) AS opened_at FROM leads "
            "WHERE qualified_at >= $since AND outcome IS NULL AND closed_at IS NULL GROUP BY contact"
        )
        rows = mirror.fetch(text, {"since": since})
    finally:
        mirror.close()
    return {row["contact"]: row["opened_at"].replace(tzinfo=since.tzinfo) for row in rows}


def _without_one(began: dict[int, datetime]) -> list[int]:
    """Those of these contacts who have no hand-off of their present lead, nor an open one."""
    has: set[int] = set()
    for some in in_chunks(sorted(began)):
        whose = dict(Identity.objects.filter(contact_id__in=some).values_list("key", "contact_id"))
        rows = Handoff.objects.filter(subject__in=list(whose))
        for subject, qualified, closed in rows.values_list("subject", "qualified_at", "closed_at"):
            contact = whose[subject]
            if closed is None or qualified >= began[contact]:
                has.add(contact)
    return sorted(began.keys() - has)


def _is_forgotten(lead: LeadNow, since: datetime, now: datetime) -> bool:
    """Whether the present lead should have been handed over by now, by the same rules as it would be."""
    current = lead.journey.passes[-1] if lead.journey.passes else None
    if current is None or current.outcome is not None or current.qualified_at is None:
        return False
    by, at = current.qualified_by, current.qualified_at
    unnamed = None if current.agreement else lead.versions[-1]
    judged = next((each for each in lead.versions if each.hash == current.agreement), unnamed)
    said = next((each for each in lead.known if each.fact == by), None)
    if by is None or said is None or judged is None or not judged.signed or at < since:
        return False
    known = max(said.received_at, by.released_at or said.received_at)
    in_time = by.source == _OWN or said.received_at <= act_until(judged.document, at)
    return in_time and now - known > _PATIENCE
