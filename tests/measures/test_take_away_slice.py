"""Credit, return and lead quality are reckoned again to the digit by the base package alone, where no Django is."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import accord
from accord.agreement import templates
from accord.measures import take_away_slice
from accord.measures.attribution.credited import credit_company
from accord.measures.hears.hears import hears
from accord.measures.mirror import Mirror
from accord.measures.number import Number
from accord.measures.quality import quality
from accord.measures.roi import roi
from accord.measures.scope import Scope
from accord.vocabulary.errors import Refused
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import TEMPLATE, Company, scope
from tests.measures.hears.test_hears import company as heard_company
from tests.measures.test_quality import by_hand

# With the base package and without Django: nothing else of this process is told to the script.
ALONE = (
    "import sys, runpy; sys.path.insert(0, sys.argv[2]); sys.modules['django'] = None; "
    "runpy.run_path(sys.argv[1], run_name='__main__')"
)
PACKAGE = str(Path(accord.__file__).parents[1])


def company() -> Company:
    made = by_hand()
    made.fact(900, K.spend, "2027-01-02", channel="ads", amount=200_00, currency="EUR")
    return made


def numbers(mirror: Mirror, at: Scope) -> list[Number]:
    credit = credit_company(mirror, at, seed=None)
    found = [*credit.numbers(), *roi(mirror, at, credit).numbers(), *quality(mirror, at, "source").numbers()]
    return [number for number in found if number.value is not None]


def again(package: bytes, folder: Path) -> list[str]:
    zipfile.ZipFile(io.BytesIO(package)).extractall(folder)
    run = [sys.executable, "-I", "-c", ALONE, str(folder / "recompute.py"), PACKAGE]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()


def cells(folder: Path) -> str:
    """The notebook's code, cell after cell, as whoever opens it in its folder runs it."""
    book = json.loads((folder / "recompute.ipynb").read_text())
    assert (book["nbformat"], book["cells"][0]["cell_type"]) == (4, "markdown")
    return "\n".join("".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code")


@pytest.mark.parametrize("kind", ["credit:channel:ads", "roi:returned:ads", "quality:source:won"])
def test_the_script_gives_the_number_again_to_the_digit(tmp_path: Path, kind: str) -> None:
    mirror = company().write(tmp_path / "mirror")
    at = scope(mirror)
    number = next(
        n for n in numbers(mirror, at) if n.name.startswith(kind) and take_away_slice.is_sliced(n.name)
    )
    package = take_away_slice.take_away_slice(mirror, at, number, templates.read(TEMPLATE))
    told = again(package, tmp_path / "away")
    assert told[:2] == [str(number.value), number.unit]
    (tmp_path / "away/cells.py").write_text(cells(tmp_path / "away"))
    run = [sys.executable, "-I", "-c", ALONE, "cells.py", PACKAGE]
    told_there = subprocess.run(run, capture_output=True, text=True, check=True, cwd=tmp_path / "away").stdout
    assert told_there.split() == told
    if number.interval:
        assert told[2:] == ["from", str(number.interval.low), "to", str(number.interval.high)]


@pytest.mark.parametrize(
    "kind", ["hears:week:question:price", "hears:from (unknown):question:price", "hears:spikes"]
)
def test_what_sales_hears_is_given_again_of_the_same_weeks(tmp_path: Path, kind: str) -> None:
    """Of more weeks than are looked at: the sum over every week would be another number."""
    mirror = heard_company(past=14).write(tmp_path / "mirror", templates.read(TEMPLATE))
    at = scope(mirror, templates.read(TEMPLATE))
    number = next(n for n in hears(mirror, at).numbers() if n.name == kind)
    assert take_away_slice.is_sliced(number.name)
    package = take_away_slice.take_away_slice(mirror, at, number, templates.read(TEMPLATE))
    told = again(package, tmp_path / "away")
    assert told[:2] == [str(number.value), number.unit]
    if number.interval:
        assert told[2:] == ["from", str(number.interval.low), "to", str(number.interval.high)]


def test_a_credit_is_given_again_with_its_interval(tmp_path: Path) -> None:
    made = company()
    for key in range(1000, 1060):
        made.person(key)
        made.fact(key, K.demo_request, "2027-01-05", channel=("ads", "event")[key % 2])
        made.deal(key + 5000, key, won="2027-02-01", amount=100_00 * (key - 990), currency="EUR")
    mirror = made.write(tmp_path / "mirror")
    at = scope(mirror)
    row = next(r for r in credit_company(mirror, at).signed[0].rows if r.name == "ads")
    assert row.low is not None
    package = take_away_slice.take_away_slice(mirror, at, row.number, templates.read(TEMPLATE))
    told = again(package, tmp_path / "away")
    assert told[-6:] == ["share", str(row.share), "from", str(row.low), "to", str(row.high)]


def test_another_agreement_gives_another_number(tmp_path: Path) -> None:
    """The mutant: were the text not read, the number would be given again."""
    mirror = company().write(tmp_path / "mirror")
    number = next(n for n in numbers(mirror, scope(mirror)) if n.name == "credit:channel:ads")
    text = templates.read(TEMPLATE).replace("look_back: 270 days", "look_back: 1 day")
    assert text != templates.read(TEMPLATE)
    with pytest.raises(subprocess.CalledProcessError) as failed:  # of one day, ads are credited nothing
        again(take_away_slice.take_away_slice(mirror, scope(mirror), number, text), tmp_path / "away")
    assert "StopIteration" in failed.value.stderr


def test_it_holds_the_mirror_that_was_asked_and_no_larger_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = company().write(tmp_path / "mirror")
    number = numbers(mirror, scope(mirror))[0]
    package = zipfile.ZipFile(io.BytesIO(take_away_slice.take_away_slice(mirror, scope(mirror), number, "")))
    assert json.loads(package.read("asked.json"))["name"] == number.name
    assert json.loads(package.read("mirror/manifest.json"))["version"] == mirror.manifest.version
    monkeypatch.setattr(take_away_slice, "MOST", 10)
    with pytest.raises(Refused, match="too large"):
        take_away_slice.take_away_slice(mirror, scope(mirror), number, "")
