"""What may be depended on: nothing under the GPL, everything locked, the ground floor without Django."""

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Licences whose text says GPL but which are not (or are only build/test tools whose code never ships).
ALLOWED = {"psycopg", "psycopg-binary", "python-dateutil", "tqdm"}  # LGPL with linking exception, or dual


def test_no_gpl_or_agpl_package_is_locked() -> None:
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.txt").read_text(), flags=re.M)
    assert names
    found = []
    for name in names:
        try:
            meta = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform
        words = " ".join(
            [
                meta.get("License-Expression") or "",
                meta.get("License") or "",
                *(meta.get_all("Classifier") or []),
            ]
        )
        if (
            re.search(r"\bA?GPL|Affero|GNU General Public", words[:400])
            and "LGPL" not in words
            and name.lower() not in ALLOWED
        ):
            found.append(name)
    assert not found


def test_the_exports_agree_with_the_lock() -> None:
    locked = set(
        re.findall(r'^name = "([^"]+)"\nversion = "([^"]+)"', (ROOT / "uv.lock").read_text(), flags=re.M)
    )
    exported = set(
        re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", (ROOT / "requirements.txt").read_text(), flags=re.M)
    )
    assert exported and exported <= locked


def test_the_ground_floor_needs_no_django() -> None:
    rooms = (
        "vocabulary.facts",
        "agreement",
        "journey",
        "measures",
        "connectors",
        "learning.pulse",
        "simulation",
    )
    code = (
        "import sys\n"
        + "".join(f"import accord.{room}\n" for room in rooms)
        + "assert 'django' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT / "src")
    assert done.returncode == 0, done.stderr


def test_the_arrows_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout
