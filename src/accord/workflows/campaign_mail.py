"""How campaigns leave from here: an SMTP server or a provider, the sender, the key that signs, and how fast."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from email.utils import parseaddr
from typing import Any

from accord.teams.rights import Right, require
from accord.vocabulary.errors import ForNow, Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.kept_secrets import keep_secrets, read_secrets
from accord.workflows.notice_mail import PROVIDERS, SECURITY, checked_sender

_FILE = "campaign_mail"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast letters leave: in a minute, in a minute to one domain, and on the first day of a new sender.

    The allowance of a day grows by `growth` from one day to the next, until it is more than there is. 0: no limit.
    """

    a_minute: int = 600
    a_domain_minute: int = 60
    first_day: int = 0
    growth: float = 2.0


@dataclass(frozen=True, slots=True)
class Signing:
    """The key that signs letters (RFC 6376): published under `selector._domainkey.domain`."""

    selector: str = ""
    domain: str = ""
    key: str = field(default="", repr=False)  # PEM


@dataclass(frozen=True, slots=True)
class CampaignMail:
    """What is kept of the way. `way` is empty where none is."""

    way: str = ""
    sender: str = ""
    imprint: str = ""  # who writes and where they are: the last lines of every letter
    host: str = ""
    port: int = 0
    security: str = ""
    user: str = ""
    secret: str = field(default="", repr=False)
    signing: Signing = Signing()
    pace: Pace = Pace()

    @property
    def address(self) -> str:
        """The sender's address alone."""
        return parseaddr(self.sender)[1]

    @property
    def domain(self) -> str:
        """The sender's domain, as letters' From says it."""
        return self.address.rpartition("@")[2].lower()


def keep_campaign_mail(by: Viewer, mail: CampaignMail) -> CampaignMail:
    """Send campaigns this way from now on; the key and the pace that stand are kept. Raises `Refused`, `Invalid`."""
    require(by, Right.manage_people)
    if mail.way != "smtp" and mail.way not in PROVIDERS:
        known = ", ".join((*PROVIDERS, "smtp"))
        raise Invalid("mail.provider", f'nothing is sent through "{mail.way}"', f"use {known}")
    if mail.way == "smtp" and mail.security not in SECURITY:
        raise Invalid(
            "mail.security", f'"{mail.security}" is no way to encrypt', f"use {', '.join(SECURITY)}"
        )
    if mail.security == "none" and mail.user:
        raise Invalid("mail.plain", "a password would be readable on its way", "use starttls or tls")
    checked_sender(mail.sender)
    if not mail.imprint.strip():
        raise Invalid(
            "mail.imprint",
            "letters to many say who writes and where they are",
            "give --imprint with the company's name and address",
        )
    stands = read_campaign_mail()
    return _keep(mail, stands.signing, stands.pace)


def keep_signing(by: Viewer, signing: Signing) -> CampaignMail:
    """Sign letters with this key from now on; an empty one ends it. Raises `Refused`, `Invalid` for no RSA key."""
    require(by, Right.manage_people)
    if signing.key:
        _check_key(signing)
    stands = read_campaign_mail()
    return _keep(stands, signing, stands.pace)


def keep_pace(by: Viewer, pace: Pace) -> CampaignMail:
    """Send this fast from now on. Raises `Refused`, `Invalid`."""
    require(by, Right.manage_people)
    if min(pace.a_minute, pace.a_domain_minute, pace.first_day) < 0 or not 1 <= pace.growth <= 10:
        raise Invalid(
            "mail.pace", "a pace is a number of letters, and grows by a factor from 1 to 10", "such as 2"
        )
    stands = read_campaign_mail()
    return _keep(stands, stands.signing, pace)


def see_campaign_mail(viewer: Viewer) -> CampaignMail:
    """What is kept, without its secrets. Raises `Refused` without the right."""
    require(viewer, Right.manage_people)
    return without_secrets(read_campaign_mail())


def without_secrets(mail: CampaignMail) -> CampaignMail:
    """The same, fit to be shown."""
    signing = Signing(mail.signing.selector, mail.signing.domain)
    shown = {name: getattr(mail, name) for name in CampaignMail.__slots__}
    return CampaignMail(**(shown | {"secret": "", "signing": signing}))


def read_campaign_mail() -> CampaignMail:
    """What is kept; an empty one where nothing is."""
    kept = read_secrets(_FILE)
    if not kept:
        return CampaignMail()
    return _decoded(kept)


def get_campaign_mail() -> CampaignMail:
    """What is kept. Raises `ForNow` where nothing is."""
    mail = read_campaign_mail()
    if not mail.way:
        raise ForNow("mail.not_set_up", "no way to send campaigns is set up", "accord mail --help says how")
    return mail


def _keep(mail: CampaignMail, signing: Signing, pace: Pace) -> CampaignMail:
    held = {name: getattr(mail, name) for name in CampaignMail.__slots__}
    keep_secrets(_FILE, held | {"signing": asdict(signing), "pace": asdict(pace)})
    return without_secrets(read_campaign_mail())


def _decoded(kept: Mapping[str, Any]) -> CampaignMail:
    return CampaignMail(**{**kept, "signing": Signing(**kept["signing"]), "pace": Pace(**kept["pace"])})


def _check_key(signing: Signing) -> None:
    from dkim.crypto import UnparsableKeyError, parse_pem_private_key

    try:
        parse_pem_private_key(signing.key.encode())
    except (UnparsableKeyError, ValueError):
        raise Invalid(
            "mail.key", "this is no RSA private key in PEM", "make one: openssl genrsa 2048 > letters.pem"
        ) from None
    if not signing.selector or not signing.domain:
        raise Invalid("mail.selector", "a key has a selector and a domain", "give --selector and --domain")
