"""The replay in one paragraph of plain words."""

from collections.abc import Mapping, Sequence

from accord.measures.replay.lines import (
    BEYOND,
    NEWLY,
    NO_LONGER,
    Brought,
    ReplayFigure,
    ReplayPromise,
    ReplayRefused,
)
from accord.measures.replay.outcomes import Estimated
from accord.vocabulary.said import said

NOTES = (
    "Held as it was: what buyers did, and what our people did with leads that qualify under both.",
    "Not simulated: other behaviour of buyers or of our people. What newly qualifying leads may bring is estimated.",
    "Our people stand as they are today, with their hours and absences.",
    "An account that qualified as a whole did so by the agreement that was in force then, on both sides.",
)


def summary(
    figures: Sequence[ReplayFigure],
    estimated: Estimated,
    brought: Brought,
    promises: Sequence[ReplayPromise],
    refused: Sequence[ReplayRefused],
    differences: int,
    currency: str,
    *,
    changed: bool,
) -> tuple[str, ...]:
    """The sentences, the most important first. Nothing changed: one sentence that says so."""
    by_name = {figure.name: figure for figure in figures}
    qualifies = by_name["qualifies"]
    if not differences:
        same = said(
            "0 differences: each of the %(n)s leads stands the same under both.", n=f"{qualifies.now:,}"
        )
        return (same,) if not changed else (same, "What the draft changes decides nothing in these days.")
    found = [
        said(
            "%(draft)s leads qualify under the draft, %(now)s as agreed now: %(new)s newly, %(gone)s no longer.",
            draft=f"{qualifies.draft:,}", now=f"{qualifies.now:,}",
            new=f"{_draft(by_name, NEWLY):,}", gone=f"{_draft(by_name, NO_LONGER):,}",
        ),
    ]  # fmt: skip
    return (
        *found,
        *_load(by_name),
        *_kept(promises),
        *_refused(refused),
        *_money(estimated, brought, currency),
    )


def _draft(figures: Mapping[str, ReplayFigure], change: str) -> int:
    return figures[change.replace(" ", "_")].draft


def _load(figures: Mapping[str, ReplayFigure]) -> list[str]:
    moved, beyond = figures["other_owner"].draft, figures[BEYOND.replace(" ", "_")]
    found: list[str] = []
    if moved:
        found.append(said("%(n)s leads would have gone to somebody else.", n=f"{moved:,}"))
    if beyond.now or beyond.draft:
        words = "%(draft)s would have been given beyond capacity, %(now)s are now."
        found.append(said(words, draft=f"{beyond.draft:,}", now=f"{beyond.now:,}"))
    return found


def _kept(promises: Sequence[ReplayPromise]) -> list[str]:
    now = sum(each.broken_now for each in promises), sum(each.kept_now for each in promises)
    draft = sum(each.broken_draft for each in promises), sum(each.kept_draft for each in promises)
    if now == draft:
        return []
    words = "Of the promised first attempts %(broken)s of %(all)s would count as broken, %(now)s of %(all_now)s do now."
    return [
        said(words, broken=f"{draft[0]:,}", all=f"{sum(draft):,}", now=f"{now[0]:,}", all_now=f"{sum(now):,}")
    ]


def _refused(refused: Sequence[ReplayRefused]) -> list[str]:
    now, draft = sum(each.against_now for each in refused), sum(each.against_draft for each in refused)
    if now == draft:
        return []
    words = "The contact policy would speak against %(draft)s touches of these people, %(now)s now."
    return [said(words, draft=f"{draft:,}", now=f"{now:,}")]


def _money(estimated: Estimated, brought: Brought, currency: str) -> list[str]:
    found: list[str] = []
    if estimated.revenue and estimated.won:
        words = (
            "Estimated: the new leads would win %(won)s deals (%(low)s to %(high)s) and %(sum)s %(currency)s "
            "(%(least)s to %(most)s)."
        )
        won, revenue = estimated.won, estimated.revenue
        found.append(
            said(
                words, won=f"{won.value:,.1f}", low=f"{won.interval.low:,.0f}", high=f"{won.interval.high:,.0f}",
                sum=f"{revenue.value:,.0f}", currency=currency, least=f"{revenue.interval.low:,.0f}",
                most=f"{revenue.interval.high:,.0f}",
            )
        )  # fmt: skip
    elif estimated.leads:
        found.append(said("What the new leads would bring cannot be said: %(why)s.", why=estimated.says))
    if brought.leads:
        words = "Those that qualify no longer really brought %(won)s won leads and %(sum)s %(currency)s."
        found.append(said(words, won=f"{brought.won:,}", sum=f"{brought.revenue:,.0f}", currency=currency))
    return found
