"""The connector of files without a system of their own."""

from collections.abc import Iterator, Mapping
from typing import Any

from accord.connectors.csv_file.node import load_yaml
from accord.connectors.csv_file.parse import parse_mapping
from accord.connectors.csv_file.reader import read_by_mapping
from accord.connectors.protocol import Reading, Recognised, Row, Sniffed
from accord.vocabulary.errors import Invalid


class CsvFile:
    """Reads any table of persons, companies, deals, touches, revenue or spend."""

    name = "csv_file"

    def recognise(self, sniffed: Sniffed) -> Recognised:
        """Barely sure of anything: every other connector goes first."""
        return Recognised(0.1, "table")

    def read(self, sniffed: Sniffed, reading: Reading) -> Iterator[Row]:
        """Every row by the mapping, which is needed. Raises `Invalid` before the first row."""
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
