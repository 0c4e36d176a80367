"""Names of persons made comparable: accents, order, titles and a modest list of short forms."""

from functools import lru_cache

from accord.contacts.matching.text import words
from accord.contacts.matching.words import read_pairs, read_words

_TITLES = read_words("titles")
_PARTICLES = read_words("particles")
_SHORT_FORMS = read_pairs("short_forms")


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
