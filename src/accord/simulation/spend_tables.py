"""What the ad platforms would export: what each day's advertising cost, at Google and at LinkedIn."""

import numpy as np
import pyarrow as pa

from accord.simulation.shapes import DAY, Array, Simulated

_MONTH = 30.44
# of the money: Google's search campaigns, LinkedIn's
_SEARCH, _SOCIAL = 0.55, 0.45
_WEEKEND = 0.35  # of a weekday's


def google(sim: Simulated) -> pa.Table:
    """One row a day and campaign, by the labels of Google's own download."""
    names = "Day|Campaign|Currency code|Cost|Impr.|Clicks"
    return _days(sim, ("Leak detection", "Audit records"), _SEARCH, 3.1, 0.045, names)


def linkedin(sim: Simulated) -> pa.Table:
    """One row a day and campaign, by the labels of LinkedIn's own download."""
    names = "Start Date (in UTC)|Campaign Name|Currency|Total Spent|Impressions|Clicks"
    return _days(sim, ("Plant managers NL", "Operations DACH"), _SOCIAL, 7.4, 0.006, names)


def _days(
    sim: Simulated, campaigns: tuple[str, ...], share: float, click: float, rate: float, names: str
) -> pa.Table:
    """Whole days of the history, up to yesterday; `click` is the price of one, `rate` its chance."""
    days = np.arange(sim.since // DAY + 1, sim.until // DAY)
    weekend = (days + 3) % 7 >= 5
    wave = 0.85 + 0.3 * ((days * 7_919) % 101) / 100  # no two days alike, the same for every seed
    usual = sim.plan.advertising * share / _MONTH / (5 + 2 * _WEEKEND) * 7
    daily = usual * wave * np.where(weekend, _WEEKEND, 1.0)
    parts = np.array((0.6, 0.4))[: len(campaigns)]
    cost = np.round(np.outer(daily, parts), 2).ravel()
    clicks = np.maximum(np.round(cost / click), 1).astype(np.int64)
    columns: tuple[Array, ...] = (
        np.repeat(np.datetime_as_string(days.astype("datetime64[D]")), len(campaigns)),
        np.tile(np.array(campaigns), len(days)),
        np.full(len(cost), sim.plan.currency),
        np.char.mod("%.2f", cost),
        np.round(clicks / rate).astype(np.int64).astype(str),
        clicks.astype(str),
    )
    return pa.table(dict(zip(names.split("|"), columns, strict=True)))
