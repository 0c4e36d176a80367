"""A frozen table of named values whose names the two teams choose."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

V = TypeVar("V", covariant=True)


class Table(Mapping[str, V], Generic[V]):
    """Names to values in the order of the text; two tables are equal when their order is too."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Mapping[str, V] | None = None) -> None:
        self._rows: dict[str, V] = dict(rows or {})

    def __getitem__(self, name: str) -> V:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and list(self.items()) == list(other.items())

    def __hash__(self) -> int:
        return hash(tuple(self._rows.items()))

    def __repr__(self) -> str:
        return f"Table({self._rows!r})"
