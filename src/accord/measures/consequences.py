"""What both teams agreed to do when a promise is broken, and whether it is: week by week, as the clause says."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from accord.measures.in_time import Week, weeks_of
from accord.measures.kept import Kept
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.measures.wilson import wilson
from accord.vocabulary.quantity import Share
from accord.vocabulary.said import said

_WHEN = re.compile(r"(\S+) under (\d[\d.]* ?%) for (\d{1,2}) weeks?")
_CLAUSES = {
    "follow_up": "sales_promises.follow_up",
    "accepted": "marketing_promises.quality",
    "sales_ready_of_accepted": "marketing_promises.quality",
}
_MONDAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Consequence:
    """One consequence: when it begins, what follows, and whether its weeks have come. `weeks` are those judged."""

    path: str  # if_broken.0
    clause: str  # the promise it is for; empty: one that is not measured yet
    when: str
    then: str
    decided_in: str
    state: Kept
    says: str
    weeks: tuple[Week, ...] = ()


def consequences(mirror: Mirror, scope: Scope) -> tuple[Consequence, ...]:
    """Every consequence of the agreement, in its order; none without an agreement."""
    if scope.document is None:
        return ()
    made = []
    for at, each in enumerate(scope.document.if_broken):
        found = _WHEN.fullmatch(each.when)
        limit = Share.read(found[2]) if found else None
        name = each.when.partition(" ")[0]
        weeks: tuple[Week, ...] = ()
        if found is None or limit is None or name not in _CLAUSES:
            state, says = Kept.unmeasured, _not_measured(name)
        else:
            state, says, weeks = _judge(weeks_of(mirror, scope, name), limit, int(found[3]), scope.today)
        clause = _CLAUSES.get(name, "")
        made.append(
            Consequence(f"if_broken.{at}", clause, each.when, each.then, each.decided_in, state, says, weeks)
        )
    return tuple(made)


def _not_measured(name: str) -> str:
    return said('"%(name)s" is not measured week by week yet: nothing follows by itself', name=name)


def _judge(known: tuple[Week, ...], limit: Share, n: int, today: date) -> tuple[Kept, str, tuple[Week, ...]]:
    """The last `n` whole weeks: broken when each is under the limit and all together surely are."""
    monday = today - timedelta(days=today.weekday())
    wanted = [monday - _MONDAYS * back for back in range(n, 0, -1)]
    by_start = {week.start: week for week in known}
    weeks = tuple(by_start.get(start) or Week(start, 0, 0) for start in wanted)
    counted = said("%(weeks)s", weeks=", ".join(f"{week.hits} of {week.cases}" for week in weeks))
    empty = [week for week in weeks if not week.cases]
    if empty:
        return (
            Kept.few,
            said("nothing could be judged in the week of %(day)s", day=empty[0].start.isoformat()),
            weeks,
        )
    shares = [week.hits / week.cases for week in weeks]
    level = float(limit.as_share)
    if max(shares) >= level:
        return Kept.kept, said("in the last %(n)s weeks: %(counted)s", n=n, counted=counted), weeks
    together = wilson(sum(week.hits for week in weeks), sum(week.cases for week in weeks))
    if together is not None and together.high < level:
        return (
            Kept.broken,
            said("under %(limit)s in %(n)s weeks: %(counted)s", limit=limit, n=n, counted=counted),
            weeks,
        )
    unsure = "under %(limit)s in %(n)s weeks: %(counted)s; so few leads that chance could do it"
    return Kept.unsure, said(unsure, limit=limit, n=n, counted=counted), weeks
