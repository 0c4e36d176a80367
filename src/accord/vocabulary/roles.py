"""A job title brought to a role: a dimension,
so that rules can be written on it and nothing personal stands in it.
"""

import re
from functools import lru_cache

_SHORT = {
    "vp": "vice president", "svp": "senior vice president", "evp": "executive vice "
        "president", "dir": "director",
    "mgr": "manager", "mngr": "manager", "eng": "engineer", "ops": "operations", "mktg": "marketing",
    "mgmt": "management",
    "hr": "human resources", "it": "it", "ceo": "chief executive officer", "cfo": "chief financial officer",
    "cto": "chief technology officer", "coo": "chief operating officer", "cmo": "chief marketing officer",
    "cio": "chief information officer", "cro": "chief revenue officer", "ciso": "chief information "
        "security officer",
}  # fmt: skip
_RANK = frozenset(
    [
        "senior",
        "sr",
        "junior",
        "jr",
        "lead",
        "principal",
        "global",
        "regional",
        "group",
        "interim",
        "acting",
        "deputy",
        "associate",
    ]
)
_HEADS = ("director", "manager", "vice president", "engineer", "specialist", "coordinator")


@lru_cache(maxsize=16_384)
def role_of(title: str) -> str:
    """The role in a job title: "Sr. Director of Operations, EMEA" is "operations director".

    Empty where the title holds no role that a program may repeat: more than six words, an address, digits.
    """
    if "@" in title or any(c.isdigit() for c in title):
        return ""
    first = re.split(r"[,;|/(–—]| - | at | @ ", title.casefold(), maxsplit=1)[0]
    words = [w for w in re.sub(r"[^\w\s&-]", "", first).split() if w]
    full = " ".join(_SHORT.get(w, w) for w in words if w not in _RANK)
    full = _turned(full.replace("vice-president", "vice president"))
    return full if 0 < len(full.split()) <= 6 else ""


def _turned(role: str) -> str:
    """ "director of operations" as "operations director"; "head of x" and "chief x officer" stay."""
    for head in _HEADS:
        if role.startswith(f"{head} of "):
            return f"{role.removeprefix(f'{head} of ').removeprefix('the ')} {head}"
    return role
