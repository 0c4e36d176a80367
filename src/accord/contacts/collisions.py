"""Collisions that happened, both sides of each: one joint count for every role, rows for who may see the person."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accord.agreement.contact import Policy
from accord.agreement.contact.asked import Spoke, Touch
from accord.agreement.contact.overlaps import Overlap, find_overlaps
from accord.contacts.collided import read_stretch
from accord.contacts.collision_shapes import ClauseCount, Collision, CollisionReport, Side
from accord.contacts.may_contact import policy_of
from accord.contacts.visible import find_visible_ids
from accord.teams.agreements import Current, chain_at, current
from accord.teams.rights import Right, may, require
from accord.vocabulary.days import check_day
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Team
from accord.vocabulary.people import Viewer

LONGEST = timedelta(days=400)
PAGE = 50
_SIDES_SHOWN = 20
FORMULA = "touches of either team that the contact policy of their instant speaks against, each once"


def find_collisions(
    viewer: Viewer, since: datetime, until: datetime, now: datetime, *, offset: int = 0, limit: int = PAGE
) -> CollisionReport:
    """What the contact policy spoke against and happened, between two instants, by the record as it stands.

    Raises `Refused` without the right to the joint figures, `Invalid` for a stretch that is none or too long.
    """
    require(viewer, Right.see_board)
    if not timedelta() < until - since <= LONGEST:
        raise Invalid("collisions.period", "that is no stretch of at most 400 days", "give two days in order")
    chain = chain_at(now)
    policies = [(one.since, policy_of(one)) for one in chain]
    before = max((max(p.longest_cap, p.longest_hold) for _, p in policies), default=timedelta())
    stretch = read_stretch(since, until, before)
    found = [
        o for o in find_overlaps(_policy_at(policies), stretch.touches, stretch.known) if o.touch.at >= since
    ]
    found.sort(key=lambda o: (o.touch.at, o.touch.seq, o.clause), reverse=True)
    seen = _seen(viewer, found)
    visible = [o for o in found if o.touch.person in seen]
    return CollisionReport(
        since=since,
        until=until,
        touches=sum(touch.at >= since for touch in stretch.touches),
        collided=_touches(found),
        both_teams=_touches(o for o in found if o.both_teams),
        people=len({o.touch.person for o in found}),
        clauses=_by_clause(found),
        rows=tuple(_row(o, stretch.known.account) for o in visible[offset : offset + limit]),
        rows_total=len(found),
        rows_visible=len(visible),
        offset=offset,
        formula=FORMULA,
        versions=_versions(chain),
        signed=bool(chain) and chain[-1].signed,
    )


def stretch_of(start: date | None, end: date | None, now: datetime) -> tuple[datetime, datetime]:
    """The instants of a window of days in the reporting zone, `end` being the day after the last; 30 days without.

    Raises `Invalid` for a day of another age.
    """
    for day in (start, end):
        if day is not None:
            check_day(day)
    agreement = current(now)
    reporting = agreement.document.reporting if agreement else None
    zone = ZoneInfo(reporting.zone if reporting else "UTC")
    after = end or now.astimezone(zone).date() + timedelta(days=1)
    first = start or after - timedelta(days=30)
    since, until = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, after))
    return since, until


def _policy_at(policies: list[tuple[datetime | None, Policy]]) -> Callable[[datetime], Policy]:
    """The policy in force at an instant; what is older than the first version is read under it."""

    def at(instant: datetime) -> Policy:
        in_force = [policy for since, policy in policies if since is None or since <= instant]
        return in_force[-1] if in_force else policies[0][1] if policies else Policy()

    return at


def _seen(viewer: Viewer, found: Iterable[Overlap]) -> set[int]:
    """The people whose rows this viewer may see; none for a role of aggregates."""
    if not (may(viewer, Right.see_rows) and may(viewer, Right.see_contacts)):
        return set()
    people = sorted({o.touch.person for o in found})
    return {
        one for n in range(0, len(people), 500) for one in find_visible_ids(viewer, set(people[n : n + 500]))
    }


def _touches(found: Iterable[Overlap]) -> int:
    return len({o.touch.seq for o in found})


def _by_clause(found: list[Overlap]) -> tuple[ClauseCount, ...]:
    every = Counter(clause for clause, _seq in {(o.clause, o.touch.seq) for o in found})
    both = Counter(clause for clause, _seq in {(o.clause, o.touch.seq) for o in found if o.both_teams})
    return tuple(ClauseCount(clause, every[clause], both[clause]) for clause in sorted(every))


def _row(overlap: Overlap, account: dict[int, int]) -> Collision:
    against = sorted(overlap.against, key=lambda one: one.at, reverse=True)
    return Collision(
        contact_id=overlap.touch.person,
        account_id=account.get(overlap.touch.person),
        clause=overlap.clause,
        why=overlap.why,
        both_teams=overlap.both_teams,
        touch=_side(overlap.touch),
        against=tuple(_side(one) for one in against[:_SIDES_SHOWN]),
        against_total=len(against),
        holder=overlap.holder,
    )


def _side(one: Touch | Spoke) -> Side:
    if isinstance(one, Spoke):
        return Side(one.at, Team.sales, one.kind.name, "", one.actor)
    return Side(one.at, one.team, one.kind.name, one.campaign, one.actor)


def _versions(chain: tuple[Current, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.title for one in chain))
