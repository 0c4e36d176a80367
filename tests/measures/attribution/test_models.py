"""Credit by position: the edge rules, what every model keeps, and the same kernels compiled."""

from random import Random

import numpy as np
import pytest

from accord.journey.machine_code import available
from accord.measures.attribution import compiled
from accord.measures.attribution.paths import NONE, Paths, parse_paths
from accord.measures.attribution.reckon import attribute
from accord.vocabulary.credit import BY_NAME, MODELS
from accord.vocabulary.errors import Invalid


def one(touches: str, *, lead: int = NONE, deal: int = NONE, age: list[float] | None = None) -> Paths:
    """One won path worth 1,000, of channels by letters."""
    names = sorted(set(touches))
    return Paths(
        channels=tuple(names),
        channel=np.array([names.index(c) for c in touches], np.int32),
        offset=np.array([0, len(touches)]),
        won=np.array([1.0]),
        value=np.array([1000.0]),
        lost=np.array([0.0]),
        lead_at=np.array([lead]),
        deal_at=np.array([deal]),
        age=None if age is None else np.array(age),
    )


def shares(name: str, paths: Paths, direct: str = "") -> dict[str, float]:
    (made,) = attribute(paths, [BY_NAME[name]], list(direct))
    assert made.why_not == "", made.why_not
    np.testing.assert_allclose(made.credit[:, 1], made.credit[:, 0] * 1000)
    found = {c: round(float(made.credit[n, 0]), 12) for n, c in enumerate(paths.channels)}
    return {c: share for c, share in found.items() if share} | ({"": 1.0} if made.nobody[0] else {})


@pytest.mark.parametrize(
    ("model", "paths", "expected"),
    [
        ("first", one("abc"), {"a": 1}),
        ("last", one("abc"), {"c": 1}),
        ("linear", one("aab"), {"a": 0.666666666667, "b": 0.333333333333}),
        ("lead creation", one("abc", lead=1), {"b": 1}),
        ("lead creation", one("abc"), {"": 1}),  # nobody knows: nobody is credited
        ("u hubspot", one("abcd", lead=2), {"a": 0.4, "c": 0.4, "b": 0.1, "d": 0.1}),
        (
            "u hubspot",
            one("abc", lead=0),
            {"a": 0.8, "b": 0.1, "c": 0.1},
        ),  # first and lead creation are one touch
        ("u hubspot", one("ab", lead=1), {"a": 0.5, "b": 0.5}),  # nothing left to be the rest
        ("u hubspot", one("abc"), {"a": 0.666666666667, "b": 0.166666666667, "c": 0.166666666667}),
        ("u marketo", one("abc", lead=2), {"a": 0.5, "c": 0.5}),
        ("u matomo", one("a"), {"a": 1}),
        ("u matomo", one("ab"), {"a": 0.5, "b": 0.5}),
        ("u matomo", one("abcd"), {"a": 0.4, "d": 0.4, "b": 0.1, "c": 0.1}),
        ("w", one("abcde", lead=1, deal=3), {"a": 0.3, "b": 0.3, "d": 0.3, "c": 0.05, "e": 0.05}),
        ("w", one("abc", lead=1), {"a": 0.428571428571, "b": 0.428571428571, "c": 0.142857142857}),
        (
            "full path",
            one("abcde", lead=1, deal=3),
            {"a": 0.225, "b": 0.225, "d": 0.225, "e": 0.225, "c": 0.1},
        ),
        ("full path", one("a", lead=0, deal=0), {"a": 1}),
        ("j", one("abc"), {"a": 0.2, "c": 0.6, "b": 0.2}),
        ("inverse j", one("abc"), {"a": 0.6, "c": 0.2, "b": 0.2}),
        ("time decay", one("ab", age=[7.0, 0.0]), {"a": 0.333333333333, "b": 0.666666666667}),
        ("time decay", one("ab", age=[90_000.0, 89_993.0]), {"a": 0.333333333333, "b": 0.666666666667}),
        ("shapley count", one("aab"), {"a": 0.5, "b": 0.5}),
    ],
)
def test_what_each_touch_gets(model: str, paths: Paths, expected: dict[str, float]) -> None:
    assert shares(model, paths) == expected


def test_the_last_touch_that_is_not_direct() -> None:
    assert shares("last non-direct", one("abdd"), "d") == {"b": 1}
    assert shares("last non-direct", one("dd"), "d") == {"d": 1}  # only direct: direct


def many(seed: int, rows: int = 300) -> Paths:
    chance = Random(seed)
    written = [" > ".join(chance.choice("abcdef") for _ in range(chance.randrange(8))) for _ in range(rows)]
    counts = [[float(chance.randrange(5)) for _ in range(rows)] for _ in range(3)]
    paths = parse_paths(written, ">", *counts)
    longest = np.diff(paths.offset)
    at = [np.array([chance.randrange(-1, n) if n else NONE for n in longest]) for _ in range(2)]
    age = np.array([chance.random() * 40 for _ in paths.channel])
    return Paths(**{name: getattr(paths, name) for name in ("channels", "channel", "offset", "won", "value", "lost")},
                 lead_at=at[0], deal_at=at[1], age=age)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_all_that_was_won_is_somebodys_or_said_to_be_nobodys(seed: int) -> None:
    paths = many(seed)
    for made in attribute(paths, MODELS, ["a"]):
        assert made.why_not == ""
        np.testing.assert_allclose(
            made.credit.sum(axis=0) + made.nobody, [paths.won.sum(), paths.value.sum()], rtol=1e-12
        )
        empty = np.diff(paths.offset) == 0
        assert made.nobody[0] >= paths.won[empty].sum() > 0


@pytest.mark.skipif(not available(), reason="needs numba (extra fast)")
def test_the_compiled_kernels_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = many(1)
    plain = attribute(paths, MODELS, ["a"])
    monkeypatch.setattr(compiled, "PAYS", 0)
    fast = attribute(paths, MODELS, ["a"])
    assert compiled.kernels(1) is not compiled._PLAIN
    for one_, other in zip(plain, fast, strict=True):
        np.testing.assert_array_equal(one_.credit, other.credit)
        np.testing.assert_array_equal(one_.nobody, other.nobody)


def test_names_and_the_order_of_rows_do_not_matter() -> None:
    rows = [("a>b>c", 3, 1.0, 5), ("b>b", 1, 2.0, 1), ("c>a", 0, 0.0, 9), ("b>a>b", 2, 7.0, 0)]
    renamed = [(path.translate(str.maketrans("abc", "zyx")), *rest) for path, *rest in reversed(rows)]
    before, after = (
        parse_paths([r[0] for r in each], ">", *zip(*[r[1:] for r in each], strict=True))
        for each in (rows, renamed)
    )
    for one_, other in zip(attribute(before, MODELS, "a"), attribute(after, MODELS, "z"), strict=True):
        np.testing.assert_allclose(one_.credit, other.credit[::-1], rtol=1e-12)


def test_a_way_of_writing_paths() -> None:
    paths = parse_paths(["a > b", "", None, " > a >> b"], ">", [1, 2, 3, 4], [0] * 4, [0] * 4)
    assert paths.channels == ("a", "b") and paths.offset.tolist() == [0, 2, 2, 2, 4]
    assert paths.channel.tolist() == [0, 1, 0, 1]
    with pytest.raises(Invalid, match="separator"):
        parse_paths(["a"], "", [1], [1], [1])
    with pytest.raises(Invalid, match="columns"):
        parse_paths(["a"], ">", [1, 2], [1], [1])
