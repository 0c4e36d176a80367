"""accord contacts consents, consent, stop: what a person said about being written to, called, measured."""

from datetime import datetime

import click

from accord.contacts.consent import find_consents
from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.contacts import contacts
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.vocabulary.people import Viewer
from accord.workflows.consents import record_consent

PURPOSE = click.option(
    "--purpose", type=click.Choice([p.value for p in Purpose]), default="marketing", show_default=True
)


MEDIUM = click.option(
    "--medium", type=click.Choice([m.value for m in Medium]), default="email", show_default=True
)


@command("consents", group=contacts)
@click.argument("contact_id", type=int)
def consents(viewer: Viewer, now: datetime, contact_id: int) -> Said:
    """What holds for a contact, and who said so."""
    found = find_consents(viewer, contact_id)
    lines = [
        f"  {row.purpose.value:<18} {row.medium.value:<6} {'yes' if row.allowed else 'NO':<4} "
        f"{row.state.value} {row.said_at:%Y-%m-%d %H:%M} by {row.origin.value}, {row.source}"
        for row in found
    ]
    return Said(found, lines or ["nothing was said yet"])


@command("consent", group=contacts)
@click.argument("contact_id", type=int)
@PURPOSE
@MEDIUM
@click.option("--wording", default="", help="The version of the words they agreed to.")
def consent(viewer: Viewer, now: datetime, contact_id: int, purpose: str, medium: str, wording: str) -> Said:
    """Record that a person agreed; who refused comes back only by their own word."""
    yes = Statement(now, ConsentState.granted, Origin.colleague, "", wording)
    record_consent(viewer, contact_id, Purpose(purpose), Medium(medium), yes, now=now)
    return Said(find_consents(viewer, contact_id), "recorded")


@command("stop", group=contacts)
@click.argument("contact_id", type=int)
@PURPOSE
@MEDIUM
def stop(viewer: Viewer, now: datetime, contact_id: int, purpose: str, medium: str) -> Said:
    """Record that a person refused; in force at once, for every record of theirs."""
    no = Statement(now, ConsentState.withdrawn, Origin.colleague)
    record_consent(viewer, contact_id, Purpose(purpose), Medium(medium), no, now=now)
    return Said(find_consents(viewer, contact_id), f"nothing more for {purpose} by {medium}")
