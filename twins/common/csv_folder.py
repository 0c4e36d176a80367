"""CSV files of a folder as rows by object: how exports, Data Loader files and warehouse seeds come."""

import csv
import gzip
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

Cells = dict[str, str]
# What stands around an object's name in the names of files: `sf_lead_data.csv`, `leads.csv.gz`.
_AROUND = re.compile(r"^(sf|salesforce|hubspot)_|_(data|export)$")


@cache
def plain(name: str) -> str:
    """A name without case, blanks and marks: `Last Modified Date`, `last_modified_date`, `LastModifiedDate`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def read_folder(
    folder: Path, object_of: Callable[[str], str | None]
) -> tuple[dict[str, list[Cells]], list[str]]:
    """Rows by object, and the names of the files that are no object's. Raises `ValueError` for no folder."""
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder")
    found: dict[str, list[Cells]] = {}
    left: list[str] = []
    for path in sorted((*folder.glob("*.csv"), *folder.glob("*.csv.gz"))):
        name = object_of(plain(_AROUND.sub("", path.name.split(".")[0])))
        if name is None:
            left.append(path.name)
        else:
            found.setdefault(name, []).extend(_rows(path))
    return found, left


def find_named(names: dict[str, str], stem: str) -> str | None:
    """The object a file's stem names, in the singular or the plural."""
    singular = (stem, stem.removesuffix("s"), stem.removesuffix("es"), re.sub("ies$", "y", stem))
    return next((names[one] for one in singular if one in names), None)


def _rows(path: Path) -> Iterator[Cells]:
    csv.field_size_limit(sys.maxsize)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="", errors="replace") as file:
        for row in csv.DictReader(file):
            yield {name: value for name, value in row.items() if name and isinstance(value, str) and value}
