"""The connector of files without a system of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from accord.connectors.csv_file.node import load_yaml
from accord.connectors.csv_file.parse import parse_mapping
from accord.connectors.csv_file.reader import read_by_mapping
from accord.connectors.csv_file.shipped import find_shipped
from accord.connectors.protocol import Reading, Recognised, Row, Sniffed
from accord.vocabulary.errors import Invalid


class CsvFile:
    """Reads any table of persons, companies, deals, touches, revenue or spend."""

    name = "csv_file"

    def recognise(self, sniffed: Sniffed) -> Recognised:
        """Sure of exports with a shipped mapping; of all else barely: every other connector goes first."""
        found = find_shipped(sniffed.header)
        return Recognised(0.9, found.name) if found else Recognised(0.1, "table")

    def read(self, sniffed: Sniffed, reading: Reading) -> Iterator[Row]:
        """Every row by the mapping, or the shipped one. Raises `Invalid` before the first row."""
        shipped = None if reading.mapping else find_shipped(sniffed.header)
        if shipped:
            reading = replace(reading, mapping=shipped.mapping)
        if not reading.mapping:
            raise Invalid(
                "mapping.absent",
                f"{sniffed.path.name} is of no known system, and no mapping says what its columns mean.",
                "Let one be guessed (accord guess FILE), look it over, and import with --mapping.",
            )
        return read_by_mapping(sniffed, reading)


def load_mapping(text: str) -> Mapping[str, Any]:
    """The mapping in a YAML text as a value for `Reading.mapping`. Raises `Invalid` with every mistake."""
    value = load_yaml(text)
    if not isinstance(value, dict):
        raise Invalid("mapping.syntax", "The mapping is not a list of `key: value`.", "See docs/mapping.md.")
    parse_mapping(value)
    return value
