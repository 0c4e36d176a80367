"""Rows sorted by whose they are: by the owner's name as it is shown, not by the key that systems call them by."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from accord.reporting.ordering import Column, Sorting
from accord.teams.people import find_owners
from accord.vocabulary.people import Viewer

OWNER = "owner"


def by_owners(
    viewer: Viewer, columns: tuple[Column, ...], rows: Iterable[Any], sorting: Sorting
) -> tuple[Column, ...]:
    """The columns, that of the owner saying names; unchanged where another column is sorted by.

    Raises `Refused` without the right to see people.
    """
    if sorting.by != OWNER:
        return columns
    names = {key: name for key, (name, _here) in find_owners(viewer, {row.owner for row in rows}).items()}
    return tuple(
        replace(column, of=lambda row: names.get(row.owner, row.owner)) if column.name == OWNER else column
        for column in columns
    )
