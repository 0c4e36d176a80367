"""How sure a system's object tables are that a header is theirs."""

from collections.abc import Iterable

from accord.connectors.objects.declared import Object, find_columns
from accord.connectors.protocol import Recognised
from accord.vocabulary.channels import plain_word

NOT_MINE = Recognised(0.0)
_COPIER = "fivetran"  # columns that the copying tool adds say nothing about the object
_WEAK = 0.55  # the columns fit, and would fit other systems too
_MANY = 12  # columns known: more of them do not make surer


def recognise(objects: Iterable[Object], header: tuple[str, ...], prefix: str = "") -> Recognised:
    """The object whose needs are met and which knows most of the header; sureness 0.6 to 1, or 0."""
    scored = [(how_sure(o, header, prefix), o.name) for o in objects]
    sureness, name = max(scored, default=(0.0, ""))
    return Recognised(sureness, name) if sureness else NOT_MINE


def how_sure(declared: Object, header: tuple[str, ...], prefix: str = "") -> float:
    """0 when a needed column is missing or a foreign one is there; else by how much of the header is known.

    The key `sign` stands for spellings that only this system uses; the prefix of its properties is one.
    """
    found = find_columns(declared.columns, header, prefix)
    words = {plain_word(name) for name in header}
    keys = set(found)
    if prefix and any(word.startswith(prefix) for word in words):
        keys.add("sign")
    if not all(one_of & keys for one_of in declared.needs) or declared.never & words:
        return 0.0
    own = [p for p, name in enumerate(header) if not plain_word(name).startswith(_COPIER)]
    known = {p for places in found.values() for p in places}
    share = sum(p in known for p in own) / max(len(own), 1)
    if declared.whole and share < 1:
        return 0.0
    if declared.whole or (declared.sure and not declared.sure & keys):
        return _WEAK
    return round(0.6 + 0.25 * share + 0.15 * min(len(found), _MANY) / _MANY, 4)
