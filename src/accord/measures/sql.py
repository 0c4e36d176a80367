"""The named queries: each is a file of named steps in a WITH, printable whole, with bound parameters.

A query that begins with `-- uses: leads_begun` has that query as its first step. `-- bound: zone` names
parameters; the comment before them is the formula in words.
"""

import re
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from accord.vocabulary.errors import NotFound

_FOLDER = files("accord.measures") / "sql"
_INSTRUCTION = re.compile(r"^-- (uses|bound): (.*)$", re.M)


@cache
def names() -> tuple[str, ...]:
    """The name of every query, sorted."""
    return tuple(sorted(f.name.removesuffix(".sql") for f in _FOLDER.iterdir() if f.name.endswith(".sql")))


@cache
def sql(name: str) -> str:
    """The whole text of a query, its shared steps included. Raises `NotFound` with the nearest known name."""
    body = own_text(name)
    if steps(name):
        shared = ",\n".join(f"{step} AS (\n{_indent(own_text(step))}\n)" for step in steps(name))
        own = body.removeprefix("WITH ")
        body = f"WITH {shared}" + (f",\n{own}" if own != body else f"\n{body}")
    comment = "".join(f"-- {line}\n" for line in _comment(name))
    return f"{comment}{body}\n"


@cache
def steps(name: str) -> tuple[str, ...]:
    """The shared steps of a query, each after those it uses itself."""
    return tuple(step for step in _order(name, ()) if step != name)


@cache
def own_text(name: str) -> str:
    """A query without its shared steps: it reads them as tables of their names."""
    lines = _raw(name).splitlines()
    first = next(i for i, line in enumerate(lines) if not line.startswith("--"))
    return "\n".join(lines[first:]).strip()


@cache
def words(name: str) -> str:
    """The formula in words: the comment the query begins with."""
    return " ".join(_comment(name))


@cache
def parameters(text: str) -> tuple[str, ...]:
    """The parameters a text binds (`$zone`), comments aside."""
    bare = re.sub(r"--[^\n]*", "", text)
    return tuple(dict.fromkeys(re.findall(r"\$([a-z_]+)", bare)))


def _order(name: str, above: tuple[str, ...]) -> list[str]:
    """A query's steps, each after those it uses, each once."""
    order: list[str] = []
    for used in _instructions(name).get("uses", ()):
        assert used not in above, f"{name} uses itself through {used}"
        order.extend(step for step in _order(used, (*above, name)) if step not in order)
    return [*order, name]


def _instructions(name: str) -> dict[str, tuple[str, ...]]:
    return {
        kind: tuple(w.strip() for w in rest.split(",")) for kind, rest in _INSTRUCTION.findall(_raw(name))
    }


def _comment(name: str) -> list[str]:
    lines = []
    for line in _raw(name).splitlines():
        if not line.startswith("-- ") or _INSTRUCTION.match(line):
            break
        lines.append(line.removeprefix("-- "))
    return lines


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.splitlines())


@cache
def _raw(name: str) -> str:
    if name not in names():
        near = get_close_matches(name, names(), 1)
        raise NotFound(
            "measure.unknown",
            f'no measure is called "{name}"' + (f", perhaps {near[0]}" if near else ""),
            "accord sql lists them all",
        )
    return (_FOLDER / f"{name}.sql").read_text()
