"""The mappings that come with the product, recognised by the header; columns a file lacks are left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from accord.connectors.csv_file.columns import used_columns
from accord.connectors.csv_file.node import load_yaml
from accord.connectors.csv_file.parse import parse_mapping


@dataclass(frozen=True, slots=True)
class Shipped:
    """A mapping of the product, fitted to one header."""

    name: str
    mapping: Mapping[str, Any]


@cache
def load_shipped() -> Mapping[str, Mapping[str, Any]]:
    """Every shipped mapping by its name."""
    folder = files("accord.connectors.csv_file") / "mappings"
    found = {
        entry.name.removesuffix(".yaml"): load_yaml(entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }
    return dict(sorted(found.items()))


def find_shipped(header: tuple[str, ...]) -> Shipped | None:
    """The mapping whose columns the header has, None if there is none."""
    for name, mapping in load_shipped().items():
        needed, never = mapping["recognise"], mapping.get("not_with", [])
        if all(column in header for column in needed) and not any(column in header for column in never):
            fitted = fit(mapping, header)
            return Shipped(name, fitted) if fitted else None
    return None


def fit(mapping: Mapping[str, Any], header: tuple[str, ...]) -> Mapping[str, Any]:
    """The mapping without what the header has no columns for; empty if more than that is missing."""
    fitted = dict(mapping)
    if fitted.get("modified") not in header:
        fitted.pop("modified", None)
    fields = {}
    for name, columns in mapping.get("fields", {}).items():
        kept = [one for one in ([columns] if isinstance(columns, str) else columns) if one in header]
        if kept:
            fields[name] = kept
    fitted["fields"] = fields
    fitted["facts"] = [_without(fact, header) for fact in mapping.get("facts", []) if fact["at"] in header]
    attributes = mapping.get("attributes")
    if attributes:
        kept_columns = {name: one for name, one in attributes["columns"].items() if one in header}
        fitted["attributes"] = [{**attributes, "columns": kept_columns}] if attributes["at"] in header else []
    missing = [column for column in used_columns(parse_mapping(fitted)) if column not in header]
    return {} if missing else fitted


def _without(fact: Mapping[str, Any], header: tuple[str, ...]) -> dict[str, Any]:
    """A fact without the dimensions whose column is absent."""
    texts = ("channel", "campaign", "asset", "actor", "value")
    return {
        key: one for key, one in fact.items() if key not in texts or not isinstance(one, str) or one in header
    }
