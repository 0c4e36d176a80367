"""A number can be taken away and reckoned again without us."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from accord.measures.reckon import reckon
from accord.measures.take_away import tables_of, take_away
from tests.measures.company import scope
from tests.measures.test_board_by_hand import quarter


@pytest.mark.parametrize(
    ("name", "shown"), [("leads", "14"), ("sales", "300000"), ("won:event", "3"), ("shared_activity", "1")]
)
def test_the_script_gives_the_number_again_with_nothing_of_ours(
    tmp_path: Path, name: str, shown: str
) -> None:
    mirror = quarter().write(tmp_path / "mirror")
    sight = scope(mirror)
    number = next(n for n in reckon(mirror, sight).numbers() if n.name == name)
    package = zipfile.ZipFile(io.BytesIO(take_away(mirror, sight, number)))
    package.extractall(tmp_path / "away")
    script = (tmp_path / "away/recompute.py").read_text()
    assert "accord" not in script
    ran = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "away/recompute.py")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(rf"\b{shown}\b", ran.stdout), ran.stdout
    book = json.loads((tmp_path / "away/recompute.ipynb").read_text())
    code = "\n".join("".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code")
    there = [sys.executable, "-I", "-c", code]
    again = subprocess.run(there, capture_output=True, text=True, check=True, cwd=tmp_path / "away")
    assert again.stdout == ran.stdout


def test_only_the_tables_a_query_reads_are_taken() -> None:
    assert tables_of("WITH a AS (SELECT 1 FROM leads) SELECT * FROM a JOIN deals ON true -- FROM facts") == [
        "deals",
        "leads",
    ]
