"""Connected components under vetoes, the same whatever the order of arrival. Pure."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

N = TypeVar("N", bound=Hashable)


class Edge(NamedTuple):
    """Two nodes that belong together; the smaller rank is the stronger evidence."""

    rank: int
    left: Any
    right: Any


def find_components(
    nodes: Iterable[N],
    edges: Iterable[Edge],
    order: Mapping[N, Any],
    may_join: Callable[[Collection[N], Collection[N], int], bool] | None = None,
) -> list[list[N]]:
    """The groups that edges make, each sorted by `order`, the list sorted by its first members.

    Edges are taken by rank, then by the order of their ends. An edge is passed over when
    `may_join(group, group, rank)` refuses, so that the outcome is a function of the sets alone.
    """
    members: dict[N, list[N]] = {node: [node] for node in nodes}
    root: dict[N, N] = {node: node for node in members}

    def position(edge: Edge) -> tuple[int, Any, Any]:
        low, high = sorted((order[edge.left], order[edge.right]))
        return edge.rank, low, high

    for edge in sorted(edges, key=position):
        left, right = root[edge.left], root[edge.right]
        if left == right:
            continue
        if may_join is not None and not may_join(members[left], members[right], edge.rank):
            continue
        if len(members[left]) < len(members[right]):
            left, right = right, left
        for node in members[right]:
            root[node] = left
        members[left] += members.pop(right)
    groups = [sorted(group, key=order.__getitem__) for group in members.values()]
    return sorted(groups, key=lambda group: order[group[0]])


def never_apart(pairs: Collection[tuple[N, N]]) -> Callable[[Collection[N], Collection[N], int], bool]:
    """A veto: groups holding both sides of one of `pairs` are not joined."""
    against: dict[N, set[N]] = {}
    for left, right in pairs:
        against.setdefault(left, set()).add(right)
        against.setdefault(right, set()).add(left)

    def may_join(ours: Collection[N], theirs: Collection[N], rank: int) -> bool:
        less, more = (ours, set(theirs)) if len(ours) <= len(theirs) else (theirs, set(ours))
        return not any(not more.isdisjoint(against[node]) for node in less if node in against)

    return may_join
