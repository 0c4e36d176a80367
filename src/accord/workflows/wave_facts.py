"""What left from here, told to the ledger as facts: policy and first hour see it like any other mail."""

from datetime import datetime

from django.conf import settings

from accord.campaigns.find import get_campaign
from accord.campaigns.models import Addressee
from accord.campaigns.shapes import Campaign
from accord.campaigns.waves.freeze import called
from accord.campaigns.waves.mailboxes import Mailbox, find_mailboxes
from accord.contacts.models import Identity
from accord.ledger.keys import make_digest
from accord.ledger.prepare import prepare_facts
from accord.ledger.record import record_facts
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import FactDraft, FactKind
from accord.workflows.handoffs.tell import OWN_SOURCE


def tell_resolved(row: Addressee, now: datetime) -> None:
    """A letter of which nobody knew was sent, a person says: it counts as a touch. Expects a transaction."""
    contact = Identity.objects.filter(key=row.subject).values_list("contact_id", flat=True).first()
    box = find_mailboxes([contact]).get(contact) if contact is not None else None
    if box is not None:
        campaign = get_campaign(SYSTEM, row.campaign, now)
        record_sent(box, campaign, row.message_id, row.arm, row.chance, row.moved_at)


def record_sent(
    box: Mailbox,
    campaign: Campaign,
    message: str,
    arm: str,
    chance: float | None,
    at: datetime,
    *,
    bounced: str = "",
) -> None:
    """What left is a fact like one that another tool tells of; a bounce stands beside it.

    A letter of which nobody knows counts as sent: who may have got one is not written to too often.
    """
    sales = "sales" in campaign.plan.kind.casefold()
    kind = FactKind.sequence_email_sent if sales else FactKind.email_sent
    slot = "" if chance is None else f"slot=random {chance:.6g}"
    name = called(campaign)
    drafts = [
        FactDraft(
            f"wave:{message}:sent", box.ref, kind, at, channel="email", campaign=name, asset=arm, value=slot
        )
    ]
    if bounced:
        drafts.append(
            FactDraft(
                f"wave:{message}:bounced", box.ref, FactKind.email_bounced, at, channel="email", campaign=name,
                value=bounced,
            )
        )  # fmt: skip
    ready = prepare_facts(drafts, make_digest(settings.INSTALLATION.secret))
    record_facts(OWN_SOURCE, ready, {box.ref: box.key}, now=at)
