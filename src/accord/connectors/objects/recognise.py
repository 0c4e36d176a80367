"""How sure a system's object tables are that a header is theirs."""

from collections.abc import Iterable

from accord.connectors.objects.declared import Object, find_columns
from accord.connectors.protocol import Recognised
from accord.vocabulary.channels import plain_word

NOT_MINE = Recognised(0.0)


def recognise(objects: Iterable[Object], header: tuple[str, ...], prefix: str = "") -> Recognised:
    """The object whose needs are met and which knows most of the header; sureness 0.6 to 1, or 0."""
    scored = [(how_sure(o, header, prefix), o.name) for o in objects]
    sureness, name = max(scored, default=(0.0, ""))
    return Recognised(sureness, name) if sureness else NOT_MINE


def how_sure(declared: Object, header: tuple[str, ...], prefix: str = "") -> float:
    """0 when a needed column is missing or a foreign one is there; else by the shares known, of header and object.

    The key `sign` stands for spellings that only this system uses; the prefix of its properties is one.
    """
    found = find_columns(declared.columns, header, prefix)
    words = {plain_word(name) for name in header}
    keys = set(found)
    if prefix and any(word.startswith(prefix) for word in words):
        keys.add("sign")
    if not all(one_of & keys for one_of in declared.needs) or declared.never & words:
        return 0.0
    known = len({p for places in found.values() for p in places}) / len(header)
    filled = len(found) / len(declared.columns)
    return round(0.6 + 0.25 * known + 0.15 * filled, 4)
