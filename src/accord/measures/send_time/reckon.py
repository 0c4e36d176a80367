"""Send time: answers by the hour of the recipient's own week, how sure they are, and what they do not say.

Where slots were drawn at random only those mails are asked; history where people chose the hour is shown, and called
confounded: who picks Tuesday at ten also picks whom and what. Answers are clicks and replies by people, never opens.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from accord.measures.mirror import Mirror
from accord.measures.number import Number, Window
from accord.measures.scope import Scope
from accord.measures.send_time.effect import ANSWERS, Sends, counted, difference, weigh
from accord.measures.send_time.fit import CELLS, Known, fit_week
from accord.measures.send_time.judging import at_weekend, in_office, slots_of
from accord.measures.send_time.lines import DIMENSIONS, Group, SendTime
from accord.measures.send_time.material import Material, gather
from accord.measures.send_time.numbers import Maker, label_of
from accord.measures.send_time.week import Week, week_of
from accord.measures.wilson import ENOUGH
from accord.vocabulary.errors import Invalid

Flags = NDArray[np.bool_]
RANDOM, CONFOUNDED = "randomised", "confounded"
MOST_GROUPS = 12
_RANDOM = "slots were drawn at random: only those mails are in these figures, compared within their campaign and zone"
_CONFOUNDED = (
    "confounded: people chose when to send what to whom, so a good hour may be a good campaign's; draw the slots of "
    "some campaigns at random and mark them slot=random"
)


def send_time(mirror: Mirror, scope: Scope, by: str = DIMENSIONS[0], of: str = "") -> SendTime:
    """Over a window (all time without one), groups of a dimension beside each other; `of` one of them: its own week.

    Without mails no hours and a sentence that says so. Raises Invalid for another dimension or an unknown group.
    """
    if by not in DIMENSIONS:
        remedy = f"ask for one of: {', '.join(DIMENSIONS)}"
        raise Invalid("send_time.dimension", f'send time is not told by "{by}"', remedy)
    whole = gather(mirror, scope)
    scope = replace(scope, as_of=mirror.as_of)
    basis = _basis(whole)
    found = whole.some(whole.marked) if basis == RANDOM else whole
    groups = _groups(found, by)
    if of and of not in groups:
        known = ", ".join(groups) or "there are none yet"
        raise Invalid("send_time.group", f'nothing was sent to the {by} "{of}"', f"ask for one of: {known}")
    everybody = fit_week(*counted(found.sends, weigh(found.sends), CELLS))
    week = week_of(scope, found, found.named(by).codes == groups[of] if of else None, everybody)
    verdicts = week.judged()
    maker = Maker(scope, by, of, basis == RANDOM)
    return SendTime(
        by=by,
        of=of,
        window=scope.window or _everything(mirror, scope),
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        basis=basis,
        caveat={RANDOM: _RANDOM, CONFOUNDED: _CONFOUNDED}.get(basis, ""),
        says=week.says(verdicts),
        advice=week.advice(basis == RANDOM, verdicts),
        hours=week.hours(maker),
        slots=week.slots(maker, verdicts),
        office=_apart(maker, week.sends, in_office(week.sends.cell), "office"),
        weekend=_apart(maker, week.sends, at_weekend(week.sends.cell), "weekend"),
        holidays=_on_holidays(maker, found, week),
        left_out=maker.left_out(found.away, found.nowhere, found.young),
        groups=tuple(_group(scope, found, by, word, everybody) for word in list(groups)[:MOST_GROUPS]),
    )


def _everything(mirror: Mirror, scope: Scope) -> Window:
    starts = [s.first_at[:10] for s in mirror.manifest.facts if s.first_at]
    first = date.fromisoformat(min(starts)) if starts else scope.today
    return Window(min(first, scope.today), scope.today + timedelta(days=1))


def _basis(found: Material) -> str:
    """Randomised where mails enough are marked, at two hours at least; confounded where not; empty without any."""
    if not len(found.sends):
        return ""
    marked = found.sends.cell[found.marked]
    return RANDOM if len(marked) >= ENOUGH and len(np.unique(marked)) > 1 else CONFOUNDED


def _groups(found: Material, by: str) -> dict[str, int]:
    """The groups with mails, by name, the largest first; who is of none of them is in no group."""
    named = found.named(by)
    counts = np.bincount(named.codes, minlength=len(named.words))
    order = sorted(range(len(named.words)), key=lambda at: (-int(counts[at]), named.words[at]))
    return {named.words[at]: at for at in order if counts[at] and named.words[at]}


def _apart(maker: Maker, sends: Sends, one: Flags, name: str) -> Number:
    return maker.apart(name, difference(sends, one), one, sends.answered)


def _on_holidays(maker: Maker, found: Material, week: Week) -> Number:
    """Nobody draws a holiday at random: what differs there differs by season and campaign as well."""
    holiday = found.holiday[week.mine]
    return maker.holidays(holiday, week.sends.answered, found.off_days, difference(week.sends, holiday))


def _group(scope: Scope, found: Material, by: str, word: str, everybody: Known) -> Group:
    named = found.named(by)
    mine = named.codes == named.words.index(word)
    maker = Maker(scope, by, word, _basis(found) == RANDOM)
    sends = found.sends.some(mine)
    hits = int(sends.answered.sum())
    effect = difference(sends, in_office(sends.cell))
    enough = hits >= ANSWERS and len(np.unique(slots_of(sends.cell))) > 1
    best, sure = "", None
    if enough:
        week = week_of(scope, found, mine, everybody)
        at = int(week.best.regret.argmin())
        best, sure = label_of(int(week.tried[at]), part=True), float(week.best.chance[at])
    return Group(
        cell=word,
        label=word,
        sends=maker.sent("", "Sent", len(sends)),
        rate=maker.whole(len(sends), hits),
        office=maker.apart("office", effect, in_office(sends.cell), sends.answered),
        best=best,
        best_share=sure,
    )
