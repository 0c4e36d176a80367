"""Whose attempts are none of sales: the names by which facts call marketing's people.

The journey counts an attempt by sales or by somebody whom nobody here knows, as the clocks of hand-offs do; so the
board and the desk tell of the same lead the same.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q

from accord.teams.models import User
from accord.teams.persons import find_persons
from accord.teams.roster.models import RosterSeat
from accord.vocabulary.facts import GENUINE_ATTEMPTS, Agent
from accord.vocabulary.people import Role

_ATTEMPTS = sorted(int(kind) for kind in GENUINE_ATTEMPTS)


def find_marketers(now: datetime) -> tuple[str, ...]:
    """Every name of everybody of marketing, those who have left too, in order."""
    theirs = [one for one in find_persons(None, now) if one.team == Role.marketing.value]
    return tuple(sorted({name for one in theirs for name in one.known_as | {one.ref} if name}))


def state_of_teams() -> str:
    """A digest that changes when who is of marketing may have: two small queries, asked by every page."""
    here = Role.marketing.value
    seats = RosterSeat.objects.filter(Q(team=here) | Q(set_team=here)).order_by("key")
    users = User.objects.order_by("pk").values_list("pk", "team", "sales_id")
    said = [*seats.values_list("key", "member", "team", "set_team"), *users]
    return sha256(repr(said).encode()).hexdigest()[:16]


def without_marketing(facts: pa.Table, marketers: Callable[[], tuple[str, ...]]) -> pa.Table:
    """The facts, with what marketing's people tried as nobody's act; asks who they are only where somebody tried."""
    tried = pc.and_(
        pc.is_in(facts["kind"].cast(pa.int64()), pa.array(_ATTEMPTS, pa.int64())),
        pc.not_equal(facts["actor"].cast(pa.string()), ""),
    )
    if not pc.any(tried).as_py():
        return facts
    theirs = pc.is_in(facts["actor"].cast(pa.string()), pa.array(marketers(), pa.string()))
    nobodys = pa.scalar(int(Agent.unknown), pa.int8())
    agent = pc.if_else(pc.and_(tried, theirs), nobodys, facts["agent"])
    return facts.set_column(facts.column_names.index("agent"), "agent", agent)
