"""Who of us is told what: one row for each person and cause, and what leaves for each way they chose."""

from accord.teams.notices.notify import SEND, UNDO, notify, take_back
from accord.teams.notices.whom import (
    find_actor_names,
    find_leads_of,
    find_members,
    find_of_team,
    find_users,
    find_users_at,
    find_with_right,
)

__all__ = [
    "SEND",
    "UNDO",
    "find_actor_names",
    "find_leads_of",
    "find_members",
    "find_of_team",
    "find_users",
    "find_users_at",
    "find_with_right",
    "notify",
    "take_back",
]
