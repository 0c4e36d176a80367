"""What a reason needs as evidence (`outcomes.evidence`), and what of it the record has not."""

from collections.abc import Collection

from accord.agreement.handing_over import papers_of
from accord.agreement.shape import Document
from accord.handoffs.models import Handoff
from accord.reporting.lead_now import LeadNow
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import GENUINE_ATTEMPTS, Agent, FactKind
from accord.vocabulary.phrases import find_kinds

_ATTEMPTS = "attempts kept"


def check_papers(document: Document, row: Handoff, written: Collection[str]) -> None:
    """Raise `Invalid` for a paper that the next team's hand-off does not ask for."""
    asked = papers_of(document, row.kind)
    unknown = sorted(set(written) - set(asked))
    if unknown:
        known = f"it asks for: {', '.join(asked)}" if asked else "leave it out"
        raise Invalid("handoff.unknown_paper", f'the next team does not ask for "{unknown[0][:40]}"', known)


def find_missing_papers(document: Document, row: Handoff, written: Collection[str]) -> str:
    """Which papers of the next team's hand-off nobody has written, in words; empty: none is missing."""
    missing = [need for need in papers_of(document, row.kind) if need not in written]
    return f"nothing is written of {', '.join(missing)}" if missing else ""


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
