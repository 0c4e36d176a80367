"""What became of the leads that marketing sent: seven states that sum to all of them, by source and campaign."""

from collections import Counter
from datetime import datetime

from django.db.models import Count, F, QuerySet, Sum

from accord.handoffs.find import visible_handoffs
from accord.handoffs.models import Handoff
from accord.reporting.campaign_names import find_campaign_names
from accord.reporting.desk.asked import Begun, find_asked, find_source
from accord.reporting.desk.find import asked_since
from accord.reporting.desk.rows import make_rows
from accord.reporting.desk.shapes import BecameCount, BecameGroup, BecamePage
from accord.teams.agreements import chain_at
from accord.teams.figures import figures_seen
from accord.teams.rights import Right, may, require
from accord.vocabulary.handoffs import BECAME, COUNTED, DROPPED, GROUPS, UNCOUNTED, Became, HandoffState
from accord.vocabulary.people import Viewer

PAGE = 100
_LONGEST = 500


def became(
    viewer: Viewer,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> BecamePage:
    """What became of the leads offered within a window; each once, by the hand-off that marketing gave away.

    The counts are joint: the same for every role, also for who sees no contacts. The leads behind them are those the
    viewer may see.
    """
    require(viewer, Right.see_board)
    until = until or now
    kinds = _from_marketing(now)
    every = asked_since(Handoff.objects.filter(kind__in=kinds), since, until)
    counts = Counter(every.values_list("state", flat=True))
    rows = list(
        every.filter(state__in=[s.value for s in COUNTED]).values_list(
            "key", "subject", "touched_at", "qualified_at", "state"
        )
    )
    visible = visible_handoffs(viewer) if may(viewer, Right.see_contacts) else Handoff.objects.none()
    seen = asked_since(visible.filter(kind__in=kinds), since, until)
    seen = seen.filter(state__in=[s.value for s in COUNTED])
    newest = seen.order_by(F("closed_at").desc(nulls_last=True), "-offered_at", "key")
    whose = figures_seen(viewer, now)
    doubted = seen.exclude(contradicts="").order_by("-closed_at", "key")
    return BecamePage(
        since=since,
        until=until,
        total=len(rows),
        groups=_groups(counts),
        by_source=_by_source(rows),
        reasons=_reasons(every),
        uncounted={state.value: counts[state.value] for state in sorted(UNCOUNTED)},
        leads=make_rows(newest[offset : offset + min(limit, _LONGEST)], whose),
        visible=seen.count(),
        contradicted=make_rows(doubted[:PAGE], whose),
        offset=offset,
    )


def became_version(viewer: Viewer, now: datetime) -> str:
    """A word that changes whenever what became of them may be another; one question to the database.

    Each change of a hand-off raises its version, so their sum and count never come back to what they were.
    """
    require(viewer, Right.see_board)
    rows = Handoff.objects.aggregate(n=Count("key"), versions=Sum("version"))
    return f"{rows['n']}-{rows['versions'] or 0}-{now.date().isoformat()}"


def _from_marketing(now: datetime) -> list[str]:
    """The hand-offs that marketing gives away: of one within sales the same lead is counted already."""
    return sorted(
        {
            each.id
            for version in chain_at(now)
            for each in version.document.handoffs
            if each.from_ == "marketing"
        }
    )


def _groups(counts: Counter[str]) -> tuple[BecameGroup, ...]:
    total = sum(counts[state.value] for state in COUNTED)
    of = {BECAME[state]: counts[state.value] for state in COUNTED}
    return tuple(
        BecameGroup(
            name=name,
            states={each.value: of[each] for each in states},
            count=(count := sum(of[each] for each in states)),
            share=count / total if total else None,
        )
        for name, states in GROUPS.items()
    )


def _by_source(rows: list[tuple[int, int, datetime, datetime, str]]) -> tuple[BecameCount, ...]:
    """By channel and campaign of the touch that began each lead, else the channel it came by; the largest first."""
    begun = [
        Begun(key=key, subject=subject, touched_at=touched, qualified_at=qualified)
        for key, subject, touched, qualified, _ in rows
    ]
    asked = find_asked(begun)
    silent = (one for one in begun if one.key not in asked or not asked[one.key].channel)
    sources = find_source(silent)
    found: dict[tuple[str, str], Counter[str]] = {}
    for key, *_, state in rows:
        channel, campaign = (asked[key].channel, asked[key].campaign) if key in asked else ("", "")
        came = (channel or sources.get(key, ""), campaign)
        found.setdefault(came, Counter())[BECAME[HandoffState(state)].value] += 1
    names = find_campaign_names({campaign for _, campaign in found})
    made = [
        BecameCount(
            source=source,
            campaign=campaign,
            counts={each.value: counts[each.value] for each in Became},
            campaign_name=names.get(campaign, ""),
        )
        for (source, campaign), counts in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.total, one.source, one.campaign)))


def _reasons(every: QuerySet[Handoff]) -> tuple[tuple[str, str, int], ...]:
    dropped = every.filter(state__in=[state.value for state in DROPPED])
    counts = Counter(dropped.values_list("state", "reason"))
    return tuple(
        (state, reason, n) for (state, reason), n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    )
