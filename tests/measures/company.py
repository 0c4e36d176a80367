"""A small company written by hand as a mirror folder: what the hand-worked tables are worked on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from accord.agreement import compile as compile_agreement
from accord.agreement import content_hash, parse, templates
from accord.measures.layout import FACTS, SMALL
from accord.measures.mirror import Mirror, open_mirror
from accord.measures.number import Reading, Window
from accord.measures.scope import Scope, scope_of
from accord.measures.writing import write_mirror
from accord.vocabulary.facts import FactKind

NOW = datetime(2027, 3, 31, 12, tzinfo=UTC)
TEMPLATE = "awareness-engage-attract-convert"


def day(text: str) -> datetime:
    """`2027-01-05` or `2027-01-05 14:30` as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Company:
    """Facts, people and deals by hand. A person is known by number: identity key = contact unless said."""

    def __init__(self) -> None:
        self.facts: list[dict[str, Any]] = []
        self.small: dict[str, list[dict[str, Any]]] = {name: [] for name in SMALL}

    def person(
        self,
        key: int,
        *,
        contact: int = 0,
        source: str = "marketing",
        account: int | None = None,
        stub: bool = False,
    ) -> int:
        """A person's record."""
        contact = contact or key
        self.small["identity"].append({"subject": key, "contact": contact, "source": source, "stub": stub})
        if all(row["contact"] != contact for row in self.small["people"]):
            self.small["people"].append({"contact": contact, "account": account, "owner": ""})
        return key

    def deal(self, key: int, contact: int | None, *, won: str = "", **more: Any) -> int:
        """A deal as its facts leave it, and the facts."""
        row = dict.fromkeys(f for f in SMALL["deals"].names if f not in ("version", "gone"))
        row |= {"deal": key, "contact": contact, "source": "crm", "owner": "", "stage": "", "currency": ""}
        if won:
            self.fact(key, FactKind.deal_won, won, source="crm")
            row["won_at"] = day(won)
        self.small["deals"].append(row | more)
        return key

    def fact(self, subject: int, kind: FactKind, at: str, **more: Any) -> None:
        """One fact; the ledger sequence is the order of calls."""
        seq = len(self.facts) + 1
        row: dict[str, Any] = dict.fromkeys(FACTS.names, "")
        row |= {"seq": seq, "source": "marketing", "tie": seq, "subject": subject, "kind": int(kind)}
        row |= {"occurred_at": day(at), "received_at": NOW, "amount": None, "agent": 0, "import_id": 1}
        self.facts.append(row | more)

    def write(self, folder: Path, text: str | None = None) -> Mirror:
        """The mirror of it, folded under an agreement's text (the template's, when None; none when empty)."""
        small = {}
        for name, schema in SMALL.items():
            fields = [f for f in schema if f.name not in ("version", "gone")]
            small[name] = pa.table(
                {f.name: _column([row[f.name] for row in self.small[name]], f.type) for f in fields}
            )
        facts = pa.table({f.name: _column([row[f.name] for row in self.facts], f.type) for f in FACTS})
        text = templates.read(TEMPLATE) if text is None else text
        tables = compile_agreement(parse(text).get_document(), content_hash(text)) if text else None
        write_mirror(folder, [facts] if self.facts else [], small, tables, NOW)
        return open_mirror(folder)


def scope(
    mirror: Mirror, text: str | None = None, *, window: Window | None = None, now: datetime = NOW
) -> Scope:
    """The scope of that agreement over the mirror."""
    text = templates.read(TEMPLATE) if text is None else text
    document = parse(text).get_document()
    reading = Reading(content_hash(text), signed=False, title="a draft")
    return scope_of(document, reading, mirror.manifest, window=window, now=now)


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind):
        values = [v.astimezone(UTC).replace(tzinfo=None) if v else None for v in values]
        return pa.array(values, kind)
    return pa.array(values, pa.string() if pa.types.is_dictionary(kind) else kind)
