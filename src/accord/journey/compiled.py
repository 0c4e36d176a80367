"""The same source, compiled: the fold through numba (extra `fast`), loaded only when it pays."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any

from accord.journey import fold, kernel, passes, score, stages

# Each module's functions, in the order they call one another.
SOURCES = (
    (score, ("worth", "engagement", "raise_bound", "decide", "qualify")),
    (stages, ("step", "settle", "after_silence", "count", "clear", "hear", "hush")),
    (passes, ("open_pass", "reopen", "enter", "close", "mark")),
    (fold, ("attend", "begin", "take", "finish", "fold_one", "fold_range")),
)


def available() -> bool:
    """Whether numba is installed."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


@lru_cache(maxsize=1)
def compiled_fold() -> Callable[..., int]:
    """`fold.fold_range`, compiled; the machine code is kept beside the source or in the user's cache."""
    import numba

    names: dict[str, Any] = {}
    edition = _edition()
    for module, functions in SOURCES:
        names |= {name: value for name, value in vars(module).items() if name not in names}
        for name in functions:
            function = FunctionType(getattr(module, name).__code__, names, name)
            function.__qualname__ = f"{name}_{edition}"
            names[name] = _compile(numba, function)
    result: Callable[..., int] = names["fold_range"]
    return result


def _edition() -> str:
    """A digest of all sources: numba's own cache would not see that a function in another file changed."""
    files = [module.__file__ or "" for module in (kernel, *(module for module, _ in SOURCES))]
    return sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:8]


def _compile(numba: Any, function: FunctionType) -> Any:
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep the machine code: each process compiles anew
        return numba.njit(nogil=True)(function)
