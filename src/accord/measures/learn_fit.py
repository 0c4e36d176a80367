"""Fit rules from won and lost: who buys more often than the rest, as far as the numbers can say.

Buyers go in, a proposal comes out: at most `MOST_RULES` rules, one an attribute, with the evidence for every
value. A value becomes part of a rule only when so many more of its buyers were won than of all others that
chance alone would do it once in a hundred whole tables. Deterministic; the order of the buyers does not matter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, lgamma, log

from accord.journey.encode import number_range
from accord.measures.number import Interval
from accord.measures.wilson import wilson

ATTRIBUTES = ("industry", "employees", "revenue", "country", "region", "role", "department", "seniority")
BOUNDS: Mapping[str, tuple[int, ...]] = {
    "employees": (1, 11, 51, 201, 1001, 5001),
    "revenue": (1, 1_000_000, 10_000_000, 50_000_000, 250_000_000, 1_000_000_000),
}
LEAST = 20  # buyers won, and buyers lost, and buyers of a value: below it there is too little to say
PRIOR = 10.0  # as many buyers of the common share are added to each value, so that few cases say little
WRONG_AT_MOST = 0.01  # the chance that a table without any truth in it gives a rule at all
MOST_RULES = 5


@dataclass(frozen=True, slots=True)
class Buyer:
    """One buyer whose deals are over: won or not, and what was known of them (attribute to value)."""

    won: bool
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value: its buyers won and lost, the share won with its 95 % interval, what came of it."""

    attribute: str
    value: str
    won: int
    lost: int
    share: float
    interval: Interval
    log_odds: float  # against all buyers, shrunken
    chance: float  # that so many were won if the value meant nothing
    taken: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class FitProposal:
    """One rule as the agreement writes it, and its points."""

    when: str
    points: int
    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class LearntFit:
    """What won and lost say about fit. Without rules, `note` says why."""

    rules: tuple[FitProposal, ...]
    evidence: tuple[Evidence, ...]
    won: int
    lost: int
    note: str = ""


def learn_fit(buyers: Iterable[Buyer], *, cap: int) -> LearntFit:
    """Propose rules whose points share `cap`, in proportion to their log-odds. Too little data: no rules."""
    every = list(buyers)
    won = sum(buyer.won for buyer in every)
    lost = len(every) - won
    if min(won, lost) < LEAST:
        missing = f"{won} buyers won and {lost} lost: at least {LEAST} of each are needed"
        return LearntFit((), (), won, lost, missing)
    table = _table(every, won, lost)
    found = _strongest(table, won, lost)
    if not found:
        note = f"among {won} won and {lost} lost no value stands out beyond chance"
        return LearntFit((), tuple(table), won, lost, note)
    taken = {(e.attribute, e.value) for values in found for e in values}
    evidence = tuple(replace(e, taken=(e.attribute, e.value) in taken) for e in table)
    return LearntFit(_rules(found, won, lost, cap), evidence, won, lost)


def _table(buyers: list[Buyer], won: int, lost: int) -> list[Evidence]:
    """Every value of every attribute; bands for numbers. Sorted, so that no order of input shows."""
    counted: Counter[tuple[str, str, bool]] = Counter()
    for buyer in buyers:
        for attribute in ATTRIBUTES:
            if value := value_of(attribute, buyer.said.get(attribute, "")):
                counted[attribute, value, buyer.won] += 1
    values = sorted({(attribute, value) for attribute, value, _ in counted})
    return [
        _evidence(a, v, counted[a, v, True], counted[a, v, False], won, lost)
        for a, v in sorted(values, key=lambda each: (ATTRIBUTES.index(each[0]), _order(*each)))
    ]


def value_of(attribute: str, said: str) -> str:
    """A value as a rule can name it: a band of numbers, or a word in small letters; empty where it cannot.

    >>> value_of("employees", "250")
    '201..1000'
    """
    if attribute in BOUNDS:
        return _band(BOUNDS[attribute], number_range(said))
    word = " ".join(said.split()).casefold()
    plain = word.isprintable() and not set(word) & set('[],<>="\\#:{}')
    return word if plain and len(word) <= 60 else ""


def _band(lows: tuple[int, ...], bounds: tuple[float, float] | None) -> str:
    """`201..1000`, or `5001..` for the last one; empty where a range lies in two bands."""
    if bounds is None or bounds[0] >= lows[-1]:
        return f"{lows[-1]}.." if bounds else ""
    inside = (low for low, end in pairwise(lows) if low <= bounds[0] and bounds[1] < end)
    low = next(inside, None)
    return "" if low is None else f"{low}..{lows[lows.index(low) + 1] - 1}"


