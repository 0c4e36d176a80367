"""Addresses and domains made comparable. The public-suffix list is the bundled one: nothing is fetched."""

import re
import unicodedata
from functools import lru_cache

import idna
import tldextract

from accord.contacts.matching.words import read_words

FREE_MAIL = read_words("free_mail")
ROLE_PARTS = read_words("role_parts")

# Private suffixes count (github.io, myshopify.com): neighbours on a shared host are no colleagues.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
_ANGLE = re.compile(r"<([^<>]+@[^<>]+)>\s*$")
_SHAPE = re.compile(r"^[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+$")


@lru_cache(maxsize=4096)
def normalise_email(text: str) -> str:
    """The address as every source would write it, or "" where there is none.

    Case is folded, `mailto:` and a display name are dropped, an international domain becomes ASCII.
    Plus tags stay: `a+b@x.com` may be another mailbox.

    >>> normalise_email("Anna Berg <mailto:Anna.Berg@Müller.de>")
    'anna.berg@xn--mller-kva.de'
    """
    found = _ANGLE.search(text) if ">" in text else None
    address = found.group(1) if found else text
    if not address.isascii():
        address = unicodedata.normalize("NFC", address)
    address = address.strip().strip("<>").lower()
    address = address.removeprefix("mailto:").split("?", 1)[0].strip().rstrip(".")
    if not _SHAPE.match(address):
        return ""
    local, _, domain = address.rpartition("@")
    domain = ascii_domain(domain)
    return f"{local}@{domain}" if domain else ""


@lru_cache(maxsize=16384)
def ascii_domain(text: str) -> str:
    """A host name in lower-case ASCII, or "" where it is none.

    >>> ascii_domain("MÜLLER.de.")
    'xn--mller-kva.de'
    """
    host = text.strip().strip(".").lower()
    if host.isascii():
        return host
    try:
        return str(idna.encode(host, uts46=True).decode("ascii"))
    except idna.IDNAError:
        return ""


@lru_cache(maxsize=16384)
def registrable_domain(text: str) -> str:
    """The domain someone had to buy, of a host, address or URL; "" where there is none.

    >>> registrable_domain("https://www.sales.acme.co.uk/x"), registrable_domain("localhost")
    ('acme.co.uk', '')
    """
    host = text.strip().lower().rpartition("@")[2]
    host = host.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0].split(":", 1)[0]
    host = ascii_domain(host)
    if not host:
        return ""
    return str(_SUFFIXES.extract_str(host).top_domain_under_public_suffix)


@lru_cache(maxsize=16384)
def company_domain(text: str) -> str:
    """The registrable domain where it can stand for a company, else "" (a mailbox provider's)."""
    domain = registrable_domain(text)
    return "" if domain in FREE_MAIL else domain


def is_free_mail(email: str) -> bool:
    """Whether a normalised address lives at a mailbox provider."""
    host = email.rpartition("@")[2]
    return host in FREE_MAIL or registrable_domain(host) in FREE_MAIL


def is_role_address(email: str) -> bool:
    """Whether a normalised address is read by whoever is on duty (info@, sales@, no-reply@).

    >>> is_role_address("sales+de@acme.com"), is_role_address("sales.berg@acme.com")
    (True, False)
    """
    local = email.partition("@")[0].split("+", 1)[0]
    return local in ROLE_PARTS or local.replace("-", "").replace("_", "").replace(".", "") in ROLE_PARTS


def domain_label(domain: str) -> str:
    """The name in a registrable domain: `acme` of acme.co.uk."""
    return domain.partition(".")[0]
