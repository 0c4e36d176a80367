"""A slice answers as the whole mirror does: every number of its measure, without what the measure does not read."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from accord.agreement import compile as compile_agreement
from accord.agreement import content_hash, parse, templates
from accord.measures import mirror_slice as slices
from accord.measures.attribution.credited import credit_company
from accord.measures.hears.hears import hears
from accord.measures.manifest import files_of
from accord.measures.mirror import Mirror, open_mirror
from accord.measures.number import Number
from accord.measures.quality import quality
from accord.measures.roi import roi
from accord.simulation.company import simulate
from accord.simulation.mirror import write_segments
from accord.simulation.plan import of_touches
from tests.measures.company import NOW, TEMPLATE, scope
from tests.measures.hears.test_hears import company as heard_company
from tests.measures.test_take_away_slice import company as spending

TEXT = templates.read(TEMPLATE)


def of_credit(mirror: Mirror) -> tuple[Number, ...]:
    return credit_company(mirror, scope(mirror, TEXT)).numbers()


def of_roi(mirror: Mirror) -> tuple[Number, ...]:
    at = scope(mirror, TEXT)
    return roi(mirror, at, credit_company(mirror, at)).numbers()


def of_quality(mirror: Mirror) -> tuple[Number, ...]:
    at = scope(mirror, TEXT)
    return tuple(
        number for by in ("source", "campaign", "class") for number in quality(mirror, at, by).numbers()
    )


def of_hears(mirror: Mirror) -> tuple[Number, ...]:
    return hears(mirror, scope(mirror, TEXT)).numbers()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Mirror:
    folder = tmp_path_factory.mktemp("whole")
    tables = compile_agreement(parse(TEXT).get_document(), content_hash(TEXT))
    write_segments(simulate(of_touches(60_000), 5, NOW), folder, tables, NOW)
    return open_mirror(folder)


@pytest.mark.parametrize(
    ("reads", "made", "least"),
    [
        (slices.CREDIT, of_credit, 20),
        (slices.QUALITY, of_quality, 40),
    ],
)
def test_a_slice_answers_as_the_whole_company_does(
    whole: Mirror,
    tmp_path: Path,
    reads: slices.Reads,
    made: Callable[[Mirror], tuple[Number, ...]],
    least: int,
) -> None:
    slices.slice_mirror(whole, reads, tmp_path)
    known = [number for number in made(whole) if number.value is not None]
    told = [number for number in made(open_mirror(tmp_path)) if number.value is not None]
    assert len(known) > least
    assert [(n.name, n.value, n.interval) for n in told] == [(n.name, n.value, n.interval) for n in known]


def test_return_is_the_same_with_what_was_spent(tmp_path: Path) -> None:
    mirror = spending().write(tmp_path / "whole", TEXT)
    slices.slice_mirror(mirror, slices.ROI, tmp_path / "slice")
    told = {n.name: n.value for n in of_roi(open_mirror(tmp_path / "slice"))}
    assert told == {n.name: n.value for n in of_roi(mirror)}
    assert told["roi:returned:ads"] is not None


def test_what_sales_hears_is_the_same(tmp_path: Path) -> None:
    mirror = heard_company(past=14).write(tmp_path / "whole", TEXT)
    slices.slice_mirror(mirror, slices.HEARS, tmp_path / "slice")
    told = of_hears(open_mirror(tmp_path / "slice"))
    assert [(n.name, n.value) for n in told] == [(n.name, n.value) for n in of_hears(mirror)]
    assert any(n.value for n in told)


@pytest.mark.parametrize("reads", [slices.CREDIT, slices.ROI, slices.QUALITY, slices.HEARS])
def test_it_is_a_part(whole: Mirror, tmp_path: Path, reads: slices.Reads) -> None:
    made = slices.slice_mirror(whole, reads, tmp_path)
    facts = sum(part.rows for part in made.facts)
    assert facts < 0.7 * sum(part.rows for part in whole.manifest.facts)
    assert not made.tables.keys() & {"stays", "imports", "rejects", "duplicates", "withdrawn"}
    size = sum((tmp_path / file).stat().st_size for file in files_of(made))
    all_of_it = sum((whole.folder / file).stat().st_size for file in files_of(whole.manifest))
    assert size < 0.75 * all_of_it


def test_a_table_left_out_is_seen(whole: Mirror, tmp_path: Path) -> None:
    """The mutant: without when its lead was made, a deal would be credited otherwise."""
    less = replace(slices.CREDIT, tables=tuple(t for t in slices.CREDIT.tables if t != "leads"))
    slices.slice_mirror(whole, less, tmp_path)
    told = {n.name: n.value for n in of_credit(open_mirror(tmp_path))}
    assert told != {n.name: n.value for n in of_credit(whole)}
