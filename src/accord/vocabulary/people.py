"""Who asks: roles, rights, and the frozen value that every read and act takes first."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a user is here for."""

    marketing = "marketing"
    rep = "rep"
    manager = "manager"
    viewer = "viewer"
    ops = "ops"
    integration = "integration"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks or acts. `actor` is how acts name them; `sales_ids` are their ids in the CRM."""

    user_id: int
    role: Role
    team: str = ""
    sales_ids: frozenset[str] = frozenset()
    team_sales_ids: frozenset[str] = frozenset()
    display: str = ""

    @property
    def actor(self) -> str:
        """How acts and facts name this person: `user:17`."""
        return f"user:{self.user_id}"
