"""What stands beside the signed model: how far the models lie apart, and what each channel sourced and influenced."""

from collections.abc import Sequence

import numpy as np

from accord.measures.attribution.company import CompanyPaths
from accord.measures.attribution.credit_shapes import Apart, Beside, ModelTable
from accord.measures.number import Number, Rows
from accord.measures.scope import Scope
from accord.vocabulary.said import said

_SOURCED = "amounts of deals won in the window, each wholly by the channel its lead came by"
_INFLUENCED = (
    "amounts of deals won in the window with a touch of the channel on their path; never to be added"
)


def spread_of(compare: Sequence[ModelTable]) -> tuple[Apart, ...]:
    """For each channel the least and the most that a model gives it, the widest first.

    The rate game is left out: it says what a channel adds to the rate of winning, and may take as well as give.
    """
    told = [table for table in compare if not table.why_not and table.model != "shapley rate"]
    names = sorted({row.name for table in told for row in table.rows})
    made = []
    for name in names:
        by = {table.label: next((r.share for r in table.rows if r.name == name), 0.0) for table in told}
        least_by, most_by = min(by, key=lambda label: by[label]), max(by, key=lambda label: by[label])
        least, most = by[least_by], by[most_by]
        made.append(
            Apart(
                name=name,
                least=least,
                most=most,
                least_by=least_by,
                most_by=most_by,
                says=_says(least, most),
            )
        )
    return tuple(sorted(made, key=lambda each: -each.most))


def _says(least: float, most: float) -> str:
    """What the spread allows to conclude: models twice apart are no ground for a decision on money."""
    span = {"least": f"{least:.0%}", "most": f"{most:.0%}"}
    if most >= 2 * max(least, 0.0) and round(most, 2) > round(least, 2):
        return said(
            "%(least)s to %(most)s depending on the model: no ground to cut it, or to double it", **span
        )
    return said("%(least)s to %(most)s depending on the model", **span)


def beside_of(found: CompanyPaths, scope: Scope) -> tuple[Beside, ...]:
    """Sourced: each deal wholly by the channel its lead came by. Influenced: each deal by every channel on its path."""
    paths = found.paths
    sourced: dict[str, list[int]] = {}
    for path in np.flatnonzero(paths.won > 0).tolist():
        sourced.setdefault(found.source.get(path, "(empty)"), []).append(path)
    of = np.repeat(np.arange(len(paths)), np.diff(paths.offset))
    won = paths.won[of] > 0
    pairs = np.unique(np.column_stack((paths.channel, of))[won], axis=0)
    touched: dict[str, list[int]] = {}
    for channel, path in pairs.tolist():
        touched.setdefault(paths.channels[channel], []).append(path)
    behind = np.bincount(np.unique(np.column_stack((paths.channel, found.seq))[won], axis=0)[:, 0])

    def number(kind: str, formula: str, name: str, deals: list[int], rows: Rows) -> Number:
        value = found.major(int(paths.value[deals].sum())) if found.currency else len(deals)
        query = "credit_deals" if kind == "sourced" else "credit_touched"
        return scope.number(
            f"credit:{kind}:{name}", name, value, found.currency or "deals", formula, query,
            clause="count.sourced" if kind == "sourced" else "attribution", rows=rows,
        )  # fmt: skip

    place = {name: n for n, name in enumerate(paths.channels)}
    made = []
    for name in sorted(sourced.keys() | touched.keys()):
        deals, met = sourced.get(name, []), touched.get(name, [])
        touches = Rows(
            "rows_credit", int(behind[place[name]]) if met else 0, (("grain", "channel"), ("word", name))
        )
        begun = Rows("rows_sourced", len(deals), (("word", name),))
        made.append(
            Beside(
                name=name,
                sourced_deals=len(deals),
                sourced=number("sourced", _SOURCED, name, deals, begun),
                influenced_deals=len(met),
                influenced=number("influenced", _INFLUENCED, name, met, touches),
            )
        )
    return tuple(sorted(made, key=lambda each: (-each.influenced_deals, -each.sourced_deals, each.name)))
