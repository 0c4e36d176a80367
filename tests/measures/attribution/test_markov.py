"""Chains and games against independent reckonings: exact fractions by definition, and published figures."""

import csv
import gzip
import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from accord.measures.attribution import compiled, markov
from accord.measures.attribution.markov import removal_effects
from accord.measures.attribution.paths import Paths, parse_paths
from accord.measures.attribution.reckon import attribute
from accord.vocabulary.credit import BY_NAME, MODELS
from accord.vocabulary.errors import Invalid, OurFault
from tests.measures.attribution import by_hand


def rows_of(seed: int) -> list[by_hand.Row]:
    chance = Random(seed)
    ways = ["".join(chance.choice("abcd") for _ in range(chance.randrange(7))) for _ in range(12)]
    return [(way, chance.randrange(4), chance.randrange(1, 6)) for way in ways]


def paths_of(rows: list[by_hand.Row]) -> Paths:
    return parse_paths(
        [">".join(r[0]) for r in rows],
        ">",
        [r[1] for r in rows],
        [2.0 * r[1] for r in rows],
        [r[2] for r in rows],
    )


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_removal_effects_are_those_of_the_definition(seed: int, order: int) -> None:
    rows = rows_of(seed)
    found, expected = removal_effects(paths_of(rows), order), by_hand.removal_effects(rows, order)
    for column in (0, 1):  # the value is twice the wins: it loses the same share
        np.testing.assert_allclose(found.effect[:, column], [float(e) for e in expected.values()], atol=1e-12)


def test_slow_chains_are_solved_as_equations(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = paths_of(rows_of(2))
    before = removal_effects(paths, 2).effect
    monkeypatch.setattr(markov, "PATIENCE", 1)
    np.testing.assert_allclose(removal_effects(paths, 2).effect, before, atol=1e-13)


@pytest.mark.parametrize("seed", range(3))
def test_shapley_values_are_those_of_the_definition(seed: int) -> None:
    rows = rows_of(seed)
    paths = paths_of(rows)
    count, rate = attribute(paths, [BY_NAME["shapley count"], BY_NAME["shapley rate"]])
    expected = by_hand.shapley(rows, rate=False)
    np.testing.assert_allclose(count.credit[:, 0], [float(e) for e in expected.values()], atol=1e-12)
    shares = {
        name: value / sum(by_hand.shapley(rows, rate=True).values())
        for name, value in by_hand.shapley(rows, rate=True).items()
    }
    touched = sum(won for way, won, _ in rows if way)
    np.testing.assert_allclose(rate.credit[:, 0], [float(e) * touched for e in shares.values()], atol=1e-9)


def test_nothing_won_credits_nobody() -> None:
    for made in attribute(parse_paths(["a>b"], ">", [0], [0.0], [5]), MODELS):
        assert not made.credit.any() and not made.nobody.any()


def test_a_chain_that_lost_touches_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    walk = compiled.kernels(0)["walk"]

    def forgets(
        channel: object, offset: object, won: np.ndarray, value: object, lost: object, *rest: object
    ) -> None:
        walk(channel, offset, won * np.array([0.5] + [1.0] * (len(won) - 1)), value, lost, *rest)

    monkeypatch.setattr(markov, "kernels", lambda _: {**compiled._PLAIN, "walk": forgets})
    with pytest.raises(OurFault, match="attribution.chain"):
        removal_effects(parse_paths(["a>b", "b"], ">", [4, 1], [1.0, 1.0], [5, 9]), 1)


def test_what_is_not_reckoned_is_refused() -> None:
    wide = parse_paths([f"c{n}" for n in range(400)], ">", [1] * 400, [1.0] * 400, [1] * 400)
    with pytest.raises(Invalid, match="64,481,201 states"):
        removal_effects(wide, 3)
    with pytest.raises(Invalid, match="order 4"):
        removal_effects(wide, 4)


def test_the_figures_published_for_real_paths(shared_data: Path) -> None:
    name = shared_data / "channel_paths" / "channelattribution_Data.csv.gz"
    with gzip.open(name, "rt") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    columns = [
        [float(row[c]) for row in rows] for c in ("total_conversions", "total_conversion_value", "total_null")
    ]
    paths = parse_paths([row["path"] for row in rows], ">", *columns)
    oracle = json.loads((shared_data / "oracles.json").read_text())["channelattribution_paths"]
    first, last, linear, chain, count = attribute(
        paths, [BY_NAME[name] for name in ("first", "last", "linear", "markov 1", "shapley count")]
    )
    for n, channel in enumerate(paths.channels):
        said = oracle["attribution"][channel]
        for made, at in ((first, "first"), (last, "last"), (linear, "linear")):
            np.testing.assert_allclose(made.credit[n], [said[at], said[f"{at}_value"]], atol=1e-6)
        assert chain.removal is not None
        assert abs(chain.removal.effect[n, 0] - said["markov1_removal_effect"]) < 1e-6
        assert abs(chain.credit[n, 0] - said["markov1_conversions"]) < 1e-6
    assert chain.removal is not None
    effect = dict(zip(paths.channels, chain.removal.effect[:, 0], strict=True))
    published = {
        "alpha": 0.55839949,
        "iota": 0.40583500,
        "eta": 0.34902633,
        "delta": 0.00048200,
        "mi": 0.00017995,
    }
    assert all(abs(effect[c] - value) < 5e-9 for c, value in published.items())
    for order in (1, 2, 3):
        assert abs(removal_effects(paths, order).chance - 0.2238451356) < 1e-10
    sets: dict[frozenset[str], float] = {}
    for row in rows:
        held = frozenset(part.strip() for part in row["path"].split(">"))
        sets[held] = sets.get(held, 0.0) + float(row["total_conversions"])
    worth = np.zeros(2**12)
    for held, won in sets.items():
        worth[sum(1 << paths.channels.index(c) for c in held)] = won
    expected = _full_sum(worth, 12)
    np.testing.assert_allclose(count.credit[:, 0], expected, rtol=1e-12)


def _full_sum(exact: np.ndarray, players: int) -> list[float]:
    """Shapley values over all subsets, by the definition; `exact` holds what paths of exactly these channels won."""
    from math import comb

    sets = np.arange(len(exact))
    worth = np.array([exact[(sets & s) == sets].sum() for s in sets])
    size = np.array([int(s).bit_count() for s in sets])
    values = []
    for bit in range(players):
        out = sets[(sets >> bit) & 1 == 0]
        weight = np.array([1.0 / (players * comb(players - 1, int(n))) for n in size[out]])
        values.append(float((weight * (worth[out | (1 << bit)] - worth[out])).sum()))
    return values
