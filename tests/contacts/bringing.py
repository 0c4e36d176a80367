"""Bring records and facts as an import does, without files: records, facts, identity in one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from accord.contacts.identify import identify_batch
from accord.ledger.keys import make_digest
from accord.ledger.prepare import prepare_facts, prepare_records
from accord.ledger.record import record_facts, record_records
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def person(external_id: str, source: str = "crm", version: int = 1, **fields: object) -> RecordDraft:
    """A person's record; `version` is its day of modification, so that a later one replaces it."""
    ref = Ref(source, RecordKind.person, external_id)
    values = {"id": external_id, "version": str(version), **{k: str(v) for k, v in fields.items()}}
    return RecordDraft(ref, values, NOW + timedelta(days=version), **fields)  # type: ignore[arg-type]


def company(external_id: str, source: str = "crm", version: int = 1, **fields: object) -> RecordDraft:
    """A company's record."""
    ref = Ref(source, RecordKind.company, external_id)
    values = {"id": external_id, "version": str(version), **{k: str(v) for k, v in fields.items()}}
    return RecordDraft(ref, values, NOW + timedelta(days=version), **fields)  # type: ignore[arg-type]


def deal(external_id: str, source: str = "crm", version: int = 1, **fields: object) -> RecordDraft:
    """A deal's record."""
    ref = Ref(source, RecordKind.deal, external_id)
    values = {"id": external_id, "version": str(version), **{k: str(v) for k, v in fields.items()}}
    return RecordDraft(ref, values, NOW + timedelta(days=version), **fields)  # type: ignore[arg-type]


def statement(ref: Ref, **links: object) -> RecordDraft:
    """An association row: it says how records belong together and has no content of its own."""
    return RecordDraft(ref, {}, **links)  # type: ignore[arg-type]


def fact(about: Ref, kind: FactKind, day: int = 0, **fields: object) -> FactDraft:
    """Something that happened to `about` so many days after the start."""
    natural = f"{about}/{kind}/{day}/{sorted(fields.items())}"
    return FactDraft(natural, about, kind, NOW + timedelta(days=day), **fields)  # type: ignore[arg-type]


def bring(
    drafts: Sequence[RecordDraft], facts: Sequence[FactDraft] = (), source: str = "crm"
) -> dict[Ref, int]:
    """One batch, as `workflows.import_batch` books it; returns the keys of the records."""
    digest = make_digest(settings.SECRET_KEY)
    with transaction.atomic():
        ready = prepare_facts(facts, digest)
        mentioned = [one.about for one in ready if one.about is not None]
        keys, known = record_records(prepare_records(drafts), mentioned, now=NOW)
        record_facts(source, ready, keys, now=NOW)
        identify_batch(known, NOW)
    return keys
