"""A difference is said where there is one, and of a table without any at most one time in twenty."""

import os
from math import sqrt

import numpy as np
import pytest

from accord.measures import family
from accord.measures.family import Cases, Column, Says, Verdict, verdicts

TABLES = int(os.environ.get("ACCORD_NULL_COMPANIES", "60"))


def company(draws: np.random.Generator, leads: int, effect: float = 0.0) -> list[Cases]:
    """Leads of companies that differ among themselves, half of a company's by its favourite source; five sources.

    `effect` is added to the first source's chance of winning.
    """
    firms = leads // 2
    firm = draws.integers(0, firms, leads)
    source = np.where(draws.random(leads) < 0.5, firm % 5, draws.integers(0, 5, leads))
    likes = draws.beta(1, 6, firms)
    won = draws.random(leads) < np.clip(likes[firm] + effect * (source == 0), 0, 1)
    accepted = won | (draws.random(leads) < 0.4)
    worth = won * draws.lognormal(9, 1, leads)
    waited = draws.exponential(5, leads)
    outcomes = Cases(
        source,
        firm,
        (
            Column(accepted.astype(np.float64), float(accepted.sum())),
            Column(won.astype(np.float64), float(won.sum())),
            Column(worth, float(won.sum())),
        ),
    )
    return [outcomes, Cases(source, firm, (Column(1 - waited, float(leads)),))]


def said(found: list[list[list[Verdict]]]) -> bool:
    return any(v.says in (Says.more, Says.less) for group in found for column in group for v in column)


def most(tables: int) -> int:
    """What a rate of 5 % stays under in 99 of 100 campaigns: 123 of 2,000."""
    return int(0.05 * tables + 2.36 * sqrt(tables * 0.05 * 0.95))


def test_a_planted_difference_is_said_and_the_others_are_not() -> None:
    found = verdicts(company(np.random.default_rng(3), 1500, effect=0.2), 5, seed=1)
    won = found[0][1]
    assert won[0].says is Says.more
    assert [v.says for v in found[1][0]] == [Says.noise] * 5


def test_too_few_are_not_looked_at_and_told_how_many_are_missing() -> None:
    cells = np.array([0] * 12 + [1] * 88)
    values = np.array([1.0] * 10 + [0.0] * 90)
    (columns,) = verdicts([Cases(cells, np.arange(100), (Column(values, 10.0),))], 2, seed=1)
    assert columns[0][0] == Verdict(Says.few, 38)  # five expected at one in ten: fifty, and there are twelve
    assert verdicts(
        [Cases(np.zeros(0, np.int64), np.zeros(0, np.int64), (Column(np.zeros(0), 0.0),))], 1, 1
    ) == [[[Verdict(Says.few, 30)]]]


def test_a_whole_company_counts_once() -> None:
    """One company's forty wins of one source: by leads certain, by companies chance. The mutant counts leads."""
    draws = np.random.default_rng(8)
    firm = np.concatenate([np.repeat(np.arange(12), 40), np.arange(100, 520)])
    source = np.concatenate([np.repeat(np.arange(12) % 2, 40), draws.integers(0, 2, 420)])
    lucky = np.repeat(np.isin(np.arange(12), (0, 4, 8, 3)).astype(np.float64), 40)
    won = np.concatenate([lucky, (draws.random(420) < 0.2).astype(np.float64)])
    column = (Column(won, float(won.sum())),)
    assert not said(verdicts([Cases(source, firm, column)], 2, seed=2))
    assert said(verdicts([Cases(source, np.arange(len(firm)), column)], 2, seed=2))


@pytest.mark.long
@pytest.mark.parametrize("how", ["by permutation", "by normal test"])
def test_without_a_difference_none_is_said(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The full size: ACCORD_NULL_COMPANIES=2000, at most 123 of them, the whole table counted as one verdict."""
    monkeypatch.setattr(family, "DRAWS", 399)
    leads = 300 if how == "by permutation" else family.EXACT + 2_000
    draws = np.random.default_rng(2027)
    wrong = sum(said(verdicts(company(draws, leads), 5, seed=n)) for n in range(TABLES))
    print(f"{how}: a difference was said of {wrong} of {TABLES} companies without any")
    assert wrong <= most(TABLES)
