"""The dossier of a lead: the record and the agreement together, its clocks as they stand this moment."""

from datetime import datetime

from accord.handoffs.find import row_for
from accord.reporting.desk.dossier import read_dossier
from accord.reporting.desk.shapes import Dossier
from accord.reporting.lead_now import find_lead
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.clock import find_clocks
from accord.workflows.handoffs.pauses import find_row_pauses
from accord.workflows.handoffs.situation import contact_of
from accord.workflows.handoffs.terms import document_of, promised_for
from accord.workflows.intend_write import find_lacking


def get_dossier(viewer: Viewer, key: int, now: datetime) -> Dossier:
    """One lead, whole. Raises `NotFound` for a lead that is not, or not for this viewer, with the same words."""
    row = row_for(viewer, key)
    document = document_of(row.agreement_hash)
    contact = contact_of(row.subject)
    lead = find_lead(contact, now) if contact else None
    clocks = find_clocks(row, lead, document, now) if lead else None
    pauses = find_row_pauses(row, lead, document) if lead else ()
    lacking = find_lacking(row.subject, now) if lead else ()
    stage = lead.journey.stage if lead else ""
    promised = promised_for(document, row)
    return read_dossier(viewer, row, document, promised, clocks, now, pauses, lacking, stage)
