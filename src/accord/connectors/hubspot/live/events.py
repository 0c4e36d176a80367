"""HubSpot's e-mail events, by the time they happened: pages by the vendor's offset inside a fixed window."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from accord.connectors.hubspot.live.search import _millis
from accord.connectors.objects.live import LiveRow, as_cell
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.session import Page, Position

_LIMIT = 1_000
_MOMENTS = Moments("UTC")
Call = Callable[..., dict[str, Any]]


def next_page(call: Call, position: Position, back: timedelta) -> Page:
    """The next page. Events come late (a server reports a bounce hours after): a round steps back."""
    place = dict(position)
    if "from" not in place:
        high = place.get("high")
        place["from"] = _millis(datetime.fromisoformat(high) - back) if high else 0
    query = [("limit", str(_LIMIT)), ("startTimestamp", str(place["from"]))]
    if place.get("offset"):
        query.append(("offset", place["offset"]))
    found = call("GET", "/email/public/v1/events", query=query)
    rows = [LiveRow(str(one["id"]), _cells(one), "", _moment(one)) for one in found.get("events", ())]
    moments = [row.modified for row in rows if row.modified is not None]
    high_now = max(moments, default=None)
    if high_now is not None:
        before = datetime.fromisoformat(place["high"]) if place.get("high") else high_now
        place["high"] = max(high_now, before).isoformat()
    if found.get("hasMore") and rows:
        place["offset"] = str(found["offset"])
        return Page(rows, place, False, high=high_now)
    return Page(rows, {"high": place["high"]} if place.get("high") else {}, True, high=high_now)


def _cells(one: Mapping[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in one.items():
        if isinstance(value, Mapping):
            cells |= {f"{name}.{inner}": as_cell(text) for inner, text in value.items()}
        else:
            cells[name] = as_cell(value)
    return cells


def _moment(one: Mapping[str, Any]) -> datetime | None:
    found = _MOMENTS.read("created", as_cell(one.get("created")))
    return None if isinstance(found, str) else found
