"""Countries by ISO code, however a source writes them: in English, German, Dutch, French, or as a code.

The names are those of Unicode CLDR, with the short forms people type (`countries.txt`).
"""

from functools import cache
from importlib.resources import files


def country_code(text: str) -> str:
    """The ISO 3166 code of a country's name or code; empty when it is neither."""
    return _codes().get(text.strip().casefold().replace("&", "and").replace("’", "'"), "")


@cache
def _codes() -> dict[str, str]:
    lines = files("accord.vocabulary").joinpath("countries.txt").read_text("utf-8").splitlines()
    names = {name: code for code, _, name in (line.partition(" ") for line in lines)}
    return names | {code.casefold(): code for code in set(names.values())}


def countries_by_name() -> dict[str, str]:
    """Every name and code that `country_code` knows, in small letters, with its code."""
    return dict(_codes())
