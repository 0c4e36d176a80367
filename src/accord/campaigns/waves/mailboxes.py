"""Where people can be written to, and the names that fill a letter: read from the personal store when asked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from accord.contacts.models import Contact, Identity
from accord.ledger.models import Fact, SourceRecord
from accord.ledger.sql import in_chunks
from accord.ledger.withdrawn import find_withdrawn
from accord.vocabulary.facts import FactKind, RecordKind, Ref

_NEVER = datetime.min.replace(tzinfo=UTC)
HARD = "hard"  # how a bounce says that there is no such mailbox


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person as letters need them. `keys` are all their identity keys; `key` is the one whose address it is."""

    contact: int
    account: int | None
    key: int
    keys: tuple[int, ...]
    address: str
    ref: Ref
    words: Mapping[str, str]


def find_mailboxes(contacts: Collection[int]) -> dict[int, Mailbox]:
    """The mailbox of each contact that still stands: the newest record with an address; an empty one without any."""
    found: dict[int, Mailbox] = {}
    for some in in_chunks(sorted(contacts)):
        rows = Contact.objects.filter(pk__in=some, gone=False).values_list(
            "pk", "account_id", "account__name"
        )
        keys: dict[int, list[int]] = {}
        for key, contact in Identity.objects.filter(contact_id__in=some).values_list("key", "contact_id"):
            keys.setdefault(contact, []).append(key)
        records = _records([key for each in keys.values() for key in each])
        for contact, account, company in rows:
            held = [records[key] for key in sorted(keys.get(contact, ())) if key in records]
            if held:
                found[contact] = _mailbox(contact, account, company or "", held)
    return found


def find_bounced(boxes: Iterable[Mailbox]) -> frozenset[int]:
    """Contacts one of whose records had a hard bounce: nothing more is sent there, at once.

    A later delivery to the same record lifts it: the mailbox is there again.
    """
    of = {key: box.contact for box in boxes for key in box.keys}
    last: dict[int, tuple[datetime, bool]] = {}
    for some in in_chunks(sorted(of)):
        gone = find_withdrawn(some)
        facts = Fact.objects.filter(
            subject__in=some, kind__in=[int(FactKind.email_bounced), int(FactKind.email_delivered)]
        )
        for fact in facts:
            bounced = fact.kind == FactKind.email_bounced
            if fact.seq in gone or (bounced and not fact.value.startswith(HARD)):
                continue
            now = (fact.occurred_at, bounced)
            last[fact.subject] = max(now, last.get(fact.subject, now))
    return frozenset(of[subject] for subject, (_, bounced) in last.items() if bounced)


def _records(keys: list[int]) -> dict[int, SourceRecord]:
    found: dict[int, SourceRecord] = {}
    for some in in_chunks(sorted(keys)):
        found.update((row.key, row) for row in SourceRecord.objects.filter(pk__in=some, deleted=False))
    return found


def _mailbox(contact: int, account: int | None, company: str, held: list[SourceRecord]) -> Mailbox:
    newest = sorted(held, key=lambda row: (row.modified_at or _NEVER, row.key), reverse=True)
    best = next((row for row in newest if row.email), newest[0])
    ref = Ref(best.source, RecordKind(best.kind), best.external_id)
    name = next((row.name for row in newest if row.name), "")
    words = {
        "name": name,
        "first_name": name.split()[0] if name else "",
        "company": company or next((row.company for row in newest if row.company), ""),
    }
    return Mailbox(contact, account, best.key, tuple(row.key for row in held), best.email, ref, words)
