"""The pages of the weekly pack that are made for it: pace, leads that need a decision, what is heard, what is due."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accord.agreement.cycle import find_cycle, working_days_between
from accord.contacts.models import Identity
from accord.handoffs.find import find_handoffs
from accord.handoffs.words import find_words
from accord.measures.board import Board
from accord.measures.number import Number, Value, Window
from accord.reporting.credit_runs import change_at
from accord.reporting.hears import company_hears
from accord.reporting.mirror.current import open_current
from accord.reporting.pack_shapes import (
    DueDay,
    DueLead,
    NeedsDecision,
    Pace,
    PaceLine,
    PaceWeek,
    PackCredit,
    PackHears,
    PackTopic,
    figure_of,
)
from accord.reporting.sight import mirror_folder, scope_for
from accord.reporting.waiting import waiting
from accord.teams.agreements import Current
from accord.teams.people import SYSTEM
from accord.vocabulary.handoffs import DROPPED, OPEN

TEN = 10
_SUMS = ("leads", "sales")  # grow with the cycle: held against an even pace
_MANY, _QUESTIONS, _TOPICS = 1000, 20, 20
_WEEK, _TWO_WEEKS, _FOUR_WEEKS = timedelta(days=7), timedelta(days=14), timedelta(days=28)


def pace_page(agreement: Current | None, made: Board, window: Window | None, now: datetime) -> Pace | None:
    """Actual against target and elapsed working days of the cycle; None without a cycle that has begun."""
    if agreement is None or window is None or not agreement.document.calendars:
        return None
    document = agreement.document
    span = find_cycle(document.agreement.cycle)
    if span is None:
        return None
    whole = working_days_between(document, *span)
    elapsed = working_days_between(document, span[0], window.end)
    sums = [number for number in made.kpis if number.name in _SUMS]
    hot = next((n for n in made.numbers() if n.name == "hot_leads"), None)
    promises = document.marketing_promises
    volume = promises.volume if promises else None
    lines = [_line(number, number.target, elapsed, whole) for number in sums]
    if hot is not None and volume is not None and volume.hot_at_least is not None:
        lines.append(_line(hot, volume.hot_at_least, elapsed, whole))
    return Pace(
        cycle=document.agreement.cycle,
        elapsed=elapsed,
        working_days=whole,
        lines=tuple(lines),
        levels=tuple(figure_of(number) for number in made.kpis if number.name not in _SUMS),
        weeks=_weeks(agreement, window, now),
        agreed_pace=volume.pace if volume else "",
    )


def needing_page(now: datetime) -> tuple[tuple[NeedsDecision, ...], int]:
    """Ten leads that need a decision, and how many do: past their time, with a reason that its evidence contradicts,
    waiting for anybody; the longest first within each.
    """
    found: dict[int, NeedsDecision] = {}
    rows, _ = find_handoffs(SYSTEM, states=OPEN | DROPPED, since=now - 4 * _FOUR_WEEKS, limit=_MANY)
    contacts = _contacts({row.subject for row in rows})
    late = [r for r in rows if r.open and r.due_at and r.due_at < now and r.responded_at is None]
    against = [r for r in rows if r.contradicts and r.closed_at and r.closed_at >= now - _FOUR_WEEKS]
    for row in sorted(late, key=lambda r: (not r.hot, r.due_at)):
        _add(found, contacts.get(row.subject), "overdue", row.klass, row.due_at or now, row.owner)
    for row in sorted(against, key=lambda r: r.closed_at or now):
        detail = f"{row.reason}: {row.contradicts}"
        _add(found, contacts.get(row.subject), "contradiction", detail, row.closed_at or now, row.owner)
    for waiter in waiting(SYSTEM, now).people:
        _add(found, waiter.contact_id, "waiting", waiter.asked, waiter.since, waiter.owner)
    return tuple(found.values())[:TEN], len(found)


def heard_page(now: datetime) -> PackHears:
    """The topics of the last whole week against their own past: every spike, then the most frequent, twenty at most."""
    made = company_hears(SYSTEM, now=now)
    spikes = sum(each.spike for each in made.topics)
    topics = tuple(
        PackTopic(each.sort, each.topic, each.weeks[-1], each.weeks[:-1], each.spike, str(each.says))
        for each in made.topics[: max(spikes, _TOPICS)]
    )
    return PackHears(
        made.window.start, made.window.end, int(made.outcomes.value or 0), str(made.says), str(made.promise),
        topics, len(made.topics),
    )  # fmt: skip


def credit_page(start: date, zone: str) -> PackCredit | None:
    """What the last credit run of the week says has changed; None where none was kept, or it begins its series."""
    begun = datetime.combine(start, time(), ZoneInfo(zone))
    found = change_at(begun, begun + _WEEK)
    return PackCredit(found.number, found.before, found.made_at, found.says) if found else None


def questions_page(now: datetime) -> tuple[int, ...]:
    """The hand-offs at which customers asked something in the last four weeks, the newest first; no words of theirs."""
    rows = find_words(SYSTEM, limit=_MANY)
    return tuple(row.handoff for row in rows if row.question and row.said_at >= now - _FOUR_WEEKS)[
        :_QUESTIONS
    ]


def due_page(now: datetime, zone: str) -> tuple[tuple[DueDay, ...], tuple[DueLead, ...]]:
    """What falls due in the next two weeks, day by day, and the first of them by name."""
    rows, _ = find_handoffs(SYSTEM, states=OPEN, limit=_MANY)
    due = [r for r in rows if r.due_at and r.responded_at is None and now <= r.due_at < now + _TWO_WEEKS]
    contacts = _contacts({row.subject for row in due})
    days = Counter(row.due_at.astimezone(ZoneInfo(zone)).date() for row in due if row.due_at)
    leads = [
        DueLead(contacts[row.subject], row.owner, row.due_at)
        for row in sorted(due, key=lambda r: (r.due_at or now, r.key))
        if row.subject in contacts and row.due_at
    ]
    return tuple(DueDay(day, n) for day, n in sorted(days.items())), tuple(leads[:40])


def _line(number: Number, goal: Value, elapsed: int, whole: int) -> PaceLine:
    figure = figure_of(replace(number, target=goal))
    if goal is None or isinstance(goal, str) or not whole:
        return PaceLine(figure, None, None)
    expected = float(round(float(goal) * elapsed / whole))  # people and money, as a page says them
    if number.value is None or isinstance(number.value, str):
        return PaceLine(figure, expected, None)
    return PaceLine(figure, expected, float(number.value) >= expected)


def _add(
    found: dict[int, NeedsDecision], contact: int | None, why: str, detail: str, since: datetime, owner: str
) -> None:
    if contact is not None and contact not in found:
        found[contact] = NeedsDecision(contact, why, detail, since, owner)


def _contacts(keys: set[int]) -> dict[int, int]:
    return dict(Identity.objects.filter(key__in=keys).values_list("key", "contact_id"))


def _weeks(agreement: Current, window: Window, now: datetime) -> tuple[PaceWeek, ...]:
    with open_current(mirror_folder(), now) as mirror:
        scope = scope_for(agreement, mirror, window=window, now=now)
        rows = mirror.ask("weekly_leads", **scope.bound())
    return tuple(PaceWeek(row["week"], row["leads"]) for row in rows)
