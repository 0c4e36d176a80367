"""What the tests of named systems share: small files in three spellings,
and what a file says without its lines.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from accord.connectors.ad_spend import connector as ad_spend
from accord.connectors.hubspot import connector as hubspot
from accord.connectors.marketo import connector as marketo
from accord.connectors.objects.declared import Object
from accord.connectors.objects.system import System
from accord.connectors.protocol import Reading, Row
from accord.connectors.salesforce import connector as salesforce
from accord.connectors.tabular import sniff
from accord.vocabulary.facts import FactDraft, RecordDraft, Refused, RowRead, RowSkipped

SYSTEMS: tuple[System, ...] = (hubspot, salesforce, marketo, ad_spend)


def write(folder: Path, name: str, rows: Sequence[Mapping[str, str]], header: Sequence[str] = ()) -> Path:
    """A CSV file of these rows; the header is that of the first row unless given."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, header or list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(system: System, path: Path, **reading: Any) -> list[Row]:
    """Every row of a file that the system must recognise as its own."""
    found = sniff(path)
    recognised = system.recognise(found)
    assert recognised.sureness > 0, path.name
    return list(system.read(found, Reading(reading.pop("source", "crm"), recognised.object, **reading)))


def facts_of(rows: Iterable[Row]) -> list[FactDraft]:
    """The facts, in file order."""
    return [fact for row in rows if isinstance(row, RowRead) for fact in row.facts]


def records_of(rows: Iterable[Row]) -> list[RecordDraft]:
    """The records, in file order."""
    return [record for row in rows if isinstance(row, RowRead) for record in row.records]


def refused(rows: Iterable[Row]) -> list[Refused]:
    """The refusals."""
    return [row for row in rows if isinstance(row, Refused)]


def skipped(rows: Iterable[Row]) -> list[str]:
    """Why rows were skipped."""
    return [row.why for row in rows if isinstance(row, RowSkipped)]


def kinds(rows: Iterable[Row]) -> list[str]:
    """The names of the facts' kinds, in file order."""
    return [fact.kind.name for fact in facts_of(rows)]


def plain(record: RecordDraft) -> RecordDraft:
    """A record without the row as it stood: that keeps the file's own spelling."""
    return record._replace(values={})


def warehouse(name: str, prefix: str = "") -> str:
    """A property as a copying tool writes it: `HasOptedOutOfEmail` -> `has_opted_out_of_email`,
    `a__b__c` -> `a_b_c`.
    """
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return prefix + re.sub(r"_+", "_", re.sub(r"[^a-z0-9_]", "_", snake))


def header_of(declared: Object, spelling: str, prefix: str = "") -> tuple[str, ...]:
    """The header of a whole object: every column by API name, by its last label,
    or as a warehouse copies it.
    """
    names: dict[str, None] = {}
    for column in declared.columns:
        first, last = column.spellings[0], column.spellings[-1]
        name = {"api": first, "label": last, "warehouse": warehouse(first, prefix)}[spelling]
        names[name] = None
    return tuple(names)
