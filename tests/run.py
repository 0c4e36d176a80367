"""`./run test`: the checks and the tests.

./run test                    lint, types, arrows, and the ordinary tests on SQLite
./run test --postgresql       those that open the record once more, on a private PostgreSQL
./run test --long             the long campaigns, at the size of docs/ci-budget.md
./run test PYTEST ARGUMENTS   anything else goes to pytest as it stands
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.quick_folder import quick_folder

ROOT = Path(__file__).resolve().parents[1]
CHECKS = {
    "ruff": ["-m", "ruff", "check", "src", "tests", "benchmarks", "twins", "docs", "run"],
    "arrows": ["-c", "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "types": ["-m", "mypy"],
    "migrations": ["-m", "django", "makemigrations", "--check", "--dry-run", "--verbosity", "0"],
}
# How pages and commands look is no matter of the database: that each opens on PostgreSQL, for every role, is the
# matrix's part; that the matrix catches who forgets to ask is shown once.
LOOKS = ["--ignore-glob=tests/interfaces/test_web_*.py", "--ignore-glob=tests/interfaces/test_cli_*.py"]
SHOWN = ["--deselect=tests/interfaces/test_matrix.py::test_a_door_that_forgets_to_ask_is_caught"]
# Three on two cores: a third of the time tests wait for processes, servers and browsers.
SPREAD = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]


def main(arguments: list[str]) -> int:
    """Run what was asked for; the first failure decides the exit code, nothing is skipped silently."""
    own = [a for a in arguments if a in {"--postgresql", "--long"}]
    rest = [a for a in arguments if a not in own]
    quick = quick_folder()
    environ = dict(
        os.environ,
        DJANGO_SETTINGS_MODULE="accord.config.settings",
        ACCORD_DATA=tempfile.mkdtemp(prefix="accord-tests-", dir=quick),
        TMPDIR=quick,
        # Some hundred processes are started: each would compile a few thousand modules where nothing may be kept.
        PYTHONPYCACHEPREFIX=str(Path(sys.prefix) / "bytecode"),
    )
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not rest and not own:
        for name, check in CHECKS.items():
            print(f"== {name}", flush=True)
            if code := subprocess.run([sys.executable, *check], cwd=ROOT, env=environ).returncode:
                return code
    pytest = [sys.executable, "-m", "pytest", *(rest or SPREAD)]
    if "--postgresql" in own and not rest:
        environ["ACCORD_TESTS"] = "record"
        pytest += [*LOOKS, *SHOWN]
    if not any(a == "-m" for a in rest):
        pytest += ["-m", "long" if "--long" in own else "not long"]
    if "--postgresql" not in own:
        return subprocess.run(pytest, cwd=ROOT, env=environ).returncode
    from tests.private_postgres import private_postgres

    with private_postgres(quick=quick) as url:
        return subprocess.run(pytest, cwd=ROOT, env=dict(environ, ACCORD_DATABASE_URL=url)).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
