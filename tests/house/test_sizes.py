"""The house keeps its size: quality shows in the tail, so the tail is measured."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src" / "accord"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def sources() -> Iterator[Path]:
    """Every file we wrote (migrations are generated)."""
    return (p for p in sorted(SRC.rglob("*.py")) if "migrations" not in p.parts)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with its length in lines."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, FUNCTIONS):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(p.relative_to(SRC)): n for p in sources() if (n := len(p.read_text().splitlines())) > 400}
    assert not long


def test_the_median_file_is_short() -> None:
    lengths = [n for p in sources() if (n := len(p.read_text().splitlines())) > 1]
    assert statistics.median(lengths) <= 80


def test_no_function_is_longer_than_80_lines() -> None:
    long = {f"{p.relative_to(SRC)}:{name}": n for p in sources() for name, n in functions(p) if n > 80}
    assert not long


def test_the_95th_percentile_function_is_short() -> None:
    lengths = sorted(n for p in sources() for _, n in functions(p))
    assert lengths[int(len(lengths) * 0.95)] <= 40


def test_public_functions_keep_a_docstring() -> None:
    bare = [
        f"{p.relative_to(SRC)}:{node.name}"
        for p in sources()
        for node in ast.parse(p.read_text()).body
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not bare
