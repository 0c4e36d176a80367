"""Whether what we send will be believed: SPF, DKIM, DMARC and the alignment of From, asked of the DNS as receivers ask.

RFC 7208 (SPF), RFC 6376 (DKIM), RFC 7489 (DMARC), RFC 8058 (one click). No wave starts while a finding is bad.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256

import dkim

from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.people import Viewer
from accord.workflows.asked_dns import Dns, Unasked, open_dns
from accord.workflows.campaign_mail import CampaignMail, get_campaign_mail, read_campaign_mail
from accord.workflows.letters import sign
from accord.workflows.mail_findings import Finding, Judged, MailCheck
from accord.workflows.organisations import organisation
from accord.workflows.spf import authorises

LETTER_CHECKED = "mail_letter_checked"
_ONE_CLICK = frozenset({"list-unsubscribe", "list-unsubscribe-post"})


def check_mail(viewer: Viewer, now: datetime) -> MailCheck:
    """Look at the kept way now. Raises `Refused`, `ForNow` where none is kept."""
    require(viewer, Right.plan_campaigns)
    return look(get_campaign_mail(), open_dns(), now)


def require_sound(now: datetime) -> None:
    """Raises `Refused` with the first bad finding, or where no way is kept."""
    mail = read_campaign_mail()
    if not mail.way:
        raise Refused("mail.not_set_up", "no way to send campaigns is set up", "accord mail --help says how")
    made = look(mail, open_dns(), now)
    bad = next((one for one in made.findings if one.judged is Judged.bad), None)
    if bad is not None:
        raise Refused("mail.unsound", f"nothing may be sent: {bad.what}: {bad.says}", bad.remedy)


def look(mail: CampaignMail, asked: Dns, now: datetime) -> MailCheck:
    """Every finding of one way, in the order in which receivers look."""
    try:
        findings: tuple[Finding, ...] = (*_spf(mail, asked), *_dkim(mail, asked), *_dmarc(mail, asked))
    except Unasked as problem:
        findings = (
            Finding("DNS", Judged.bad, f"nobody answers ({problem})", "check the network, or ACCORD_DNS"),
        )
    return MailCheck(mail.sender, mail.domain, findings, now)


def check_letter(by: Viewer, data: bytes, now: datetime) -> MailCheck:
    """Verify a test letter as it came into a mailbox: for who lets the relay or provider sign. A sound one is kept.

    Raises `Invalid` for a letter that is none of this sender's.
    """
    require(by, Right.manage_people)
    mail = get_campaign_mail()
    letter = message_from_bytes(data, policy=policy.default)
    if parseaddr(str(letter.get("From", "")))[1].lower() != mail.address.lower():
        raise Invalid(
            "mail.other_letter",
            f"this letter is not from {mail.address}",
            "send one by accord mail test ADDRESS, and save it whole (.eml)",
        )
    findings = tuple(_letter(mail, letter, data, open_dns()))
    if all(one.judged is Judged.fine for one in findings):
        record_act(
            key=f"{LETTER_CHECKED}:{fingerprint(mail)}:{now.isoformat()}", kind=LETTER_CHECKED, actor=by.actor,
            now=now, payload={"way": fingerprint(mail)},
        )  # fmt: skip
    return MailCheck(mail.sender, mail.domain, findings, now)


def fingerprint(mail: CampaignMail) -> str:
    """Names a way: another server or sender is another one."""
    said = "\x1f".join([mail.way, mail.host, str(mail.port), mail.user, mail.sender.lower()])
    return sha256(said.encode()).hexdigest()[:16]


def _spf(mail: CampaignMail, asked: Dns) -> Iterator[Finding]:
    records = [text for text in asked.texts(mail.domain) if text.lower().startswith("v=spf1")]
    if len(records) != 1:
        says = "no record" if not records else f"{len(records)} records, where one may stand"
        yield Finding("SPF", Judged.bad, f"{mail.domain} has {says}", "publish one: v=spf1 include:… -all")
        return
    if mail.way != "smtp":
        yield Finding(
            "SPF", Judged.unsure, records[0][:120], "the provider's page says whether it stands in it"
        )
        return
    allowed = authorises(mail.domain, asked.addresses(mail.host) or (mail.host,), asked)
    if allowed is None:
        yield Finding(
            "SPF", Judged.unsure, "the server may relay from another address", "check it with a letter"
        )
    elif allowed:
        yield Finding("SPF", Judged.fine, f"{mail.host} may send for {mail.domain}")
    else:
        yield Finding(
            "SPF", Judged.bad, f"{mail.host} may not send for {mail.domain}", f"add it to: {records[0][:120]}"
        )


def _dkim(mail: CampaignMail, asked: Dns) -> Iterator[Finding]:
    """A test letter, signed as every letter is, must verify with the key that the DNS publishes."""
    signing = mail.signing
    if not signing.key:
        yield _relayed(mail)
        return
    name = f"{signing.selector}._domainkey.{signing.domain}"
    if not asked.texts(name):
        yield Finding("DKIM", Judged.bad, f"no key stands at {name}", "publish what accord mail dkim shows")
        return
    letter = _sample(mail)
    data = letter.as_bytes(policy=policy.SMTP)
    whole = sign(data, signing) + data
    if not _verifies(whole, asked):
        yield Finding(
            "DKIM", Judged.bad, f"the key at {name} is another one", "publish what accord mail dkim shows"
        )
        return
    yield Finding("DKIM", Judged.fine, f"a letter signed here verifies with the key at {name}")
    yield _aligned(mail, signing.domain)


def _relayed(mail: CampaignMail) -> Finding:
    """Nothing is signed here: a letter that came through must have shown that the relay does it."""
    kept = Act.objects.filter(kind=LETTER_CHECKED, payload__way=fingerprint(mail)).order_by("-id").first()
    if kept is None:
        return Finding(
            "DKIM",
            Judged.bad,
            "nothing is signed here, and no letter has shown that the relay signs",
            "accord mail dkim, or accord mail test ADDRESS and accord mail check --letter FILE",
        )
    return Finding("DKIM", Judged.fine, f"a letter of {kept.occurred_at:%Y-%m-%d} came through signed")


def _dmarc(mail: CampaignMail, asked: Dns) -> Iterator[Finding]:
    found = None
    for name in dict.fromkeys([mail.domain, organisation(mail.domain)]):
        records = [text for text in asked.texts(f"_dmarc.{name}") if text.lower().startswith("v=dmarc1")]
        if records:
            found = (name, records)
            break
    if found is None:
        yield Finding(
            "DMARC",
            Judged.bad,
            f"{mail.domain} has no policy",
            f"publish _dmarc.{mail.domain}: v=DMARC1; p=none",
        )
        return
    name, records = found
    wanted = re.search(r"(?:^|;)\s*p\s*=\s*(none|quarantine|reject)\b", records[0], re.IGNORECASE)
    if len(records) > 1 or wanted is None:
        yield Finding(
            "DMARC",
            Judged.bad,
            f"the policy of {name} cannot be read",
            "one record, such as v=DMARC1; p=none",
        )
        return
    yield Finding("DMARC", Judged.fine, f"{name} says p={wanted[1].lower()}")


def _letter(mail: CampaignMail, letter: EmailMessage, data: bytes, asked: Dns) -> Iterator[Finding]:
    """What a letter that came through shows: a signature that holds, of our domain, over both headers of one click."""
    signature = str(letter.get("DKIM-Signature", ""))
    tags = dict(part.strip().partition("=")[::2] for part in signature.split(";") if "=" in part)
    if not signature or not _verifies(data, asked):
        yield Finding(
            "DKIM", Judged.bad, "the letter has no signature that holds", "let the relay or Accord sign"
        )
        return
    yield Finding("DKIM", Judged.fine, f"signed by {tags.get('d', '').strip()}")
    yield _aligned(mail, tags.get("d", "").strip())
    covered = {name.strip().lower() for name in tags.get("h", "").split(":")}
    if covered >= _ONE_CLICK:
        yield Finding("one click", Judged.fine, "the signature covers both headers")
    else:
        yield Finding(
            "one click",
            Judged.bad,
            "the signature leaves List-Unsubscribe out",
            "cover both headers, or sign here",
        )


def _aligned(mail: CampaignMail, signer: str) -> Finding:
    """Relaxed alignment: From and the signature share the organisation's domain."""
    if organisation(signer) == organisation(mail.domain):
        return Finding(
            "From", Judged.fine, f"{mail.domain} and the signature of {signer} are one organisation"
        )
    return Finding(
        "From", Judged.bad, f"{mail.domain} is not {signer}, which signs", "sign with the sender's own domain"
    )


def _verifies(data: bytes, asked: Dns) -> bool:
    def key(name: bytes | str, timeout: int = 5) -> bytes | None:
        found = asked.texts((name.decode() if isinstance(name, bytes) else name).rstrip("."))
        return found[0].encode() if found else None

    try:
        return bool(dkim.verify(data, dnsfunc=key))
    except (dkim.DKIMException, ValueError):
        return False


def _sample(mail: CampaignMail) -> EmailMessage:
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"], letter["To"], letter["Subject"] = mail.sender, mail.address, "A letter to check"
    letter["Message-ID"], letter["Date"] = f"<check@{mail.domain}>", "Thu, 01 Jan 2026 00:00:00 +0000"
    letter["List-Unsubscribe"] = "<https://example.invalid/u/check>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content("Whether this verifies is all that matters.\n")
    return letter
