"""Intervals of credit hold what they promise: a model's own shares of a far larger company, seen from small ones.

The simulated company, grown, is the large one: its paths are cut by the measure itself, and a model's shares over all
of them are the truth. A small company is its hundredth part, buyers drawn with all their paths; it is judged on one
channel alone, because channels of one company are not independent: on that of one won euro drawn from the large one.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from accord.agreement import compile as compile_agreement
from accord.agreement import content_hash, parse, templates
from accord.measures.attribution.company import gather_paths
from accord.measures.attribution.drawn import shares_by_draw
from accord.measures.attribution.paths import Paths
from accord.measures.attribution.reckon import attribute
from accord.measures.attribution.shares import FEWEST, share_spans
from accord.measures.mirror import Limits, open_mirror
from accord.simulation.company import simulate
from accord.simulation.mirror import write_segments
from accord.simulation.plan import of_touches
from accord.vocabulary.credit import MODELS, Kind, Model, direct_of
from tests.measures.company import TEMPLATE, scope

NOW = datetime(2027, 3, 31, 12, tzinfo=UTC)
COMPANIES = int(os.environ.get("ACCORD_CREDIT_COMPANIES", "300"))
PEOPLE = int(os.environ.get("ACCORD_CREDIT_PEOPLE", "100000"))
PART = 100
TOLD = tuple(model for model in MODELS if model.kind is not Kind.rate_game)


class Population:
    """Buyers with all their paths, and companies drawn from them."""

    def __init__(self, paths: Paths, buyer: Any) -> None:
        self.paths = paths
        known, self.who = np.unique(buyer, return_inverse=True)
        self.buyers = len(known)
        self.order = np.argsort(self.who, kind="stable")
        self.begin = np.searchsorted(self.who[self.order], np.arange(self.buyers + 1))

    def company(self, chance: np.random.Generator, buyers: int) -> tuple[Paths, Any]:
        """So many buyers drawn from all, each one of its own, with the paths it has."""
        drawn = chance.integers(self.buyers, size=buyers)
        kept = np.concatenate([self.order[self.begin[b] : self.begin[b + 1]] for b in drawn])
        whose = np.repeat(np.arange(buyers), self.begin[drawn + 1] - self.begin[drawn])
        p = self.paths
        touches = np.concatenate([np.arange(p.offset[n], p.offset[n + 1]) for n in kept])
        assert p.lead_at is not None and p.deal_at is not None and p.age is not None
        part = Paths(
            channels=p.channels,
            channel=p.channel[touches],
            offset=np.concatenate(([0], np.cumsum(np.diff(p.offset)[kept]))),
            won=p.won[kept],
            value=p.value[kept],
            lost=p.lost[kept],
            lead_at=p.lead_at[kept],
            deal_at=p.deal_at[kept],
            age=p.age[touches],
        )
        return part, whose


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Population]:
    made: dict[int, Population] = {}

    def grow(people: int) -> Population:
        if people in made:
            return made[people]
        folder: Path = tmp_path_factory.mktemp("mirror")
        plan = replace(of_touches(people * 10), send_share=0.05)
        text = templates.read(TEMPLATE)
        tables = compile_agreement(parse(text).get_document(), content_hash(text))
        write_segments(simulate(plan, 2016, NOW), folder, tables, NOW)
        mirror = open_mirror(folder, Limits("4GB", 2, 600.0))
        found = gather_paths(mirror, scope(mirror, now=NOW))
        made[people] = Population(found.paths, found.buyer)
        return made[people]

    return grow


@pytest.fixture(scope="module")
def small(grown: Callable[[int], Population]) -> Population:
    return grown(3_000)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize("by_value", [True, False])
def test_draws_are_what_attribution_says_of_each(small: Population, model: Model, by_value: bool) -> None:
    paths, whose = small.company(np.random.default_rng(7), 150)
    direct, column = direct_of(paths.channels), int(by_value)
    shares = shares_by_draw(paths, whose, model, direct, by_value=by_value)
    assert shares is not None
    times = np.random.default_rng(8).multinomial(150, np.full(150, 1 / 150), size=4).astype(np.float64)
    for drawn, got in zip(times, shares(times), strict=True):
        often = drawn[whose]
        again = replace(paths, won=paths.won * often, value=paths.value * often, lost=paths.lost * often)
        (made,) = attribute(again, (model,), direct)
        assert not made.why_not
        whole = made.credit[:, column].sum() + made.nobody[column]
        np.testing.assert_allclose(got, made.credit[:, column] / whole, atol=1e-12)


def test_a_channel_on_no_won_path_is_not_said_to_be_nothing(small: Population) -> None:
    paths, whose = small.company(np.random.default_rng(9), 150)
    unseen = replace(paths, channels=(*paths.channels, "fair"))
    span = share_spans(unseen, whose, TOLD[0], by_value=True, seed=1)
    assert span.low[-1] == pytest.approx(0.0, abs=1e-12) and 0.0 < span.high[-1] < 0.2
    few = replace(paths, won=np.where(np.cumsum(paths.won) < FEWEST, paths.won, 0.0))
    assert share_spans(few, whose, TOLD[0], by_value=False, seed=1).why_not


def test_an_interval_narrows_with_the_evidence(small: Population) -> None:
    wide = _widths(small, 100)
    narrow = _widths(small, 1_600)
    assert 0.15 < narrow / wide < 0.4  # a quarter, where four times the deals halve it


def _widths(population: Population, buyers: int) -> float:
    paths, whose = population.company(np.random.default_rng(5), buyers)
    span = share_spans(paths, whose, TOLD[4], by_value=True, seed=1)
    return float((span.high - span.low).mean())


@pytest.mark.long
@pytest.mark.parametrize("chains", [False, True], ids=["touches", "chains"])
def test_nine_of_ten_intervals_hold_the_models_own_share(
    grown: Callable[[int], Population], chains: bool
) -> None:
    """The full size: ACCORD_CREDIT_COMPANIES=2500 ACCORD_CREDIT_PEOPLE=200000, 2,200 to 2,300 of each model's."""
    population = grown(PEOPLE)
    paths, chance = population.paths, np.random.default_rng(2029)
    direct = direct_of(paths.channels)
    models = [model for model in TOLD if (model.kind is Kind.markov) == chains]
    truth = {}
    for model in models:
        (made,) = attribute(paths, (model,), direct)
        truth[model.name] = made.credit[:, 1] / (made.credit[:, 1].sum() + made.nobody[1])
    held = dict.fromkeys(truth, 0)
    for n in range(COMPANIES):
        part, whose = population.company(chance, population.buyers // PART)
        for model in models:
            span, own = share_spans(part, whose, model, direct, by_value=True, seed=n), truth[model.name]
            at = int(chance.choice(len(own), p=own / own.sum()))
            held[model.name] += not span.why_not and bool(span.low[at] <= own[at] <= span.high[at])
    print(f"{population.buyers // PART} buyers, {COMPANIES} companies: {held}")
    off = round(sqrt(COMPANIES * 0.09) * 3.34)  # 50 of 2,500, 17 of 300
    assert all(abs(times - 0.9 * COMPANIES) <= off for times in held.values()), held
