"""The same source, compiled: the fold through numba (extra `fast`), loaded only when it pays."""

from collections.abc import Callable
from functools import lru_cache

from accord.journey import fold, kernel, passes, score, stages
from accord.journey.machine_code import available, compile_together

__all__ = ["available", "compiled_fold"]

SOURCES = (
    (score, ("worth", "engagement", "raise_bound", "decide", "qualify")),
    (stages, ("step", "settle", "after_silence", "count", "clear", "hear", "hush")),
    (passes, ("open_pass", "reopen", "enter", "close", "mark")),
    (fold, ("attend", "begin", "take", "finish", "fold_one", "fold_range")),
)


@lru_cache(maxsize=1)
def compiled_fold() -> Callable[..., int]:
    """`fold.fold_range`, compiled."""
    return compile_together(SOURCES, kernel)["fold_range"]
