"""Make tracked links, find one by its token, forget those of an erased person."""

import re
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from accord.contacts.links.models import TrackedLink
from accord.contacts.links.target import check_target
from accord.ledger.models import SourceRecord
from accord.ledger.sql import in_chunks
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import RecordKind, Ref

TOKEN_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_ABOUT = re.compile(r"(campaign|piece):[1-9]\d{0,18}")
_AT_ONCE = 500


class NewLink(NamedTuple):
    """A link to be made. `subject`: identity key; `about`: `campaign:KEY` or `piece:KEY`; `message`: which mail."""

    subject: int
    target: str
    about: str
    campaign: str = ""
    asset: str = ""
    message: str = ""


class KeptLink(NamedTuple):
    """A link as it stands. `links`: how many of the person's links stand in the same mail; 0: in none."""

    token: str
    subject: int
    target: str
    about: str
    campaign: str
    asset: str
    message: str
    made_at: datetime
    links: int = 0


def make_links(links: Sequence[NewLink], *, actor: str, now: datetime) -> list[str]:
    """Keep links; their tokens in order, 128 random bits each. Raises `Invalid`, and then nothing is kept."""
    rows = [
        TrackedLink(
            token=secrets.token_urlsafe(TOKEN_BYTES),
            subject=one.subject,
            target=check_target(one.target),
            about=_check_about(one.about),
            campaign=one.campaign[:200],
            asset=one.asset[:200],
            message=one.message[:200],
            actor=actor,
            made_at=now,
        )
        for one in links
    ]
    TrackedLink.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return [row.token for row in rows]


def find_link(token: str) -> KeptLink | None:
    """The link with this token; None for one that was not made here, or whose person was erased."""
    if not _TOKEN.fullmatch(token):
        return None
    row = TrackedLink.objects.filter(token=token).first()
    if row is None:
        return None
    beside = TrackedLink.objects.filter(subject=row.subject, message=row.message) if row.message else None
    return KeptLink(
        row.token, row.subject, row.target, row.about, row.campaign, row.asset, row.message, row.made_at,
        beside.values("target").distinct().count() if beside is not None else 0,
    )  # fmt: skip


def find_person_of(link: KeptLink) -> Ref | None:
    """The record that the link's identity key names; None where it is gone."""
    rows = SourceRecord.objects.filter(key=link.subject, kind=RecordKind.person)
    found = rows.values_list("source", "external_id").first()
    return Ref(found[0], RecordKind.person, found[1]) if found else None


def forget_links(keys: Collection[int]) -> int:
    """Delete the links of these identity keys: they lead nowhere from now on. Returns how many."""
    return sum(
        TrackedLink.objects.filter(subject__in=some).delete()[0] for some in in_chunks(sorted(set(keys)))
    )


def drop_link(token: str) -> None:
    """A link that was never handed on leads nowhere from now on."""
    TrackedLink.objects.filter(token=token).delete()


def collect_links(keys: Collection[int]) -> list[dict[str, object]]:
    """The links made for these identity keys, for the person who asks."""
    rows = TrackedLink.objects.filter(subject__in=list(keys)).order_by("id")
    return [dict(row) for row in rows.values("target", "about", "campaign", "asset", "message", "made_at")]


def _check_about(about: str) -> str:
    if not _ABOUT.fullmatch(about):
        raise Invalid(
            "link.about",
            f"a link is about a campaign or a piece, not about {about[:40]!r}",
            "name it as campaign:KEY or piece:KEY",
        )
    return about
