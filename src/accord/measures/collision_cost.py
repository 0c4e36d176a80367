"""What a collision costs: leads that collided beside leads that did not, alike in what a collision needs to happen.

A lead that talks with sales, or has an opportunity, or is reached often can collide, and is more likely to be won for
just that reason. So each is looked at at one moment after it qualified (twice the longest window of the policy):
compared are leads still under way, of the same source, class and fit band, that by then had talked or not, had an
opportunity or not, and had been reached about as often; drawn to wider cells where few (`matched`). What was won before
is in neither.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accord.measures.collision_lines import Cost
from accord.measures.leak_amounts import amounts_of, too_few
from accord.measures.matched import Cell, Compared, Price, Range, Tally, interval, price_of, weigh
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Interval, Number, Rows
from accord.measures.scope import Scope
from accord.vocabulary.said import joined, said

STAGE = 5  # beside the leak ledger's own: who is compared is decided at the landmark
CHANCE = (
    "win chance of leads that had not collided by the landmark, less that of those that had, in the same source, "
    "class, fit band, with talk, opportunity and number of touches alike; a cell of under 20 leads is drawn to the "
    "wider one"
)
_LOSS = (
    "leads that collided by the landmark x difference in win chance (in the same cells) x median amount won; a range "
    "of 95 %"
)
_LEADS = "leads qualified in the window that collided while they were under way"


@dataclass(frozen=True, slots=True)
class Collided:
    """Who collided beside who did not. `targets` are the window's; `leads` all of the window's that ever did."""

    kept: Mapping[Cell, Tally]
    harmed: Mapping[str, Mapping[Cell, Tally]]  # by the side that came second
    targets: Mapping[Cell, int]
    leads: int

    def compared(self, sides: Sequence[str]) -> Compared:
        """Leads that collided with these sides coming second, beside those that did not collide."""
        harmed: dict[Cell, Tally] = {}
        for side in sides:
            for cell, tally in self.harmed.get(side, {}).items():
                before = harmed.get(cell, Tally())
                harmed[cell] = Tally(before.leads + tally.leads, before.won + tally.won)
        return Compared(self.kept, harmed, STAGE)


def collided_of(rows: Sequence[Row]) -> Collided:
    """The rows of `collision_cells`."""
    kept: dict[Cell, Tally] = {}
    harmed: dict[str, dict[Cell, Tally]] = defaultdict(dict)
    targets: dict[Cell, int] = defaultdict(int)
    for row in rows:
        cell = (row["source"], row["klass"], row["band"], row["alike"])
        if row["matured"]:
            (harmed[row["side"]] if row["side"] else kept)[cell] = Tally(row["matured"], row["won"])
        if row["asked"]:
            targets[cell] += row["asked"]
    return Collided(kept, dict(harmed), dict(targets), sum(row["collided"] for row in rows))


def cost_of(mirror: Mirror, scope: Scope) -> Cost:
    """The difference in win chance and the loss of the window's leads, as ranges; or how much more is needed."""
    found = collided_of(mirror.ask("collision_cells", **scope.bound()))
    amounts, unpriced = amounts_of(mirror.ask("leak_amounts", **scope.bound()), scope)
    compared, days = found.compared(("marketing", "sales")), scope.contact.landmark.days
    leads = scope.number(
        "collisions:leads",
        "Leads that collided",
        found.leads,
        "leads",
        _LEADS,
        "collision_leads",
        clause="contact_policy",
        rows=Rows("rows_collision_leads", found.leads),
    )
    if not found.leads:
        return Cost(leads, None, None, days, "no lead of the window collided")
    few = too_few(
        compared, amounts, unpriced, "source, class, fit band, talk, opportunity and number of touches"
    )
    early = sum(found.targets.values())
    if few or not early:
        none = said("none of them was still under way %(n)s days after it qualified", n=days)
        return Cost(leads, None, None, days, few or none)
    each = weigh(compared, found.targets, dict.fromkeys(found.targets, Price(1 / early, 0.0)))
    loss = interval([(compared, weigh(compared, found.targets, price_of(amounts, found.targets)))])
    return _priced(scope, leads, compared, interval([(compared, each)]), loss, early)


def _priced(scope: Scope, leads: Number, compared: Compared, each: Range, loss: Range, early: int) -> Cost:
    harmed, kept, _won = compared.matched()
    based = said(
        "learnt from %(harmed)s leads that collided beside %(kept)s alike that did not",
        harmed=f"{harmed:,}",
        kept=f"{kept:,}",
    )
    days, more = scope.contact.landmark.days, {"clause": "contact_policy", "rows": leads.rows, "note": based}
    chance = scope.number(
        "collisions:chance",
        "Win chance lost by a collision",
        each.value,
        "share",
        CHANCE,
        "collision_cells",
        interval=Interval(each.low, each.high),
        **more,
    )
    money = scope.number(
        "collisions:loss",
        "Lost by collisions",
        Decimal(round(loss.value)),
        scope.currency,
        _LOSS,
        "collision_cells",
        interval=Interval(round(loss.low), round(loss.high)),
        **more,
    )
    nothing = "the range reaches nothing: collisions may have cost nothing at all" if each.low <= 0 else ""
    whole = int(leads.value or 0)
    rest = said(
        "%(n)s of %(all)s leads had collided and were still under way %(days)s days after they qualified: only they "
        "are priced",
        n=f"{early:,}",
        all=f"{whole:,}",
        days=days,
    )
    return Cost(leads, chance, money, days, joined(nothing, rest if early < whole else ""))
