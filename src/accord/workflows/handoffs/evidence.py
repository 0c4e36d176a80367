"""What a reason needs as evidence (`outcomes.evidence`), and what of it the record has not."""

from accord.agreement.shape import Document
from accord.handoffs.models import Handoff
from accord.reporting.lead_now import LeadNow
from accord.vocabulary.facts import GENUINE_ATTEMPTS, Agent, FactKind
from accord.vocabulary.phrases import find_kinds

_ATTEMPTS = "attempts kept"


def find_lacking(document: Document, reason: str, row: Handoff, lead: LeadNow) -> str:
    """What the agreement wants to see for this reason and the record has not, in words; empty: nothing.

    `attempts kept` is the promise of attempts: so many, over so many channels. Anything else is a kind of
    touch with this person since the lead was touched.
    """
    wanted = document.outcomes.evidence.get(reason, "") if document.outcomes else ""
    if not wanted:
        return ""
    since = [
        each
        for each in lead.known
        if each.fact.agent == Agent.human and each.fact.occurred_at >= row.touched_at
    ]
    if wanted == _ATTEMPTS:
        return _too_few(document, [each.fact.kind for each in since])
    kinds = find_kinds(wanted) or frozenset()
    return "" if any(each.fact.kind in kinds for each in since) else f"no {wanted} is recorded"


def _too_few(document: Document, kinds: list[int]) -> str:
    promised = document.sales_promises.attempts if document.sales_promises else None
    tried = [FactKind(kind) for kind in kinds if kind in GENUINE_ATTEMPTS]
    channels = {"e-mail" if kind is FactKind.sales_email_sent else "voice" for kind in tried}
    if promised is None or (len(tried) >= promised.at_least and len(channels) >= promised.channels):
        return ""
    return (
        f"{len(tried)} attempts by {len(channels)} channels are recorded, "
        f"{promised.at_least} by {promised.channels} are promised"
    )