def _order(attribute: str, value: str) -> tuple[int, str]:
    return (int(value.partition("..")[0]), "") if attribute in BOUNDS else (0, value)


def _evidence(attribute: str, value: str, won: int, lost: int, all_won: int, all_lost: int) -> Evidence:
    cases = won + lost
    interval = wilson(won, cases) or Interval(0.0, 1.0)
    odds = log_odds(won, lost, all_won, all_lost)
    chance = chance_of(won, cases, all_won, all_won + all_lost)
    note = f"too few to say: {cases} of {LEAST}" if cases < LEAST else ""
    return Evidence(attribute, value, won, lost, won / cases, interval, odds, chance, note=note)


def log_odds(won: int, lost: int, all_won: int, all_lost: int) -> float:
    """The log-odds of a value against all buyers, drawn towards 0 by `PRIOR` buyers of the common share."""
    common = all_won / (all_won + all_lost)
    return log((won + PRIOR * common) / (lost + PRIOR * (1 - common))) - log(all_won / all_lost)


def chance_of(won: int, cases: int, all_won: int, everyone: int) -> float:
    """Fisher's exact chance that a value without meaning has at least so many won among its cases."""
    whole = _ways(everyone, all_won)
    top = min(cases, all_won)
    terms = (_ways(cases, k) + _ways(everyone - cases, all_won - k) - whole for k in range(won, top + 1))
    return min(1.0, sum(exp(term) for term in terms))


def _ways(n: int, k: int) -> float:
    """The logarithm of n over k; minus infinity where there is no way."""
    if not 0 <= k <= n:
        return float("-inf")
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _strongest(table: list[Evidence], won: int, lost: int) -> list[list[Evidence]]:
    """For each attribute that says something its values, the surest attributes first."""
    tests = max(sum(e.won + e.lost >= LEAST for e in table), 1)
    allowed = WRONG_AT_MOST / tests
    found = []
    for attribute in ATTRIBUTES:
        own = [e for e in table if e.attribute == attribute and e.won + e.lost >= LEAST]
        sure = [e for e in own if e.chance <= allowed]
        if sure and attribute in BOUNDS:
            sure = _without_gaps(own, sure)
        if sure:
            found.append(sure)
    found.sort(key=lambda values: (min(e.chance for e in values), values[0].attribute))
    return found[:MOST_RULES]


def _without_gaps(own: list[Evidence], sure: list[Evidence]) -> list[Evidence]:
    """Bands make one range only when no band between them is missing: the run with the surest band."""
    runs: list[list[Evidence]] = [[]]
    for band in own:
        if band not in sure:
            runs.append([])
            continue
        last = runs[-1][-1] if runs[-1] else None
        if last is not None and int(last.value.partition("..")[2]) + 1 != int(band.value.partition("..")[0]):
            runs.append([])
        runs[-1].append(band)
    return min(filter(None, runs), key=lambda run: min(band.chance for band in run))


def _rules(found: list[list[Evidence]], all_won: int, all_lost: int, cap: int) -> tuple[FitProposal, ...]:
    counts = [(sum(e.won for e in values), sum(e.lost for e in values)) for values in found]
    weights = [log_odds(won, lost, all_won, all_lost) for won, lost in counts]
    points = share_out(weights, cap)
    return tuple(
        FitProposal(_words(values), n, won, lost)
        for values, n, (won, lost) in zip(found, points, counts, strict=True)
        if n
    )


def share_out(weights: list[float], cap: int) -> list[int]:
    """Whole points in proportion to the weights; what is over the whole goes to the largest rests."""
    exact = [weight * cap / sum(weights) for weight in weights]
    points = [int(each) for each in exact]
    rests = sorted(range(len(exact)), key=lambda i: (points[i] - exact[i], i))
    for i in rests[: cap - sum(points)]:
        points[i] += 1
    return points


def _words(values: list[Evidence]) -> str:
    attribute = values[0].attribute
    if attribute in BOUNDS:
        low, high = values[0].value.partition("..")[0], values[-1].value.partition("..")[2]
        return f"{attribute} in {low}..{high}" if high else f"{attribute} >= {low}"
    if len(values) == 1:
        return f"{attribute} is {values[0].value}"
    return f"{attribute} in [{', '.join(e.value for e in values)}]"


__all__ = [
    "Buyer",
    "Evidence",
    "FitProposal",
    "LearntFit",
    "chance_of",
    "learn_fit",
    "log_odds",
    "share_out",
    "value_of",
]
