"""What leads that qualified brought: answered, won, revenue in the agreement's one currency."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from accord.measures.mirror import Mirror
from accord.measures.replay.handing import Key
from accord.measures.replay.outcomes import Outcome
from accord.measures.replay.stands import Lead
from accord.measures.scope import Scope
from accord.vocabulary.money import Money


class Outcomes(NamedTuple):
    """By lead; `matured` are old enough to be judged by. `apart` counts amounts without a rate: they are in no sum."""

    of: dict[Key, Outcome]
    matured: frozenset[Key]
    apart: int


def outcomes_of(mirror: Mirror, scope: Scope, leads: Sequence[Lead]) -> Outcomes:
    """The outcome of every lead, as it happened."""
    revenue: dict[tuple[int, int], float] = defaultdict(float)
    won: set[tuple[int, int]] = set()
    apart = 0
    for row in mirror.ask("replay_revenue", **scope.bound()):
        key = row["contact"], row["lead"]
        won.add(key)
        currency = row["currency"] or scope.currency
        rate = scope.rates.on(currency, row["day"]) if row["amount"] is not None else None
        if rate is None:
            apart += row["amount"] is not None
        else:
            revenue[key] += float(Money(row["amount"], currency).major * rate)
    old = scope.now - timedelta(days=scope.mature_days)
    found = {
        lead.key: Outcome(
            float(lead.attempted),
            float((lead.contact, lead.lead) in won),
            revenue.get((lead.contact, lead.lead), 0.0),
        )
        for lead in leads
    }
    return Outcomes(found, frozenset(lead.key for lead in leads if lead.opened_at <= old), apart)
