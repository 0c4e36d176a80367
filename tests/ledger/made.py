"""Drafts for the tests of the ledger, and the state of a ledger as a value that can be compared."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from accord.ledger.keys import make_digest
from accord.ledger.models import Fact, SourceRecord
from accord.ledger.prepare import prepare_facts, prepare_records
from accord.ledger.record import FactsWritten, KnownRecord, record_facts, record_records
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref
from accord.vocabulary.people import Role, Viewer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# The cast as viewers; nobody signs in here, so no accounts are needed.
MAYA = Viewer(1, Role.marketing, "marketing")
SAM = Viewer(2, Role.manager, "sales")
RITA = Viewer(3, Role.rep, "sales")
VICTOR = Viewer(4, Role.viewer)
OLGA = Viewer(5, Role.ops)
DIGEST = make_digest("a secret of the tests")


def person_ref(number: int, source: str = "crm") -> Ref:
    """The n-th person's ref."""
    return Ref(source, RecordKind.person, f"P{number:06d}")


def person(number: int, *, modified: int | None = None, **fields: Any) -> RecordDraft:
    """The n-th person as a source gives them, `modified` days after the first of January."""
    at = None if modified is None else datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=modified)
    values = {"Id": f"P{number:06d}", "Email": f"p{number}@example{number}.com"} | fields.pop("values", {})
    return RecordDraft(person_ref(number), values, at, email=values["Email"], **fields)


def touch(
    number: int, about: Ref | None, kind: FactKind = FactKind.form_submitted, **fields: Any
) -> FactDraft:
    """The n-th fact."""
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    return FactDraft(f"fact:{number}", about, kind, at, **fields)


def record(
    records: Iterable[RecordDraft] = (),
    facts: Iterable[FactDraft] = (),
    *,
    source: str = "crm",
    now: datetime = NOW,
) -> tuple[list[KnownRecord], FactsWritten]:
    """Record drafts in one transaction, as an import does."""
    ready, happened = prepare_records(records), prepare_facts(facts, DIGEST)
    with transaction.atomic():
        keys, known = record_records(ready, [f.about for f in happened if f.about is not None], now=now)
        return known, record_facts(source, happened, keys, now=now)


def ledger_state() -> dict[str, Any]:
    """Records and facts under their outside names: keys are random, so they are named by external ids."""
    names = {r.key: f"{r.source}/{r.kind}/{r.external_id}" for r in SourceRecord.objects.all()}
    content = ("values", "email", "name", "company", "domain", "phone", "country", "deleted", "modified_at")
    records = {names[r.key]: [str(getattr(r, c)) for c in content] for r in SourceRecord.objects.all()}
    columns = (
        "kind",
        "occurred_at",
        "channel",
        "campaign",
        "asset",
        "actor",
        "value",
        "amount",
        "currency",
        "agent",
    )
    facts = {
        f"{f.source}/{f.source_id}": [names.get(f.subject, ""), *(str(getattr(f, c)) for c in columns)]
        for f in Fact.objects.all()
    }
    state: dict[str, Any] = json.loads(json.dumps({"records": records, "facts": facts}, sort_keys=True))
    return state
