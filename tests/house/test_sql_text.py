"""What someone typed never becomes SQL or a lookup: held by reading the code (and, running, by the shapes test)."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "accord"
RUNS = {"execute", "executemany", "raw", "extra", "RawSQL", "sql"}
ORM = {
    "filter",
    "exclude",
    "get",
    "annotate",
    "alias",
    "aggregate",
    "order_by",
    "values",
    "values_list",
    "only",
}
TYPED = {"GET", "POST", "COOKIES", "query_params", "body"}


def name_of(call: ast.Call) -> str:
    """The last word of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def mentions(node: ast.AST, words: set[str]) -> bool:
    """Whether an attribute of one of these names is read within."""
    return any(isinstance(n, ast.Attribute) and n.attr in words for n in ast.walk(node))


def named_mappings(tree: ast.AST) -> set[str]:
    """Names that are given only mappings whose keys stand in the code."""
    given = [
        (target.id, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    return {
        name
        for name, _ in given
        if all(isinstance(v, ast.Dict) and is_fixed(v, set()) for n, v in given if n == name)
    }


def is_fixed(node: ast.AST, mappings: set[str]) -> bool:
    """A constant by its name, or a mapping whose keys stand in the code."""
    if isinstance(node, ast.Dict):
        return all(isinstance(key, ast.Constant) for key in node.keys)
    if isinstance(node, ast.IfExp):
        return is_fixed(node.body, mappings) and is_fixed(node.orelse, mappings)
    words = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return words.isupper() or words in mappings


def faults(source: str, *, interface: bool) -> list[str]:
    """Lines where what is typed could become SQL, or a name of the ORM."""
    found, tree = [], ast.parse(source)
    mappings = named_mappings(tree)
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        called, spread = name_of(call), [k.value for k in call.keywords if k.arg is None]
        spread += [each.value for each in call.args if isinstance(each, ast.Starred)]
        if any(mentions(each, TYPED) for each in spread):
            found.append(f"{call.lineno}: {called}(** of what was typed)")
        asks = called in ORM and "objects" in ast.unparse(call.func)
        if asks and not all(is_fixed(each, mappings) for each in spread):
            found.append(f"{call.lineno}: {called}(* of names that do not stand in the code)")
        if interface and called in RUNS and isinstance(call.func, ast.Attribute):
            found.append(f"{call.lineno}: {called} in an interface")
        if called in RUNS and any(isinstance(n, ast.JoinedStr) and mentions(n, TYPED) for n in call.args):
            found.append(f"{call.lineno}: {called} of a text with what was typed")
    return found


def test_nothing_typed_becomes_sql_or_a_lookup() -> None:
    wrong = [
        f"{path.relative_to(SRC)}:{fault}"
        for path in sorted(SRC.rglob("*.py"))
        if "migrations" not in path.parts
        for fault in faults(path.read_text(), interface="interfaces" in path.relative_to(SRC).parts)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "mutant",
    [
        "Contact.objects.filter(**request.GET.dict())",
        "Contact.objects.filter(**asked)",
        "Contact.objects.order_by(*sorts)",
        "find(**request.POST)",
        "cursor.execute(f'SELECT {request.GET[\"a\"]}')",
        "connection.execute('SELECT 1')",
    ],
)
def test_a_mutant_is_caught(mutant: str) -> None:
    assert faults(mutant, interface=True)


def test_what_stands_in_the_code_is_allowed() -> None:
    assert not faults("X.objects.filter(**({'a': a} if a else {})).values_list(*COLUMNS)", interface=False)
