"""Who of us is told what: one row for each person and cause, and what leaves for each way they chose."""

from accord.teams.notices.notify import UNDO, notify, take_back
from accord.teams.notices.whom import find_leads_of, find_members, find_of_team, find_users

__all__ = ["UNDO", "find_leads_of", "find_members", "find_of_team", "find_users", "notify", "take_back"]
