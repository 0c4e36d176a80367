"""The paths of a company's own deals, out of the mirror: what was touched before one was won, lost, or none came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.measures.attribution.by_buyer import Gathered, gather, stand_by_buyer
from accord.measures.attribution.cents import whole_minor
from accord.measures.attribution.paths import NONE, Paths
from accord.measures.credit_clause import DAY
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.measures.sitting import Sitting, sitting
from accord.vocabulary.credit import direct_of
from accord.vocabulary.money import Money, places

Ints = np.ndarray[Any, np.dtype[np.int64]]
GRAINS = ("channel", "campaign", "asset", "team", "segment")
UNSAID = "(empty)"
_WAY = ["path_no", "seq", "moment", "channel", "by_sales"]  # of `credit_touched`, what ways are made of
TEAM = np.array(["marketing", "sales"])


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPaths:
    """Every path that ended in the window, with what its touches were.

    `paths` is by channel; `value` is in minor units of `currency`, whole. `words[grain]` and `codes[grain]` name each
    touch by channel, campaign, asset, team and its buyer's segment (of won paths; elsewhere it is not asked). `apart`
    are amounts won in currencies without an agreed rate.
    """

    paths: Paths
    buyer: Ints  # of each path: the account, or the person below zero
    deal: Ints  # of each path, 0: none
    number: Ints  # of each path, as the questions of a sitting number it
    seq: Ints  # of each touch, its fact in the ledger
    words: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Ints]
    source: Mapping[int, str]  # the one source of each won deal, by path
    currency: str
    apart: tuple[Money, ...]
    unpriced: int  # deals won whose amount is not known, or has no rate
    open: int

    @property
    def direct(self) -> frozenset[str]:
        """Which channels are direct."""
        return direct_of(self.paths.channels)

    def major(self, minor: int) -> Decimal:
        """Minor units of the paths' currency as an amount."""
        return Money(minor, self.currency).major


def gather_paths(mirror: Mirror, scope: Scope) -> CompanyPaths:
    """The window's paths as the agreement's clause cuts them; without one, all of marketing's touches."""
    with sitting(mirror) as asked:
        return paths_in(asked, scope)


def paths_in(asked: Sitting, scope: Scope, *, keep: bool = False) -> CompanyPaths:
    """The same in a sitting; with `keep` it knows the touches as `credit_touched` from then on."""
    bound = scope.bound()
    table, touched, still_open = (gather if stand_by_buyer(asked) else _join)(asked, scope)
    if keep and "credit_touched" not in asked.kept:
        asked.give("credit_touched", touched.select(_WAY), **bound)
    leads = asked.ask_table("credit_leads", **bound)
    deals = asked.ask("credit_deals", **bound)
    segments = asked.ask("credit_segments", **bound)
    what = table["what"].to_numpy(zero_copy_only=False)
    kept = np.flatnonzero(what != "open")  # paths are numbered in the order of `what`: open ones lie between
    number = np.full(table.num_rows, NONE, np.int64)
    number[kept] = np.arange(len(kept))
    path = number[_ints(touched["path_no"])]
    at = _ints(touched["moment"])
    offset = np.concatenate(([0], np.cumsum(np.bincount(path, minlength=len(kept))))).astype(np.int64)
    value, currency, apart, unpriced = worth_of(deals, scope)
    won = what[kept] == "won"
    words, codes = _named(touched)
    told = {int(number[row["path_no"]]): str(row["segment"]) for row in segments}
    words["segment"], codes["segment"] = _segments(told, len(kept), path)
    begun = np.full(len(kept), np.iinfo(np.int64).min)
    begun[number[_ints(leads["path_no"])]] = _ints(leads["opened_at"])
    created = _ints(table["created_at"], np.iinfo(np.int64).min)[kept]
    until = _ints(table["until"])[kept]
    worth = np.zeros(len(kept))
    for each, minor in value.items():
        worth[number[each]] = minor
    return CompanyPaths(
        paths=Paths(
            channels=words["channel"],
            channel=codes["channel"].astype(np.int32),
            offset=offset,
            won=won.astype(np.float64),
            value=worth,
            lost=(~won).astype(np.float64),
            lead_at=last_before(begun, at, path),
            deal_at=last_before(created, at, path),
            age=(until[path] - at) / DAY,
        ),
        buyer=_ints(table["buyer"], 0)[kept],
        deal=_ints(table["deal"])[kept],
        number=kept.astype(np.int64),
        seq=_ints(touched["seq"]),
        words=words,
        codes=codes,
        source={int(number[row["path_no"]]): row["source"] for row in deals},
        currency=currency,
        apart=apart,
        unpriced=unpriced,
        open=still_open,
    )


