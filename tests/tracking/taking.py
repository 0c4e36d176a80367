"""Letters go in, the worker's part runs, and what stands in the ledger is asked for."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from accord.contacts.models import Identity
from accord.ledger.inbox import keep_letters
from accord.ledger.models import Fact, SourceRecord
from accord.vocabulary.doors import Letter, Trust
from accord.vocabulary.facts import FactKind
from accord.workflows.take_inbox import Taker
from tests.tracking.letters import NOW, letter

LATER = NOW + timedelta(seconds=2)


def take(*letters: Letter, now: datetime = LATER) -> int:
    """Keep letters and take everything that waits."""
    keep_letters(letters)
    return Taker(lambda: now).take_all()


def call(
    kind: str, *, trust: Trust = Trust.server, at: datetime = NOW, source: str = "website", **said: Any
) -> Letter:
    """One call in Segment's format, as it stands in the inbox."""
    said.setdefault("messageId", f"{kind}-{sorted(map(str, said.items()))}")
    return letter(said, trust=trust, at=at, source=source, context={"call": kind, "ua": BROWSER})


def batch(*events: dict[str, Any], at: datetime = NOW, trust: Trust = Trust.server, **said: Any) -> Letter:
    """One batch."""
    return letter(
        {"batch": list(events), **said}, at=at, trust=trust, context={"call": "batch", "ua": BROWSER}
    )


def facts() -> list[tuple[str, str]]:
    """Kind and the person's outside id of every fact, in order of time."""
    ids = dict(SourceRecord.objects.values_list("key", "external_id"))
    rows = Fact.objects.order_by("occurred_at", "seq").values_list("kind", "subject")
    return [(FactKind(kind).name, ids.get(subject, "")) for kind, subject in rows]


def contacts() -> list[set[str]]:
    """The outside ids of each contact's records."""
    ids = dict(SourceRecord.objects.values_list("key", "external_id"))
    found: dict[int, set[str]] = {}
    for key, contact in Identity.objects.values_list("key", "contact_id"):
        found.setdefault(contact, set()).add(ids[key])
    return sorted(found.values(), key=sorted)


def kinds_of(contact: Iterable[str]) -> list[str]:
    """The kinds of the facts of one contact."""
    members = set(contact)
    return sorted(kind for kind, about in facts() if about in members)


BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
