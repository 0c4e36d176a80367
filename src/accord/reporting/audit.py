"""The audit: every act that was kept, with who, what, when and under which agreement. Keys only, nobody's name.

Acts are append-only in the database itself; this only reads. Newest first, in pages by the act's number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, QuerySet

from accord.ledger.models import Act
from accord.teams.models import User
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

PAGE = 100
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `who` and `details` are as the act keeps them: keys, closed words, numbers."""

    id: int
    at: datetime
    what: str
    who: str
    subject: str
    why: str
    agreement: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which acts: of a kind, by someone, from one instant (in) to another (out). Empty: all."""

    what: str = ""
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """A page, newest first; `before` is where the next one goes on, None at the end; every kind there is."""

    lines: tuple[Line, ...]
    before: int | None
    kinds: tuple[str, ...]


def read_audit(viewer: Viewer, asked: Asked, *, before: int | None = None, limit: int = PAGE) -> Audit:
    """One page. Raises `Refused` without the right."""
    require(viewer, Right.see_audit)
    rows = _rows(asked)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = [_line(row) for row in rows[: limit + 1]]
    kinds = Act.objects.order_by("kind").values_list("kind", flat=True).distinct()
    following = found[limit - 1].id if len(found) > limit else None
    return Audit(tuple(found[:limit]), following, tuple(kinds))


def all_lines(viewer: Viewer, asked: Asked) -> Iterator[Line]:
    """Everything asked for, newest first, for a file. Raises `Refused` before the first line."""
    require(viewer, Right.see_audit)
    return map(_line, _rows(asked).iterator(chunk_size=_CHUNK))


def names_of(viewer: Viewer, lines: tuple[Line, ...]) -> dict[str, str]:
    """Who `user:17` is, for the page that shows these lines: names stand in no act and in no file."""
    require(viewer, Right.see_audit)
    named = {line.who for line in lines} | {str(line.details.get("of", "")) for line in lines}
    keys = {int(who.removeprefix("user:")) for who in named if who.startswith("user:") and who[5:].isdigit()}
    return {f"user:{key}": name for key, name in User.objects.filter(pk__in=keys).values_list("pk", "name")}


def _rows(asked: Asked) -> QuerySet[Act]:
    rows = Act.objects.order_by("-pk")
    if asked.what:
        rows = rows.filter(kind=asked.what)
    if asked.who:
        rows = rows.filter(actor=asked.who)
    return _within(rows, asked) if asked.since or asked.until else rows


def _within(rows: QuerySet[Act], asked: Asked) -> QuerySet[Act]:
    """The acts of a window, bounded by number as well: in that order no other act is read on the way."""
    ends = _taken(Act.objects.all(), asked).aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return rows.none()
    return _taken(rows, asked).filter(pk__gte=ends["first"], pk__lte=ends["last"])


def _taken(rows: QuerySet[Act], asked: Asked) -> QuerySet[Act]:
    if asked.since:
        rows = rows.filter(occurred_at__gte=asked.since)
    return rows.filter(occurred_at__lt=asked.until) if asked.until else rows


def _line(act: Act) -> Line:
    # A subject is a random key of 63 bits: as text, for no browser keeps such a number.
    subject = " ".join(str(key) for key in (act.subject, act.other) if key)
    return Line(
        act.pk, act.occurred_at, act.kind, act.actor, subject, act.reason, act.agreement_hash, act.payload
    )
