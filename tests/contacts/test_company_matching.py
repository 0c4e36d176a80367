"""The fuzzy step on real names: precise first, then complete; the same figures as the benchmark prints."""

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from accord.contacts.matching.anatomy import dissect
from accord.contacts.matching.companies import company_name_key
from accord.contacts.matching.fuzzy import Rules, Verdict, decide_names, find_blocks, judge_names

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "company_matching.py"


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("company_matching", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["company_matching"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.shareddata
def test_real_names_are_joined_precisely_and_mostly(shared_data: Path) -> None:
    run = benchmark()
    rows = run.read(shared_data / "company_matching")
    exact = run.score(rows, company_name_key)
    assert exact[0] == 1.0
    assert exact[1] >= 0.33
    groups, _ = run.fuzzy(rows, Rules())
    for part, recall in (("A", 0.9), ("B", 0.9), ("AB", 0.9)):
        chosen = [row for row in rows if run.half(row[1]) in part]
        found = run.score(chosen, lambda name: groups[company_name_key(name)])
        assert found[0] >= 0.99, part
        assert found[1] >= recall, part


@pytest.mark.shareddata
def test_comparing_within_blocks_misses_nothing(shared_data: Path) -> None:
    run = benchmark()
    spelt = {company_name_key(name): name for name, _ in run.read(shared_data / "company_matching")}
    names = [dissect(name) for _, name in sorted(spelt.items())]
    found = {(j.left, j.right) for j in judge_names(names) if j.verdict is Verdict.join}
    every = {
        (i, j)
        for i in range(len(names))
        for j in range(i + 1, len(names))
        if decide_names(names[i], names[j]) is Verdict.join
    }
    assert len(every - found) <= 0.01 * len(every)


def judge(left: str, right: str, *others: str) -> Verdict:
    names = [dissect(name) for name in (left, right, *others)]
    return next((j.verdict for j in judge_names(names) if (j.left, j.right) == (0, 1)), Verdict.apart)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("Northwind Electronics BV", "NORTHWIND ELECTRNICS B.V.", Verdict.join),
        ("Northwind Electronics BV", "Royal Northwind N.V.", Verdict.join),
        ("Northwind Electronics BV", "Northwind Electronics Netherlands BV", Verdict.join),
        ("Northwind Netherlands BV", "Northwind Germany GmbH", Verdict.ask),
        ("Northwind Electronics", "Northwind Chemicals", Verdict.ask),
        ("Northwind Electronics", "Northwind Finance", Verdict.apart),
        ("Northwind IP Assets BV", "Northwind BV", Verdict.apart),
        ("Plant 2 Northwind", "Plant 3 Northwind", Verdict.apart),
        ("Northern Water Systems", "NWS GmbH", Verdict.join),
        ("Global Storage Robert", "Robert Global Storage", Verdict.join),
        ("Газконтур", "GAZKONTUR OOO", Verdict.join),
        ("Sony", "Sonx", Verdict.apart),
        ("Vera Systems GmbH", "Vara Systems GmbH", Verdict.apart),
        ("VeraSystems GmbH", "Vera Systems GmbH", Verdict.join),
    ],
)
def test_what_is_said_of_two_names(left: str, right: str, verdict: Verdict) -> None:
    assert judge(left, right) is verdict


def test_a_brand_with_many_trades_is_nobodys_own() -> None:
    others = ("Delta Chemicals", "Delta Pharma", "Delta Logistics", "Delta Software")
    assert judge("Delta", "Delta Electronics") is Verdict.join
    assert judge("Delta", "Delta Electronics", *others) is Verdict.ask


def test_time_grows_with_the_names_not_with_their_square() -> None:
    chance = random.Random(1)
    letters = "bcdfghklmnprstvz"

    def made(count: int) -> int:
        names = [
            dissect(
                "".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(4)) + " Systems GmbH"
            )
            for _ in range(count)
        ]
        return sum(len(block) * (len(block) - 1) // 2 for block in find_blocks(names).values())

    assert made(8000) < 12 * made(2000)
