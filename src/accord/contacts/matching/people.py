"""Names of persons made comparable: accents, order, titles and a modest list of short forms."""

from functools import lru_cache

from accord.contacts.matching.text import fold, words

_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor herr frau sr sra srta mme mlle monsieur madame sir dipl ing mag phd md mba "
    "cpa jr ii iii esq bsc msc".split()
)
_PARTICLES = frozenset(
    "de da do dos das del della di du la le van von der den ten ter zu zum zur el al bin ibn y e".split()
)
# Only short forms that stand for one name and are no name of their own elsewhere.
_SHORT_FORMS = {
    "bob": "robert", "rob": "robert", "bobby": "robert", "bill": "william", "will": "william", "billy": "william",
    "liz": "elizabeth", "beth": "elizabeth", "betty": "elizabeth", "dick": "richard", "rick": "richard",
    "mike": "michael", "mick": "michael", "tom": "thomas", "thom": "thomas", "jim": "james", "jimmy": "james",
    "joe": "joseph", "dave": "david", "dan": "daniel", "danny": "daniel", "steve": "stephen", "steven": "stephen",
    "tony": "anthony", "chris": "christopher", "matt": "matthew", "kate": "katherine", "kathy": "katherine",
    "catherine": "katherine", "katharine": "katherine", "greg": "gregory", "jeff": "jeffrey", "ken": "kenneth",
    "ron": "ronald", "sue": "susan", "tim": "timothy", "andy": "andrew", "nick": "nicholas", "ed": "edward",
    "ted": "edward", "fred": "frederick", "pete": "peter", "phil": "philip", "phillip": "philip", "ray": "raymond",
    "sam": "samuel", "ben": "benjamin", "alex": "alexander", "don": "donald", "doug": "douglas", "larry": "lawrence",
    "hans": "johannes", "sepp": "josef", "pepe": "jose", "paco": "francisco", "nacho": "ignacio",
}  # fmt: skip


@lru_cache(maxsize=16384)
def name_tokens(name: str) -> tuple[str, ...]:
    """The folded words of a person's name, sorted, without titles and particles, short forms written out.

    "Berg, Dr. Bob" and "Robert Berg" give the same tuple. Empty when nothing is left.

    >>> name_tokens("Berg, Dr. Bob"), name_tokens("Jörg von der Leyen")
    (('berg', 'robert'), ('jorg', 'leyen'))
    """
    kept = [w for w in words(name) if w not in _TITLES and w not in _PARTICLES]
    return tuple(sorted(_SHORT_FORMS.get(w, w) for w in kept))


def full_name_key(name: str) -> str:
    """The name as one comparable string, or "" unless it has a first and a last name in full.

    >>> full_name_key("A. Berg"), full_name_key("Anna Berg")
    ('', 'anna berg')
    """
    if "@" in name:
        return ""
    tokens = [t for t in name_tokens(name) if len(t) > 1 or not t.isascii()]
    return " ".join(tokens) if len(tokens) > 1 else ""


def compatible_names(left: str, right: str) -> bool:
    """Whether two names can be the same person's: equal, one within the other, or initials that fit.

    An empty name is compatible with any.

    >>> compatible_names("A. Berg", "Anna Berg"), compatible_names("Anna Berg", "Otto Berg")
    (True, False)
    """
    ours, theirs = list(name_tokens(left)), list(name_tokens(right))
    if len(ours) > len(theirs):
        ours, theirs = theirs, ours
    for token in ours:
        match = next((t for t in theirs if t == token), None) or next(
            (t for t in theirs if t[0] == token[0] and (len(t) == 1 or len(token) == 1)), None
        )
        if match is None:
            return False
        theirs.remove(match)
    return True


def looks_like_no_name(name: str) -> bool:
    """Whether a name field holds a placeholder instead of a name."""
    return fold(name).strip(" .-_[]()") in {
        "",
        "unknown",
        "na",
        "n/a",
        "none",
        "null",
        "test",
        "not provided",
        "anonymous",
    }