def _join(asked: Sitting, scope: Scope) -> Gathered:
    """The same by SQL over the facts: for a mirror whose touches do not stand by buyer."""
    table = asked.ask_table("credit_paths", **scope.bound())
    touched = asked.ask_table("credit_touched", **scope.bound())
    return Gathered(table, touched, pc.sum(pc.equal(table["what"], "open")).as_py() or 0)


def worth_of(deals: list[dict[str, Any]], scope: Scope) -> tuple[dict[int, int], str, tuple[Money, ...], int]:
    """Minor units by path that sum to the window's sales, their currency, what stands apart, how many do not count."""
    currencies = sorted({row["currency"] for row in deals if row["amount"] is not None})
    currency = scope.rates.currency or (currencies[0] if len(currencies) == 1 else "")
    exact, apart = dict[int, Decimal](), dict[str, int]()
    for row in deals:
        if row["amount"] is None:
            continue
        worth = _converted(row["amount"], row["currency"], row["won_day"], scope, currency)
        if worth is None:
            apart[row["currency"]] = apart.get(row["currency"], 0) + row["amount"]
        else:
            exact[row["path_no"]] = worth
    whole = whole_minor(list(exact.values()))
    other = tuple(Money(minor, name) for name, minor in sorted(apart.items()))
    return dict(zip(exact, whole, strict=True)), currency, other, len(deals) - len(exact)


def _converted(minor: int, said: str, day: date, scope: Scope, currency: str) -> Decimal | None:
    if said == currency:
        return Decimal(minor)
    rate = scope.rates.on(said, day) if scope.rates.currency else None
    return None if rate is None else (Money(minor, said).major * rate).scaleb(places(currency))


def _named(touched: pa.Table) -> tuple[dict[str, tuple[str, ...]], dict[str, Ints]]:
    words: dict[str, tuple[str, ...]] = {"team": tuple(TEAM.tolist())}
    codes: dict[str, Ints] = {"team": touched["by_sales"].to_numpy(zero_copy_only=False).astype(np.int64)}
    for grain in ("channel", "campaign", "asset"):
        found = touched[grain].combine_chunks().dictionary_encode()
        plain = [str(name) for name in found.dictionary.to_pylist()]
        order = np.argsort(np.array(plain, object), kind="stable") if plain else np.empty(0, np.int64)
        place = np.empty(len(plain), np.int64)
        place[order] = np.arange(len(plain))
        words[grain] = tuple(plain[n] for n in order)
        codes[grain] = place[found.indices.to_numpy()] if len(plain) else np.empty(0, np.int64)
    return words, codes


def _segments(told: Mapping[int, str], paths: int, path: Ints) -> tuple[tuple[str, ...], Ints]:
    """Names in their order, and each touch's by what is told of its path."""
    names = tuple(sorted({UNSAID, *told.values()}))
    place = {name: n for n, name in enumerate(names)}
    of = np.full(paths, place[UNSAID], np.int64)
    for each, name in told.items():
        of[each] = place[name]
    return names, of[path]


def last_before(instant: Ints, at: Ints, path: Ints) -> Ints:
    """Which touch of each path came last at or before an instant of it; NONE where none did."""
    return np.bincount(path[at <= instant[path]], minlength=len(instant)).astype(np.int64) - 1


def _ints(column: pa.ChunkedArray, missing: int = 0) -> Ints:
    plain = column.cast(pa.int64()) if not pa.types.is_int64(column.type) else column
    return np.asarray(plain.fill_null(missing).combine_chunks().to_numpy(zero_copy_only=False), np.int64)
