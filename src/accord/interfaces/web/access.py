"""Which right each page needs, by the page's name. The permission matrix is generated from this table."""

from enum import Enum

from accord.teams.rights import Right


class Open(Enum):
    """Pages that need no particular right."""

    everyone = "no sign-in"
    signed_in = "anyone who is signed in"


ACCESS: dict[str, Right | Open] = {
    "sign-in": Open.everyone,
    "asset": Open.everyone,
    "home": Open.signed_in,
    "sign-out": Open.signed_in,
}
