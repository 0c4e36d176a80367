"""What holding a click costs and buys: judged with what is known when its hold ends.

    python -m tests.agents.holds fresh 1600

Each click is judged once for each hold, with the hits of its own mail until its hold ends, and with what stands around
it (networks, companies) as of the next of the instants at which the world is looked at: some hundred for each mix,
dense where clicks are. So what stands around is known a little too early, and short holds look better than they are.
"""

import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from accord.journey.agents import COUNTED, LIMITS
from accord.journey.agents.around import Around
from accord.journey.agents.first_look import Seen, first_look
from accord.journey.agents.judge import judge_mail
from accord.vocabulary.hits import Hit
from tests.agents.figures import to_hit
from tests.agents.worlds import FRESH, HELD_OUT, SHARES, TUNING, Worlds

HOLDS = tuple(timedelta(seconds=s) for s in (0, 30, 60, 180, 600, 1800, 3600, 4 * 3600, 86_400))
LOOKS = 120
Mail = tuple[str, int]


class Held(NamedTuple):
    """Counts of one hold: clicks of people, those not counted when it ended, machine clicks counted then."""

    human: int = 0
    lost: int = 0
    machine: int = 0
    passed: int = 0

    def add(self, other: "Held") -> "Held":
        """Both together."""
        return Held(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def bias(self) -> float:
        """Counted clicks per human click."""
        return (self.human - self.lost + self.passed) / self.human


class Click(NamedTuple):
    """One click to be judged when its hold ends."""

    ends: datetime
    hold: timedelta
    hit_id: str
    mail: Mail
    human: bool


def sweep(rows: Iterable[dict[str, Any]], holds: Iterable[timedelta] = HOLDS) -> dict[timedelta, Held]:
    """The figures of each hold over one world."""
    listed = _in_time(rows)
    mails: dict[Mail, list[Hit]] = defaultdict(list)
    clicks = []
    for hit, row in listed:
        mails[hit.message, hit.recipient].append(hit)
        if row["kind"] == "click":
            human = row["truth"] == "human"
            clicks += [Click(hit.at + h, h, hit.hit_id, (hit.message, hit.recipient), human) for h in holds]
    counts: dict[timedelta, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for click, counted in _judge(sorted(clicks), mails):
        counts[click.hold][click.human, counted] += 1
    return {
        hold: Held(
            n[True, True] + n[True, False], n[True, False], n[False, True] + n[False, False], n[False, True]
        )
        for hold, n in counts.items()
    }


def _in_time(rows: Iterable[dict[str, Any]]) -> list[tuple[Hit, dict[str, Any]]]:
    return sorted(((to_hit(row), row) for row in rows), key=lambda one: one[0].at)


def _judge(clicks: list[Click], mails: dict[Mail, list[Hit]]) -> Iterator[tuple[Click, bool]]:
    """Each click with whether it counts when its hold ends."""
    times = {mail: [hit.at for hit in hits] for mail, hits in mails.items()}
    order = sorted((at, mail) for mail, many in times.items() for at in many)
    ends = [click.ends for click in clicks]
    looked: dict[Mail, list[Seen]] = {}
    done = begun = 0
    while begun < len(clicks):
        last = min(len(clicks), begun + max(1, len(clicks) // LOOKS))
        look = clicks[last - 1].ends
        last = bisect_right(ends, look)
        until = bisect_right(order, look, key=lambda one: one[0])
        for mail in {mail for _, mail in order[done:until]}:
            looked[mail] = first_look(mails[mail][: bisect_right(times[mail], look)], LIMITS)
        done = until
        around = Around(list(looked.values()), LIMITS)
        for click in clicks[begun:last]:
            known = mails[click.mail][: bisect_right(times[click.mail], click.ends)]
            judged = judge_mail(first_look(known, LIMITS), around)
            yield click, next(j.klass in COUNTED for j in judged if j.hit_id == click.hit_id)
        begun = last


def sweep_worlds(worlds: Worlds, human_clicks: int) -> dict[float, dict[timedelta, Held]]:
    """The figures of each hold in each mix, all worlds together."""
    each = -(-human_clicks // len(worlds.tempers))
    found: dict[float, dict[timedelta, Held]] = {}
    for share in SHARES:
        total: dict[timedelta, Held] = dict.fromkeys(HOLDS, Held())
        for place in range(len(worlds.tempers)):
            for hold, held in sweep(worlds.rows(place, share, each)).items():
                total[hold] = total[hold].add(held)
        found[share] = total
    return found


def report(found: dict[float, dict[timedelta, Held]]) -> str:
    """One line a hold: the bias of each mix and of all, people not counted, machine clicks counted."""
    lines = [
        f"{'hold':>9}  " + "  ".join(f"{share:>5.0%}" for share in found) + "    all  lost of 10,000  passed"
    ]
    for hold in HOLDS:
        mixes = [each[hold] for each in found.values()]
        whole = Held()
        for each in mixes:
            whole = whole.add(each)
        said = "  ".join(f"{each.bias:.3f}" for each in mixes)
        lines.append(
            f"{hold!s:>9}  {said}  {whole.bias:.3f}  {10_000 * whole.lost / whole.human:14.0f}"
            f"  {whole.passed / whole.machine:6.4f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    chosen = {"tuning": TUNING, "held-out": HELD_OUT, "fresh": FRESH}[sys.argv[1]]
    print(report(sweep_worlds(chosen, int(sys.argv[2]))), flush=True)
