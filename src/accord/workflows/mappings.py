"""Saved mappings: read one from a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from accord.connectors.csv_file.connector import load_mapping
from accord.vocabulary.errors import Invalid


def read_mapping(path: Path) -> Mapping[str, Any]:
    """The mapping in a YAML file; `Invalid` with the place when it cannot be read."""
    try:
        return load_mapping(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise Invalid(
            "mapping.unreadable", f'the mapping "{path.name}" cannot be read as text', "save it as UTF-8 YAML"
        ) from problem
