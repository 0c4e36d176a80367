"""Which outside systems can be read: every package in `accord.connectors` that has a `connector`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import accord.connectors
from accord.connectors.protocol import Connector, Recognised, Sniffed
from accord.connectors.tabular import sniff
from accord.vocabulary.errors import Invalid, NotFound


@cache
def find_connectors() -> dict[str, Connector]:
    """Every connector by name, in the order of names."""
    found: dict[str, Connector] = {}
    for module in pkgutil.iter_modules(accord.connectors.__path__, "accord.connectors."):
        connector = getattr(importlib.import_module(module.name), "connector", None)
        if connector is not None:
            found[connector.name] = connector
    return dict(sorted(found.items()))


def get_connector(name: str) -> Connector:
    """The connector of that name; raises `NotFound` with the names there are."""
    connectors = find_connectors()
    if name not in connectors:
        raise NotFound(
            "connector.unknown", f'there is no connector "{name}"', f"use one of {', '.join(connectors)}"
        )
    return connectors[name]


def recognise(path: Path) -> tuple[Connector, Recognised, Sniffed]:
    """The connector that is surest the file is its own.

    Raises `Invalid` when the file cannot be opened as a table, or no connector knows it.
    """
    sniffed = sniff(path)
    judged = [(connector.recognise(sniffed), connector) for connector in find_connectors().values()]
    verdict, connector = max(judged, key=lambda pair: pair[0].sureness)
    if verdict.sureness <= 0:
        raise Invalid(
            "import.not_recognised",
            f'no connector recognises "{path.name}"',
            "name one with --connector, or give a mapping with --mapping",
        )
    return connector, verdict, sniffed


def choose_connector(
    path: Path, name: str, mapping: Mapping[str, Any] | None
) -> tuple[Connector, Recognised, Sniffed]:
    """The connector asked for; the general one for a mapping; else the one that recognises the file."""
    if not name and mapping:
        name = "csv_file"
    if not name:
        return recognise(path)
    connector = get_connector(name)
    sniffed = sniff(path)
    return connector, connector.recognise(sniffed), sniffed
