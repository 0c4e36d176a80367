"""What the import linter cannot see: writes in interfaces, clocks below workflows, doors past the rooms."""

import ast
import re
import tomllib
from pathlib import Path

from accord.workflows.connectors import find_connectors

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "accord"
BELOW_WORKFLOWS = (
    "vocabulary",
    "agreement",
    "journey",
    "measures",
    "connectors",
    "learning",
    "simulation",
    "ledger",
    "teams",
    "contacts",
    "reporting",
)
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("timezone", "now"),
    ("time", "time"),
}


def python_files(*rooms: str) -> list[Path]:
    """Every file of these rooms, migrations left out."""
    return [p for room in rooms for p in sorted((SRC / room).rglob("*.py")) if "migrations" not in p.parts]


def called_attributes(path: Path) -> list[tuple[str, str, int]]:
    """(object, attribute, line) of every call through an attribute."""
    calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
    return [
        (ast.unparse(c.func.value).split(".")[-1], c.func.attr, c.lineno)
        for c in calls
        if isinstance(c.func, ast.Attribute)
    ]


def writes_in(path: Path) -> list[str]:
    """Model writes: `.save()`, or `.create()` and the like on a manager or queryset."""
    text = path.read_text()
    return [
        f"{path.name}:{line} {obj}.{attr}"
        for obj, attr, line in called_attributes(path)
        if attr in WRITES and ("objects" in text or obj.endswith("objects"))
    ]


def test_interfaces_write_nothing_themselves() -> None:
    assert not [w for p in python_files("interfaces") for w in writes_in(p)]


def test_the_write_finder_catches_its_mutant(tmp_path: Path) -> None:
    mutant = tmp_path / "views.py"
    mutant.write_text("def view(request):\n    Contact.objects.filter(pk=1).update(owner='')\n")
    assert writes_in(mutant)


def test_nobody_reaches_models_by_name() -> None:
    found = [
        p.name
        for p in python_files("interfaces", "workflows", "reporting")
        if re.search(r"apps\.get_model", p.read_text())
    ]
    assert not found


def test_nothing_below_workflows_reads_the_clock() -> None:
    found = [
        f"{p.relative_to(SRC)}:{line}"
        for p in python_files(*BELOW_WORKFLOWS)
        for obj, attr, line in called_attributes(p)
        if (obj, attr) in CLOCKS
    ]
    assert not found


def test_no_file_names_this_machine() -> None:
    words = ("/work/", ".library", "farm-studio", "farm-bench")
    skip = {"uv.lock"}
    found = [
        f"{p.relative_to(ROOT)}: {word}"
        for folder in ("src", "tests", "docs", "benchmarks", "examples", ".ci")
        for p in (ROOT / folder).rglob("*")
        if p.is_file()
        and p.suffix in {".py", ".md", ".yaml", ".html", ".js", ".css", ".sql", ".toml", ""}
        and p.name not in skip
        for word in words
        if p != Path(__file__) and word in p.read_text(errors="ignore")
    ]
    assert not found


def test_money_and_durations_of_the_business_are_no_settings() -> None:
    settings = (SRC / "config" / "settings.py").read_text() + (SRC / "config" / "installation.py").read_text()
    assert not re.search(r"(?i)threshold|working_hours|sla|follow_up|half_life", settings)


def test_every_room_and_every_connector_is_in_the_lint() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rooms = {
        part.strip()
        for contract in lint
        if "layers" in contract
        for layer in contract["layers"]
        for part in layer.split("|")
    }
    named = {part for contract in lint if contract["type"] == "independence" for part in contract["modules"]}
    for room in sorted(p.name for p in SRC.iterdir() if (p / "__init__.py").exists()):
        inner = {r for r in rooms if r.startswith(f"accord.{room}.")}
        assert f"accord.{room}" in rooms or inner, room
    shared = {"tabular", "objects", "outgoing"}  # used by connectors, none themselves
    systems = {p.name for p in (SRC / "connectors").iterdir() if (p / "__init__.py").exists()} - shared
    assert set(find_connectors()) <= systems
    assert {f"accord.connectors.{name}" for name in systems} == named


def test_no_two_shapes_of_the_api_share_a_name() -> None:
    """Of two with one name the description keeps one, and says it of both answers."""
    classes = [
        node.name
        for path in sorted((SRC / "interfaces" / "api").rglob("*.py"))
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
        and {"Schema", "Body"} & {base.id for base in node.bases if isinstance(base, ast.Name)}
    ]
    assert len(classes) > 20
    assert sorted(classes) == sorted(set(classes))
