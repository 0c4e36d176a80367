"""What changed between two credit runs, in a sentence and by deal."""

from collections import Counter

from accord.measures.attribution.run_make import why_changed
from accord.measures.attribution.run_shapes import (
    CreditRun,
    Moved,
    RunChange,
    RunDeal,
    RunRow,
    by_channel,
    won_of,
)
from accord.vocabulary.money import Money
from accord.vocabulary.said import joined, said

_SAYS = {
    "won": "deals won since: %(n)s",
    "reopened or lost": "no longer won: %(n)s",
    "reduced": "worth less: %(n)s",
    "raised": "worth more: %(n)s",
    "later touches": "with other touches: %(n)s",
}


def change_of(before: CreditRun, after: CreditRun, numbers: tuple[int, int]) -> RunChange:
    """Which deals and touches changed from one run to another, how much credit moved, and the largest reasons first."""
    old, new = ({d.deal: d for d in run.deals} for run in (before, after))
    moved = [_moved(old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys())]
    reasons = sorted((each for each in moved if each), key=lambda each: (-each.moved, each.deal))
    was, is_ = ({row.name: row.minor for row in run.table} for run in (before, after))
    rows = (RunRow(name=n, minor=is_.get(n, 0) - was.get(n, 0)) for n in is_.keys() | was.keys())
    channels = tuple(sorted((r for r in rows if r.minor), key=lambda r: (-abs(r.minor), r.name)))
    settings = tuple(
        name
        for name in ("model", "touches", "look_back", "start", "end", "zone", "currency")
        if getattr(before.settings, name) != getattr(after.settings, name)
    )
    return RunChange(
        before=numbers[0],
        after=numbers[1],
        channels=channels,
        reasons=tuple(reasons),
        settings=settings,
        says=_says(before, after, reasons, channels),
    )


def _moved(was: RunDeal | None, is_: RunDeal | None) -> Moved | None:
    if was == is_:
        return None
    before, after = by_channel(was), by_channel(is_)
    apart = sum(abs(after.get(n, 0) - before.get(n, 0)) for n in before.keys() | after.keys())
    had, has = ({t.seq for t in each.touches} if each else set[int]() for each in (was, is_))
    worth = (is_.minor if is_ else 0) - (was.minor if was else 0)
    either = is_ or was
    return Moved(
        deal=either.deal if either else 0,
        why=why_changed(was, is_),
        worth=worth,
        moved=(apart + abs(worth)) // 2,  # what changes hands counts once, what comes or goes counts once
        came=tuple(sorted(has - had)),
        went=tuple(sorted(had - has)),
    )


def _says(before: CreditRun, after: CreditRun, reasons: list[Moved], channels: tuple[RunRow, ...]) -> str:
    currency = after.settings.currency

    def amount(minor: int) -> str:
        return str(Money(minor, currency)) if currency else f"{minor}"

    if not reasons and not channels:
        return "nothing changed"
    counts = Counter(each.why for each in reasons)
    parts = [said(text, n=counts[why]) for why, text in _SAYS.items() if counts[why]]
    parts.append(said("all together %(more)s", more=amount(won_of(after) - won_of(before))))
    if channels:
        most = channels[0]
        parts.append(said("most at %(name)s: %(more)s", name=most.name or "nobody", more=amount(most.minor)))
    if reasons:
        parts.append(
            said("most by deal %(deal)s: %(moved)s", deal=reasons[0].deal, moved=amount(reasons[0].moved))
        )
    return joined(*parts)
