"""Functions that call one another, compiled by numba (extra `fast`) from the same source that also runs without it."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

Sources = Sequence[
    tuple[ModuleType, Sequence[str]]
]  # each module's functions, in the order they call one another


def available() -> bool:
    """Whether numba is installed."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


def compile_together(sources: Sources, *beside: ModuleType) -> dict[str, Callable[..., Any]]:
    """Every named function, compiled, by name; the machine code is kept beside the source or in the user's cache.

    `beside` are modules whose values the functions use. numba's own cache would not see that a function in another
    file changed, so a digest of all the files is part of each name.
    """
    import numba

    modules = [*beside, *(module for module, _ in sources)]
    edition = sha256(b"".join(Path(module.__file__ or "").read_bytes() for module in modules)).hexdigest()[:8]
    names: dict[str, Any] = {}
    made: dict[str, Callable[..., Any]] = {}
    for module, functions in sources:
        names |= {name: value for name, value in vars(module).items() if name not in names}
        for name in functions:
            function = FunctionType(getattr(module, name).__code__, names, name)
            function.__qualname__ = f"{name}_{edition}"
            names[name] = made[name] = _compile(numba, function)
    return made


def _compile(numba: Any, function: FunctionType) -> Any:
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep the machine code: each process compiles anew
        return numba.njit(nogil=True)(function)
