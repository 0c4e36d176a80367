"""API keys: shown once, kept as a digest, ending by themselves, revoked with one act."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from accord.teams.models import ApiKey, User
from accord.teams.noted import note
from accord.teams.people import viewer_of
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer

LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as lists show it: never the key itself."""

    prefix: str
    label: str
    user: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def make_key(by: Viewer, email: str, *, label: str, lasts: timedelta, now: datetime) -> str:
    """A new key that acts as the person with this address; returned once and never again."""
    require(by, Right.manage_people)
    if not timedelta(0) < lasts <= LONGEST:
        raise Invalid("keys.lasts", "a key lasts from a day to a year", "name between 1 and 365 days")
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise NotFound(
            "people.unknown", f"nobody active signs in as {email}", "accord people list shows who does"
        )
    prefix, secret = "acc_" + secrets.token_hex(4), secrets.token_urlsafe(32)
    ApiKey.objects.create(
        prefix=prefix,
        digest=_digest(secret),
        user=user,
        label=label[:80],
        made_at=now,
        expires_at=now + lasts,
        epoch=user.epoch,
    )
    note("key_made", by.actor, now, of=f"user:{user.pk}", key=prefix, days=lasts.days)
    return f"{prefix}.{secret}"


def find_viewer_by_key(key: str, now: datetime) -> Viewer | None:
    """Whom a key acts as; None when it is unknown, over, revoked, or its user has left."""
    prefix, _, secret = key.partition(".")
    row = ApiKey.objects.select_related("user").filter(prefix=prefix).first()
    right = hmac.compare_digest(row.digest if row else _digest(""), _digest(secret))
    if row is None or not right or row.revoked_at or row.expires_at <= now:
        return None
    if not row.user.is_active or row.epoch != row.user.epoch:
        return None
    return viewer_of(row.user)


def find_keys(viewer: Viewer) -> list[Key]:
    """Every key, newest first."""
    require(viewer, Right.manage_people)
    rows = ApiKey.objects.select_related("user").order_by("-made_at", "-pk")
    return [Key(r.prefix, r.label, r.user.email, r.made_at, r.expires_at, r.revoked_at) for r in rows]


def revoke_key(by: Viewer, prefix: str, now: datetime) -> None:
    """End a key now; doing it twice changes nothing."""
    require(by, Right.manage_people)
    if not ApiKey.objects.filter(prefix=prefix).exists():
        raise NotFound("keys.unknown", f"there is no key {prefix}", "accord keys list shows them")
    if ApiKey.objects.filter(prefix=prefix, revoked_at=None).update(revoked_at=now):
        note("key_revoked", by.actor, now, key=prefix)


def end_keys_of(user_id: int, now: datetime) -> int:
    """End every key that acts as someone who left; how many."""
    return ApiKey.objects.filter(user_id=user_id, revoked_at=None).update(revoked_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
