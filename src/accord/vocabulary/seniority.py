"""How senior a role is, by the words in it. A word that is not in the table says nothing."""

import re
from enum import IntEnum


class Seniority(IntEnum):
    """From those who do to those who decide."""

    staff = 1
    manager = 2
    director = 3
    vice_president = 4
    chief = 5


# A vice president is none of the presidents: asked first.
_WORDS = {
    Seniority.vice_president: r"[es]?vp|vice[ -]president",
    Seniority.chief: r"chief|c[a-z]o|owner|founder|president|managing director|geschäftsführer\w*|vorstand",
    Seniority.director: r"director|directeur|direktor\w*|head of|leiter\w*",
    Seniority.manager: r"manager|lead|supervisor",
}
_RANKS = {rank: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for rank, words in _WORDS.items()}


def seniority_of(role: str) -> Seniority | None:
    """The rank that a role's words name; the lowest for a role without any of them, None for no role.

    >>> seniority_of("Operations Director")
    <Seniority.director: 3>
    """
    text = role.casefold().strip()
    named = (rank for rank, words in _RANKS.items() if words.search(text))
    return next(named, Seniority.staff) if text else None


def rank_words() -> tuple[str, ...]:
    """Each rank's words as a pattern, in the order of asking: vice president, chief, director, manager."""
    return tuple(_WORDS.values())
