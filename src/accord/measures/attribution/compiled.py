"""The kernels as they are written, or compiled where that pays and numba is installed (extra `fast`)."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from accord.journey.machine_code import available, compile_together
from accord.measures.attribution import cut, games, grouping, sharing, walk

SOURCES = (
    (sharing, ("place", "share_positions", "share_ends", "share_last_but", "share_by_age")),
    (games, ("share_distinct", "add_sets")),
    (walk, ("walk", "flow")),
    (cut, ("first_at", "cut", "keep")),
    (grouping, ("count_buyers", "spread", "settle", "order")),
)


PAYS = 300_000  # touches: fewer are read in less time than the compiler takes to load


Kernels = Mapping[str, Callable[..., Any]]


def kernels(touches: int) -> Kernels:
    """Every kernel by its name, as it is best for so many touches."""
    return _compiled() if touches >= PAYS and available() else _PLAIN


def are_compiled(run: Kernels) -> bool:
    """Whether these kernels are machine code."""
    return run is not _PLAIN


_PLAIN = {name: getattr(module, name) for module, names in SOURCES for name in names}


@lru_cache(maxsize=1)
def _compiled() -> Kernels:
    return compile_together(SOURCES)
