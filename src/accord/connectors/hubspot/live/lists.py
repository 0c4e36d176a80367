"""HubSpot's lists of contacts and who is on them since when, in the order of joining.

Source: HubSpot's published API description of Lists v3: search, and memberships by join order (at most 250 a page).
A list is asked only when somebody joined it (`hs_last_record_added_at`), and then from the last page that is known.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from accord.connectors.objects.live import LiveRow, as_cell
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.session import Page, Position
from accord.vocabulary.errors import ForGood

_CONTACTS = "0-1"  # the object type whose lists these are
_LISTS = 500  # of one search, the vendor's largest
_LIMIT = 250  # members of one page, the vendor's largest
_ROWS = 1_000  # of one page of ours; and no more requests than:
_ASKED = 20
_COMPUTED = "DYNAMIC"
_WHOLE = timedelta(hours=12)  # a round that steps back further reads lists from their beginning
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENTS = Moments("UTC")
Call = Callable[..., dict[str, Any]]


def next_lists(call: Call, position: Position) -> Page:
    """The next page of lists: their names."""
    found = _search(call, int(position.get("offset", 0)))
    rows = [_list_row(one) for one in found["lists"]]
    if found["hasMore"] and found["lists"]:
        return Page(rows, {"offset": found["offset"]}, False)
    return Page(rows, {}, True)


def next_members(
    call: Call, position: Position, since: datetime, back: timedelta, now: datetime, named: Collection[str]
) -> Page:
    """The next page: who joined some lists since an instant.

    Lists that HubSpot computes by itself are read only where `named`: their members change by the thousand, and
    say again what a contact's properties say. A list that refuses is passed over until the next round.
    """
    place = dict(position)
    known: dict[str, list[Any]] = dict(place.get("known", {}))
    if "todo" not in place:
        place["todo"] = _touched(_every(call, named), known, back, now)
    todo: list[list[Any]] = list(place["todo"])
    rows: list[LiveRow] = []
    asked = 0
    while todo and len(rows) < _ROWS and asked < _ASKED:
        asked += 1
        key, added, after = todo[0]
        try:
            found = _ask(call, key, after)
        except ForGood as problem:
            if problem.code not in ("crm.not_found", "crm.refused"):
                raise
            known.pop(key, None)  # the next round reads it from its beginning
            todo.pop(0)
            continue
        rows += [row for row in (_row(key, one) for one in found["results"]) if _is_since(row, since)]
        following = str(((found.get("paging") or {}).get("next") or {}).get("after") or "")
        if following:
            todo[0] = [key, added, following]
            continue
        known[key] = [added, after]
        todo.pop(0)
    high = max((row.modified for row in rows if row.modified is not None), default=None)
    place |= {"known": known, "todo": todo}
    if not todo:
        place.pop("todo")
    return Page(rows, place, not todo, high=high)


def _touched(
    lists: Iterable[Mapping[str, Any]], known: Mapping[str, list[Any]], back: timedelta, now: datetime
) -> list[list[Any]]:
    """The lists to ask: id, when the last one joined, and the page to begin with (empty: the first).

    What was joined within `back` is asked again: a membership may become visible late.
    """
    late = (now - back - _EPOCH) // timedelta(milliseconds=1)
    todo = []
    for one in lists:
        key = str(one["listId"])
        added = int((one.get("additionalProperties") or {}).get("hs_last_record_added_at") or 0)
        before = known.get(key)
        if before is None:
            todo.append([key, added, ""])
        elif added != before[0] or added >= late:
            todo.append([key, added, "" if back > _WHOLE else before[1]])
    return todo


def _every(call: Call, named: Collection[str]) -> list[Mapping[str, Any]]:
    lists: list[Mapping[str, Any]] = []
    offset, more = 0, True
    while more:
        found = _search(call, offset)
        lists += found["lists"]
        offset, more = int(found["offset"]), bool(found["hasMore"] and found["lists"])
    return [one for one in lists if one["processingType"] != _COMPUTED or str(one["listId"]) in named]


def _search(call: Call, offset: int, count: int = _LISTS) -> dict[str, Any]:
    body = {"offset": offset, "count": count, "objectTypeId": _CONTACTS, "additionalProperties": []}
    return call("POST", "/crm/v3/lists/search", body=body)


def try_to_read(call: Call) -> None:
    """One small question; raises `ForGood` where the token lacks the scope."""
    _search(call, 0, 1)


def _ask(call: Call, key: str, after: str) -> dict[str, Any]:
    query = [("limit", str(_LIMIT))]
    path = f"/crm/v3/lists/{key}/memberships/join-order"
    return call("GET", path, query=[*query, ("after", after)] if after else query)


def _list_row(one: Mapping[str, Any]) -> LiveRow:
    cells = {name: as_cell(value) for name, value in one.items() if not isinstance(value, Mapping | list)}
    cells = {"list_id" if name == "listId" else name: text for name, text in cells.items()}
    return LiveRow(f"list:{one['listId']}", cells, "", _moment(str(one.get("updatedAt") or "")))


def _row(key: str, one: Mapping[str, Any]) -> LiveRow:
    """A membership as the warehouse's table spells it."""
    who, at = str(one["recordId"]), str(one["membershipTimestamp"])
    cells = {"contact_id": who, "list_id": key, "added_at": at}
    return LiveRow(f"{key}:{who}", cells, "", _moment(at))


def _is_since(row: LiveRow, since: datetime) -> bool:
    return row.modified is None or row.modified >= since


def _moment(text: str) -> datetime | None:
    found = _MOMENTS.read("at", text) if text else None
    return found if isinstance(found, datetime) else None
