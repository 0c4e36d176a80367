"""Who asks: roles, rights, and the frozen value that every read and act takes first."""

import hashlib
import re
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


def actor_of(text: str) -> str:
    """How facts name a person a source names: their id as it stands; a name or an address as a short digest.

    Exports by label carry the owner's name where the programs carry an id; facts hold no names.
    """
    if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text) and any(c.isdigit() for c in text):
        return text
    return "owner:" + hashlib.blake2b(text.strip().casefold().encode(), digest_size=6).hexdigest()
