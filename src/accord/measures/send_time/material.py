"""What send time is made from: every mail of the window once, as columns, with what is left out counted apart."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import holidays
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.measures.send_time.effect import Sends
from accord.measures.send_time.fit import HOURS
from accord.measures.sitting import sitting

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Named:
    """A column of words: their codes, and the words."""

    codes: Ints
    words: tuple[str, ...]

    def some(self, which: Flags) -> "Named":
        """Of some rows, with the same codes."""
        return Named(self.codes[which], self.words)


@dataclass(frozen=True, slots=True)
class Material:
    """Mails in time to be answered whose recipient's wall is known; `marked`: their slot was drawn at random."""

    sends: Sends
    marked: Flags
    holiday: Flags
    off_days: tuple[str, ...]  # `NL 2027-04-27`: the holidays on which something was sent
    seniority: Named
    industry: Named
    country: Named
    campaigns: int
    away: int
    nowhere: int
    young: int

    def some(self, which: Flags) -> "Material":
        """Those mails alone."""
        return replace(
            self,
            sends=self.sends.some(which),
            marked=self.marked[which],
            holiday=self.holiday[which],
            seniority=self.seniority.some(which),
            industry=self.industry.some(which),
            country=self.country.some(which),
        )

    def named(self, by: str) -> Named:
        """The groups of a dimension."""
        found: Named = getattr(self, by)
        return found


def gather(mirror: Mirror, scope: Scope) -> Material:
    """Ask the mirror for every mail of the window."""
    with sitting(mirror) as asked:
        rows: pa.Table = asked.ask_table("send_slots", **scope.bound())
    young, away = _flags(rows, "young"), _flags(rows, "away") & ~_flags(rows, "young")
    nowhere = (_ints(rows, "weekday") < 0) & ~young & ~away
    kept = ~young & ~away & ~nowhere
    counts = {"away": int(away.sum()), "nowhere": int(nowhere.sum()), "young": int(young.sum())}
    rows = rows.filter(pa.array(kept))
    campaign, zone, country = (_named(rows, name) for name in ("campaign", "zone", "country"))
    day = _named(rows, "day")
    _pairs, stratum = np.unique(campaign.codes * 10_000 + zone.codes, return_inverse=True)
    pairs, pair = np.unique(country.codes * 1_000_000 + day.codes, return_inverse=True)
    off = [is_holiday(country.words[at // 1_000_000], day.words[at % 1_000_000]) for at in pairs.tolist()]
    days = [f"{country.words[at // 1_000_000]} {day.words[at % 1_000_000]}" for at in pairs.tolist()]
    return Material(
        sends=Sends(
            cell=_ints(rows, "weekday") * HOURS + _ints(rows, "hour"),
            stratum=stratum.astype(np.int64),
            company=_ints(rows, "company"),
            answered=_flags(rows, "answered"),
            chance=rows["chance"].cast(pa.float64()).to_numpy().astype(np.float64),
        ),
        marked=_flags(rows, "randomised"),
        holiday=np.array(off, np.bool_)[pair] if off else np.zeros(0, np.bool_),
        off_days=tuple(name for name, is_off in zip(days, off, strict=True) if is_off),
        seniority=_named(rows, "seniority"),
        industry=_named(rows, "industry"),
        country=country,
        campaigns=len(campaign.words),
        **counts,
    )


@lru_cache(maxsize=65_536)
def is_holiday(country: str, day: str) -> bool:
    """Whether a day is a public holiday of a country by its ISO code. A country nobody has a list of has none.

    >>> is_holiday("NL", "2027-04-27"), is_holiday("DE", "2027-04-27"), is_holiday("", "2027-12-25")
    (True, False, False)
    """
    return date.fromisoformat(day) in _holidays(country, int(day[:4]))


@lru_cache(maxsize=1_024)
def _holidays(country: str, year: int) -> frozenset[date]:
    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


def _named(rows: pa.Table, name: str) -> Named:
    column = rows[name].combine_chunks().cast(pa.string()).dictionary_encode()
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    codes = column.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Named(codes, tuple(column.dictionary.to_pylist()))


def _flags(rows: pa.Table, name: str) -> Flags:
    return np.asarray(rows[name].to_numpy().astype(np.bool_))


def _ints(rows: pa.Table, name: str) -> Ints:
    return np.asarray(rows[name].to_numpy().astype(np.int64))
