"""accord mail: how campaigns leave from here, and whether receivers will believe them."""

from datetime import datetime
from pathlib import Path

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.vocabulary.people import Viewer
from accord.workflows.campaign_mail import (
    CampaignMail,
    Pace,
    Signing,
    keep_campaign_mail,
    keep_pace,
    keep_signing,
    see_campaign_mail,
)
from accord.workflows.mail_check import check_letter, check_mail
from accord.workflows.mail_findings import MailCheck
from accord.workflows.notice_mail import PROVIDERS, SECURITY
from accord.workflows.try_mail import published_key, try_mail


@accord.group("mail")
def mail() -> None:
    """How campaigns leave from here: the server, the sender, the key that signs, how fast."""


@command("show", group=mail)
def show(viewer: Viewer, now: datetime) -> Said:
    """What is kept; never a secret."""
    return _said(see_campaign_mail(viewer))


@command("way", group=mail)
@click.argument("way", type=click.Choice(["smtp", *PROVIDERS]))
@click.option("--from", "sender", required=True, help="The sender: Accord <news@company.example>.")
@click.option(
    "--imprint", required=True, help="Who writes and where they are: the last line of every letter."
)
@click.option("--host", default="localhost", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=587, show_default=True)
@click.option("--security", type=click.Choice(SECURITY), default="starttls", show_default=True)
@click.option("--user", default="", help="Who signs in at the SMTP server; empty: nobody.")
@click.option(
    "--secret",
    prompt="the password, or the provider's key (empty: none)",
    default="",
    show_default=False,
    hide_input=True,
    help="Left out, it is asked for, so that it stands in no history.",
)
def way(
    viewer: Viewer,
    now: datetime,
    way: str,
    sender: str,
    imprint: str,
    host: str,
    port: int,
    security: str,
    user: str,
    secret: str,
) -> Said:
    """Send campaigns by WAY from now on: smtp, or a provider's API."""
    kept = CampaignMail(way, sender, imprint, host, port, security, user, secret)
    return _said(keep_campaign_mail(viewer, kept))


@command("dkim", group=mail)
@click.option("--selector", required=True)
@click.option("--domain", required=True)
@click.option("--key", "file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def sign_with(viewer: Viewer, now: datetime, selector: str, domain: str, file: Path) -> Said:
    """Sign letters with the RSA key of a PEM file, and say what is to be published in the DNS."""
    pem = file.read_text("ascii", errors="replace")
    kept = keep_signing(viewer, Signing(selector, domain, pem))
    text = published_key(pem)
    return Said({"mail": kept, "publish": text}, [f"publish as TXT of {selector}._domainkey.{domain}:", text])


@command("pace", group=mail)
@click.option("--a-minute", type=int, default=600, show_default=True, help="0: no limit.")
@click.option(
    "--a-domain-minute", type=int, default=60, show_default=True, help="To one domain; 0: no limit."
)
@click.option(
    "--first-day", type=int, default=0, show_default=True, help="Warm-up: letters on the first day; 0: none."
)
@click.option(
    "--growth", type=float, default=2.0, show_default=True, help="Warm-up: as many times more each day."
)
def pace(
    viewer: Viewer, now: datetime, a_minute: int, a_domain_minute: int, first_day: int, growth: float
) -> Said:
    """Send this fast from now on."""
    return _said(keep_pace(viewer, Pace(a_minute, a_domain_minute, first_day, growth)))


@command("check", group=mail)
@click.option(
    "--letter",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A test letter as it came into a mailbox (.eml): where the relay or the provider signs.",
)
def check(viewer: Viewer, now: datetime, letter: Path | None) -> Said:
    """Ask the DNS as receivers ask it: SPF, DKIM, DMARC, From. No wave starts on a bad finding."""
    found = check_letter(viewer, letter.read_bytes(), now) if letter else check_mail(viewer, now)
    return Said(found, _findings(found))


@command("test", group=mail)
@click.argument("address")
def test(viewer: Viewer, now: datetime, address: str) -> Said:
    """Send one test letter to your own ADDRESS, as campaigns leave."""
    told = try_mail(viewer, address, now=now)
    return Said({"fate": told}, f"the mail server says: {told}")


def _said(kept: CampaignMail) -> Said:
    if not kept.way:
        return Said(kept, "not set up: accord mail way --help")
    where = f" {kept.host}:{kept.port} {kept.security}" if kept.way == "smtp" else ""
    signs = f"{kept.signing.selector} of {kept.signing.domain}" if kept.signing.domain else "nothing here"
    pace = kept.pace
    return Said(
        kept,
        [
            f"campaigns    {kept.way}{where} from {kept.sender}",
            f"signed by    {signs}",
            f"pace         {pace.a_minute} a minute, {pace.a_domain_minute} to one domain",
            f"warm-up      {f'{pace.first_day} on the first day' if pace.first_day else 'none'}",
            "accord mail check says whether receivers will believe it",
        ],
    )


def _findings(found: MailCheck) -> list[str]:
    lines = [f"{found.domain}: {'sound' if found.sound else 'nothing may be sent'}"]
    for one in found.findings:
        lines.append(f"{one.judged.value:<7}{one.what:<10}{one.says}")
        if one.remedy:
            lines.append(f"       try       {one.remedy}")
    return lines
