"""An exception told without what it carries: kinds, codes and places, never the message, which may quote a person."""

import traceback
from collections.abc import Iterator
from errno import errorcode
from pathlib import Path

from accord.vocabulary.errors import AccordError

_DEEPEST = 40  # frames of one exception


def kind_of(problem: BaseException) -> str:
    """What it is: the class, with our code or the system's error name where it has one.

    >>> kind_of(ValueError("maya@example.com is no number"))
    'ValueError'
    """
    if isinstance(problem, AccordError):
        return f"{type(problem).__name__}[{problem.code}]"
    if isinstance(problem, OSError) and (name := errorcode.get(problem.errno or 0)):
        return f"{type(problem).__name__}[{name}]"
    state = getattr(problem, "sqlstate", None)  # PostgreSQL's five letters say what its sentence would
    return type(problem).__name__ + (f"[{state}]" if isinstance(state, str) else "")


def trace_of(problem: BaseException) -> list[str]:
    """Line by line: each exception of the chain, oldest first, and the places it passed."""
    return [line for each in _chain(problem) for line in (kind_of(each), *_places(each))]


def _chain(problem: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    each: BaseException | None = problem
    while each is not None and each not in found:
        found.append(each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return found[::-1]


def _places(problem: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(problem.__traceback__)[-_DEEPEST:]:
        path = Path(frame.filename)
        yield f"  {'/'.join(path.parts[-3:])}:{frame.lineno} in {frame.name}"
