"""A search by change time that passes over nothing: no offset, so the 10,000 results of one search are no end.

Each page begins at the change time of the last row before it. Where more rows than a page holds carry the
same instant (an import, a mass edit), that instant is read in the order of ids.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import Page, Position

SIZE = 200  # results of one search, the vendor's largest


def begin(position: Position, back: timedelta) -> Position:
    """The place of the next page; a new round steps back by `back` before the latest change seen."""
    place = dict(position)
    if "at" not in place:
        high = place.get("high")
        place["at"] = _millis(datetime.fromisoformat(high) - back) if high else 0
    return place


def body_of(place: Position, changed: str, fields: Sequence[str]) -> dict[str, Any]:
    """The search's body at a place."""
    at = str(place["at"])
    if "id" in place:
        filters = [_filter(changed, "EQ", at), _filter("hs_object_id", "GT", str(place["id"]))]
        order = "hs_object_id"
    else:
        filters = [_filter(changed, "GTE", at)]
        order = changed
    return {
        "filterGroups": [{"filters": filters}],
        "sorts": [{"propertyName": order, "direction": "ASCENDING"}],
        "properties": list(fields),
        "limit": SIZE,
    }


def page_of(rows: list[LiveRow], place: Position) -> Page:
    """The page, and the place after it."""
    place = dict(place)
    stamps = [_millis(row.modified) for row in rows if row.modified is not None]
    high = max((row.modified for row in rows if row.modified is not None), default=None)
    if high is not None:
        before = datetime.fromisoformat(place["high"]) if place.get("high") else high
        place["high"] = max(high, before).isoformat()
    full = len(rows) >= SIZE
    if "id" in place:
        if full:
            place["id"] = max(int(row.id) for row in rows)
        else:
            del place["id"]
            place["at"] = int(place["at"]) + 1
        return Page(rows, place, False, high=high)
    if not full or not stamps:
        place.pop("at")
        return Page(rows, place, True, high=high)
    if stamps[-1] == int(place["at"]):
        place["id"] = 0
    else:
        place["at"] = stamps[-1]
    return Page(rows, place, False, high=high)


def _filter(name: str, operator: str, value: str) -> dict[str, str]:
    return {"propertyName": name, "operator": operator, "value": value}


def _millis(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
