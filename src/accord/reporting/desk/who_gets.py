"""Who gets what: the agreed route per hand-off, who takes part in it, and whom a lead like this one would reach."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, Max

from accord.agreement.routing import Ask, Candidate, WhyNot, away_until, decide_owner, is_at_work
from accord.agreement.routing import steps_after_silence as after_silence
from accord.agreement.shape.journey import Handoff as Clause
from accord.handoffs.find import count_open
from accord.handoffs.models import Handoff, HandoffTurn
from accord.teams.agreements import Current, current
from accord.teams.candidates import find_candidates
from accord.teams.figures import FiguresSeen, figures_seen
from accord.teams.notices.whom import find_actor_names
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer

DAYS, MOST_DAYS = 28, 366
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """One who takes part in a route. Figures are None where they are not the viewer's to see.

    `received` counts leads given in the window, `share` is theirs of all that the hand-off gave, 0-1.
    """

    owner: str
    name: str
    team: str
    leads: bool
    zone: str
    calendar: str
    at_work: bool
    away_until: datetime | None
    territories: tuple[str, ...]
    capacity: int | None
    open: int | None
    received: int | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One kind of hand-off: its steps in their order, whom they reach, how evenly it was shared.

    `spread` is how many leads more the one with the most got than the one with the fewest; None for a group under
    the agreed smallest one whose figures are not all the viewer's to see.
    """

    kind: str
    from_team: str
    to_team: str
    steps: tuple[str, ...]
    after_silence: tuple[str, ...]
    people: tuple[Taking, ...]
    received: int
    spread: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoGets:
    """Every route of the agreement in force; none without one."""

    routes: tuple[Route, ...]
    days: int
    signed: bool
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A step that found nobody, or somebody whom it passed over."""

    step: str
    name: str
    reason: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldGet:
    """Who would get a lead like this now, and why nobody before them."""

    kind: str
    owner: str
    name: str
    step: str
    why: str
    passed: tuple[PassedOver, ...]
    fallback: bool
    over_capacity: bool
    away: bool


def who_gets(viewer: Viewer, now: datetime, *, days: int = DAYS) -> WhoGets:
    """The routes in force. Who is here, and until when somebody is away, all see who work leads; figures, few."""
    require(viewer, Right.see_contacts)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("routing.days", f"{days} days cannot be looked back", f"ask for 1 to {MOST_DAYS} days")
    standing = current(now)
    if standing is None:
        return WhoGets(routes=(), days=days, signed=False, as_of=now)
    people, seen = _people(standing, now), figures_seen(viewer, now)
    names = find_actor_names(one.ref for one in people)
    routes = tuple(
        _route(standing, clause, people, seen, names, now, days) for clause in standing.document.handoffs
    )
    return WhoGets(routes=routes, days=days, signed=standing.signed, as_of=now)


def would_get(
    viewer: Viewer,
    now: datetime,
    *,
    kind: str = "",
    country: str = "",
    lead_class: str = "",
    hot: bool = False,
) -> WouldGet:
    """Whom a lead of this country and class would reach now; nothing is changed. Raises `Invalid`.

    Why somebody was passed over is said without their figures, unless the viewer may see these.
    """
    require(viewer, Right.see_contacts)
    standing = current(now)
    if standing is None:
        raise Invalid(
            "routing.no_agreement", "nothing says who gets a lead", "sign an agreement with a route"
        )
    clause = _clause(standing, kind)
    people, seen = _people(standing, now), figures_seen(viewer, now)
    place = country.strip()[:_LONGEST]
    ask = Ask(
        clause.id,
        str(clause.to or ""),
        territory=place,
        country=place,
        lead_class=lead_class[:_LONGEST],
        hot=hot,
    )
    decided = decide_owner(standing.document.route, ask, people, now)
    names = find_actor_names([one.ref for one in people])
    owner = decided.owner or ""
    whole = seen.of(owner) and all(seen.of(one.ref) for one in people if one.active and one.team == ask.team)
    return WouldGet(
        kind=clause.id,
        owner=owner,
        name=names.get(owner, owner),
        step=decided.step,
        why=decided.why if whole else decided.why.split(":")[0].split(";")[0],
        passed=tuple(
            PassedOver(
                step=each.step,
                name=names.get(each.who, each.who),
                reason=each.reason.value,
                words=each.words
                if each.reason is not WhyNot.full or seen.of(each.who)
                else WhyNot.full.value,
            )
            for each in decided.tried
        ),
        fallback=decided.fallback,
        over_capacity=decided.over_capacity and seen.of(owner),
        away=decided.away,
    )


def _clause(standing: Current, kind: str) -> Clause:
    known = {str(each.id): each for each in standing.document.handoffs}
    found = known.get(kind) if kind else next(iter(known.values()), None)
    if found is None:
        raise Invalid(
            "routing.kind_unknown",
            f'no hand-off is called "{kind[:_LONGEST]}"',
            f"the agreement has: {', '.join(known) or 'none'}",
        )
    return found


def _people(standing: Current, now: datetime) -> tuple[Candidate, ...]:
    owners = set(Handoff.objects.filter(closed_at=None).values_list("owner", flat=True).distinct())
    last = dict(HandoffTurn.objects.values_list("owner").annotate(last=Max("since")))
    return find_candidates(standing.document, now, open_leads=count_open(owners), last_assigned=last)


def _route(
    standing: Current,
    clause: Clause,
    people: Sequence[Candidate],
    seen: FiguresSeen,
    names: dict[str, str],
    now: datetime,
    days: int,
) -> Route:
    since = now - timedelta(days=days)
    turns = HandoffTurn.objects.filter(handoff__kind=clause.id, since__gte=since, since__lte=now)
    given = Counter(dict(turns.values_list("owner").annotate(n=Count("pk"))))
    team = str(clause.to or "")
    here = [one for one in people if one.active and (one.team == team or team in one.leads)]
    total = sum(given.values())
    made = [_taking(one, seen, names, now, _of(one, given), total, team) for one in here]
    rotating = [_of(one, given) for one in here if one.rotates]
    smallest = standing.document.people_data.smallest_group if standing.document.people_data else 5
    open_to_all = len(rotating) >= smallest or all(seen.of(one.ref) for one in here if one.rotates)
    return Route(
        kind=clause.id,
        from_team=str(clause.from_),
        to_team=team,
        steps=tuple(standing.document.route),
        after_silence=after_silence(standing.document, clause),
        people=tuple(sorted(made, key=lambda one: (one.leads, one.name.casefold(), one.owner))),
        received=total,
        spread=max(rotating) - min(rotating) if rotating and open_to_all else None,
    )


def _taking(
    one: Candidate,
    seen: FiguresSeen,
    names: dict[str, str],
    now: datetime,
    received: int,
    total: int,
    team: str,
) -> Taking:
    made = Taking(
        owner=one.ref,
        name=names.get(one.ref, one.ref),
        team=one.team,
        leads=team in one.leads,
        zone=one.zone,
        calendar=one.calendar,
        at_work=is_at_work(one, now),
        away_until=away_until(one, now),
        territories=tuple(sorted(one.territories | one.segments)),
        capacity=one.capacity,
        open=one.open_leads,
        received=received,
        share=received / total if total else None,
    )
    if any(seen.of(name) for name in (one.ref, *one.known_as)):
        return made
    return replace(made, open=None, received=None, share=None)


def _of(one: Candidate, given: Counter[str]) -> int:
    return sum(given[name] for name in _names(one))


def _names(one: Candidate) -> Iterable[str]:
    return one.known_as | {one.ref}
