"""Write keys: with them sites and programs send events. A server's is secret and identifies; a browser's is public.

Whoever reads a page's source has its browser key: it names the site, and nothing sent with it is proof of anything.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from accord.teams.models import WriteKey
from accord.teams.rights import Right, require
from accord.vocabulary.doors import Trust
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer

_SERVER, _BROWSER = "wks_", "wkb_"
SHAPE = re.compile(r"wks_[0-9a-f]{12}\.[A-Za-z0-9_-]{43}|wkb_[0-9a-f]{24}")
_MOST_ORIGINS = 50


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends with a key: for which source, how far trusted, and from which sites (a browser's key)."""

    prefix: str
    source: str
    trust: Trust
    origins: frozenset[str]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key as lists show it; a server's secret is never shown again."""

    prefix: str
    kind: str
    source: str
    origins: tuple[str, ...]
    label: str
    made_at: datetime
    revoked_at: datetime | None


def make_write_key(
    by: Viewer, kind: Trust, *, source: str, origins: Sequence[str] = (), label: str = "", now: datetime
) -> str:
    """A new key for a source; a server's is returned once and never again.

    Raises `Refused` without the right, `Invalid` for a bad source, or a browser's key without a site of its own.
    """
    require(by, Right.manage_people)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", source):
        raise Invalid(
            "write_key.source",
            f'"{source}" cannot name a source',
            "use up to 40 small letters, digits, - and _, such as website",
        )
    sites = [_origin(each) for each in origins]
    if (kind is Trust.browser) != bool(sites) or len(sites) > _MOST_ORIGINS:
        raise Invalid(
            "write_key.origins",
            "a browser's key names the sites that may use it, a server's names none",
            "give a browser's key --origin https://www.example.com, once for each site, at most 50",
        )
    secret = secrets.token_urlsafe(32) if kind is Trust.server else ""
    prefix = _SERVER + secrets.token_hex(6) if secret else _BROWSER + secrets.token_hex(12)
    WriteKey.objects.create(
        prefix=prefix,
        digest=_digest(secret) if secret else "",
        source=source,
        origins="\n".join(dict.fromkeys(sites)),
        label=label[:80],
        actor=by.actor,
        made_at=now,
    )
    return f"{prefix}.{secret}" if secret else prefix


def find_write_keys(viewer: Viewer) -> list[ListedKey]:
    """Every key, newest first."""
    require(viewer, Right.manage_people)
    return [
        ListedKey(
            row.prefix,
            _trust(row).value,
            row.source,
            tuple(row.origins.split()),
            row.label,
            row.made_at,
            row.revoked_at,
        )
        for row in WriteKey.objects.order_by("-made_at", "-pk")
    ]


def revoke_write_key(by: Viewer, prefix: str, now: datetime) -> None:
    """End a key now (a server process hears of it within seconds); doing it twice changes nothing."""
    require(by, Right.manage_people)
    if not WriteKey.objects.filter(prefix=prefix).exists():
        raise NotFound(
            "write_key.unknown", f"there is no write key {prefix}", "accord write-keys list shows them"
        )
    WriteKey.objects.filter(prefix=prefix, revoked_at=None).update(revoked_at=now)


def find_senders() -> dict[str, Sender]:
    """Every key that holds, by its prefix: what a server process keeps in mind for some seconds."""
    return {
        row.prefix: Sender(row.prefix, row.source, _trust(row), frozenset(row.origins.split()), row.digest)
        for row in WriteKey.objects.filter(revoked_at=None)
    }


def find_sender(key: str, senders: Mapping[str, Sender]) -> Sender | None:
    """Whose key this is; None for one that is unknown, revoked or wrong."""
    if not SHAPE.fullmatch(key):
        return None
    prefix, _, secret = key.partition(".")
    sender = senders.get(prefix)
    if sender is None or not hmac.compare_digest(sender.digest, _digest(secret) if secret else ""):
        return None
    return sender


def _trust(row: WriteKey) -> Trust:
    return Trust.server if row.digest else Trust.browser


def _origin(text: str) -> str:
    """An origin as browsers write it: scheme, host, and the port where it is not the usual one."""
    parts = urlsplit(text.strip().lower())
    wrong = Invalid("write_key.origin", f'"{text}" is no site', "write it as https://www.example.com")
    try:
        port = parts.port
    except ValueError as problem:
        raise wrong from problem
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path not in ("", "/")
        or parts.query
    ):
        raise wrong
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
