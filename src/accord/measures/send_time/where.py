"""Where recipients are and how senior, as lists that the named SQL binds: no reading of a mirror is needed for them."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from accord.vocabulary.countries import countries_by_name
from accord.vocabulary.seniority import rank_words
from accord.vocabulary.zones import every_zone, zones_of

_SEASONS = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


def one_wall(country: str) -> str:
    """The zone of a country all of whose walls show one time, winter and summer; empty where they do not.

    >>> one_wall("DE"), one_wall("US")
    ('Europe/Berlin', '')
    """
    zones = zones_of(country)
    walls = {tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in _SEASONS) for zone in zones}
    return zones[0] if len(walls) == 1 else ""


@cache
def send_bound() -> dict[str, list[str]]:
    """What `send_slots` binds: each country's names with its one zone and code, each zone's own name, ranks' words."""
    names = sorted(countries_by_name().items())
    zones = list(every_zone())
    walls = {code: one_wall(code) for code in {code for _name, code in names}}
    return {
        "places": [name for name, _code in names] + [zone.lower() for zone in zones],
        "place_zones": [walls[code] for _name, code in names] + zones,
        "place_codes": [code for _name, code in names] + [""] * len(zones),
        "rank_words": [rf"(^|[^\p{{L}}\p{{N}}_])({words})($|[^\p{{L}}\p{{N}}_])" for words in rank_words()],
    }
