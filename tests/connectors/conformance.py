"""What every connector must hold, whatever system it reads. Call `check_conforms` with a real export.

check_conforms(connector, path, Reading("crm"), tmp_path)
"""

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from accord.connectors.protocol import Connector, Reading, Row
from accord.connectors.tabular import sniff
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Refused, RowRead, RowSkipped


def check_conforms(connector: Connector, path: Path, reading: Reading, folder: Path) -> list[Row]:
    """Every promise of the contract on one file that the connector can read; returns its rows."""
    rows = list(connector.read(sniff(path), reading))
    check_accounts_for_lines(rows)
    check_speaks_of_its_source(rows, reading.source)
    check_resumes(connector, path, reading, rows)
    assert list(connector.read(sniff(path), reading)) == rows, "the same file twice says two things"
    if sniff(path).format == "csv":
        check_order_does_not_matter(connector, path, reading, folder, rows)
        check_survives_damage(connector, path, reading, folder)
    return rows


def check_accounts_for_lines(rows: Iterable[Row]) -> None:
    """Each row is read, skipped or refused, once, in file order; each refusal says what to do."""
    last = 0
    for row in rows:
        assert isinstance(row, RowRead | RowSkipped | Refused)
        assert row.line > last, f"line {row.line} after {last}"
        last = row.line
        if isinstance(row, Refused):
            assert row.remedy
            assert len(row.value) <= 300
            assert len(row.column) <= 120


def check_speaks_of_its_source(rows: Iterable[Row], source: str) -> None:
    """Records belong to the import's source; instants carry a zone; dimensions fit the ledger."""
    for row in rows:
        if isinstance(row, RowRead):
            for record in row.records:
                assert record.ref.source == source or record.same_as, record.ref
                assert 0 < len(record.ref.external_id) <= 200
            for fact in row.facts:
                assert fact.natural_id
                assert fact.occurred_at.utcoffset() is not None
                assert len(fact.channel) <= 80
                assert max(map(len, (fact.campaign, fact.asset, fact.value))) <= 200
                assert len(fact.actor) <= 80


def check_resumes(connector: Connector, path: Path, reading: Reading, rows: list[Row]) -> None:
    """After any line the rest is what it would have been."""
    rng = random.Random(11)
    cuts = {0, len(rows) - 1, *(rng.randrange(len(rows)) for _ in range(5))} if rows else set()
    for cut in cuts:
        after = replace(reading, after_line=rows[cut].line)
        assert list(connector.read(sniff(path), after)) == rows[cut + 1 :], f"after line {rows[cut].line}"


def said(rows: Iterable[Row]) -> set[object]:
    """What the rows say, without their line numbers."""
    facts = {fact for row in rows if isinstance(row, RowRead) for fact in row.facts}
    records = {
        (record.ref, tuple(sorted(record.values.items())), record.modified_at)
        for row in rows
        if isinstance(row, RowRead)
        for record in row.records
    }
    return {*facts, *records}


def check_order_does_not_matter(
    connector: Connector, path: Path, reading: Reading, folder: Path, rows: list[Row]
) -> None:
    """A shuffled file and a file in two parts say the same. Files whose cells span lines are left out."""
    found = sniff(path)
    lines = path.read_bytes().splitlines(keepends=True)
    head, body = lines[: found.header_line], lines[found.header_line :]
    if len(body) != len(rows) or not found.encoding.startswith("utf-8"):
        return
    body = [line if line.endswith(b"\n") else line + b"\n" for line in body]
    shuffled = random.Random(5).sample(body, len(body))
    half = len(body) // 2
    for name, parts in (("shuffled", [shuffled]), ("split", [body[:half], body[half:]])):
        again: list[Row] = []
        for index, part in enumerate(parts):
            copy = folder / f"{name}-{index}-{path.name}"
            copy.write_bytes(b"".join(head + part))
            again += connector.read(sniff(copy), reading)
        assert said(again) == said(rows), name


def check_survives_damage(connector: Connector, path: Path, reading: Reading, folder: Path) -> None:
    """Whatever bytes are changed, rows are refused or the file is `Invalid`: nothing else is raised."""
    rng = random.Random(3)
    whole = path.read_bytes()[:100_000]
    for round_number in range(20):
        damaged = bytearray(whole)
        for _ in range(rng.randrange(1, 40)):
            place = rng.randrange(len(damaged))
            damaged[place : place + rng.randrange(3)] = rng.choice(
                (b'"', b"\x00", b"\xff", b",", b"\n", b"\r", b'""', b"2024-99-99", b"\xef\xbb\xbf", b"")
            )
        copy = folder / f"damaged-{round_number}.csv"
        copy.write_bytes(bytes(damaged))
        try:
            check_accounts_for_lines(connector.read(sniff(copy), reading))
        except Invalid as error:
            assert error.sentence and error.remedy
