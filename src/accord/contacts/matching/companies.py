"""Names of companies made comparable: legal forms stripped by country, initials joined, letters folded."""

import re
from functools import lru_cache

from accord.contacts.matching.emails import domain_label
from accord.contacts.matching.text import compact, fold
from accord.contacts.matching.words import read_pairs, read_words

COUNTRIES = read_pairs("countries")
_CODES = frozenset(COUNTRIES.values())
LEGAL_FORMS = read_words("legal_forms")
LEADING_FORMS = read_words("leading_forms")
ONLY_IN = {form: frozenset(codes.split()) for form, codes in read_pairs("forms_only_in").items()}

_PARENTHESIS = re.compile(r"\([^()]*\)")
_BREAK = re.compile(r"[^0-9a-z&぀-鿿가-힯]+")
_NOBODY = read_words("placeholders")
_JOINERS = frozenset(["and", "&", "und", "et", "en", "y", "e", "i", "og", "och"])
_LONGEST_FORM = 6  # words: "gesellschaft mit beschrankter haftung" and "s a p i de c v"


def country_code(text: str) -> str:
    """The ISO code of a country as people write it; "" where it is not known.

    >>> country_code("Deutschland"), country_code("nl"), country_code("Atlantis")
    ('DE', 'NL', '')
    """
    plain = fold(text).strip().strip(".")
    if plain in COUNTRIES:
        return COUNTRIES[plain]
    return plain.upper() if len(plain) == 2 and plain.upper() in _CODES else ""


@lru_cache(maxsize=16384)
def core_words(name: str, country: str = "") -> tuple[str, ...]:
    """The words that name the company, without legal forms; `country` is an ISO code or "".

    >>> core_words("N.V. Acme Water & Sons"), core_words("ACME WATER B. V.,"), core_words("Acme SARL (Paris)")
    (('acme', 'water', 'sons'), ('acme', 'water'), ('acme',))
    """
    text = (
        fold(_without_address(_PARENTHESIS.sub(" ", name), country))
        .replace("'", "")
        .replace("’", "")
        .replace("/", " ")
    )
    tokens = [t for t in _BREAK.split(re.sub(r"(?<=\b\w)\.(?=\w\b)", " ", text)) if t]
    tokens = [t for t in tokens if t not in _JOINERS and t != "*"]
    stripped = _strip_leading(_strip_trailing(tokens, country), country)
    return tuple(stripped or tokens)


def _without_address(name: str, country: str) -> str:
    """What stands before a comma, if it ends as a company does: "Acme B.V., Rotterdam, NL"."""
    head, comma, _ = name.partition(",")
    while comma and len(head) < len(name):
        tokens = [t for t in _BREAK.split(fold(head).replace(".", " ")) if t]
        if len(tokens) > 1 and len(_strip_trailing(tokens, country)) < len(tokens):
            return head
        more, comma, _ = name[len(head) + 1 :].partition(",")
        head = f"{head},{more}"
    return name


def _strip_trailing(tokens: list[str], country: str) -> list[str]:
    """Drop legal forms at the end, the longest first, as often as one is found."""
    while len(tokens) > 1:
        for width in range(min(_LONGEST_FORM, len(tokens) - 1), 0, -1):
            if _is_form("".join(tokens[-width:]), country):
                tokens = tokens[:-width]
                break
        else:
            return tokens
    return tokens


def _strip_leading(tokens: list[str], country: str) -> list[str]:
    """Drop one legal form at the beginning."""
    for width in range(min(3, len(tokens) - 1), 0, -1):
        form = "".join(tokens[:width])
        if form in LEADING_FORMS and (form not in ONLY_IN or _is_form(form, country)):
            return tokens[width:]
    return tokens


def _is_form(form: str, country: str) -> bool:
    where = ONLY_IN.get(form)
    return form in LEGAL_FORMS and (where is None or not country or country in where)


@lru_cache(maxsize=16384)
def company_name_key(name: str, country: str = "") -> str:
    """The name as one comparable string with its country, "" for a placeholder.

    Blanks do not count, so that "Gist Brocades" and "GistBrocades" are one.

    >>> company_name_key("Gist-Brocades B.V.", "Netherlands"), company_name_key("n/a")
    ('gistbrocades|NL', '')
    """
    code = country_code(country) if country else ""
    core = "".join(core_words(name, code))
    if len(core) < 2 or compact(name) in _NOBODY or core in _NOBODY or core.isdigit():
        return ""
    return f"{core[:190]}|{code}"


@lru_cache(maxsize=16384)
def names_the_domain(name_key: str, domain: str) -> bool:
    """Whether a company's name is the label of its domain: "acme|DE" and acme.com."""
    label = compact(domain_label(domain))
    return len(label) > 2 and name_key.partition("|")[0] == label
