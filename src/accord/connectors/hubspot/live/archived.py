"""HubSpot's archived records: search is silent about them, so their list is read whole, again and again.

One that is not in the list any more was restored (its change time need not have moved) or is gone for good.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import LiveObject, Page, Position

_LIST = 100
_WATCHED = 2_000  # the latest archived of an object; HubSpot itself keeps them for 90 days
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Call = Callable[..., dict[str, Any]]
Fetch = Callable[[list[str]], Page]
Rows = Callable[[Sequence[Mapping[str, Any]]], list[LiveRow]]


def next_page(
    call: Call, rows_of: Rows, fetch: Fetch, item: LiveObject, fields: Sequence[str], position: Position
) -> Page:
    """The next page of the list; its last page also brings the records that were restored since the last round.

    The instant of archiving is an archived record's last change; that of a restored one lies just after it.
    """
    query = [("limit", str(_LIST)), ("archived", "true"), ("properties", ",".join(fields))]
    if position.get("after"):
        query.append(("after", position["after"]))
    found = call("GET", f"/crm/v3/objects/{item.vendor}", query=query)
    rows = rows_of([one | {"properties": _as_archived(item, one)} for one in found["results"]])
    seen: dict[str, int] = {**position.get("seen", {}), **{row.id: _millis(row) for row in rows}}
    after = str(((found.get("paging") or {}).get("next") or {}).get("after") or "")
    known: dict[str, int] = position.get("gone", {})
    if after:
        return Page(rows, {"after": after, "seen": seen, "gone": known}, False)
    back = [one for one in known if one not in seen]
    restored = fetch(back) if back else Page([], {}, True)
    rows += [_as_restored(item, row, known[row.id]) for row in restored.rows]
    watched = dict(sorted(seen.items(), key=lambda one: one[1])[-_WATCHED:])
    return Page(rows, {"gone": watched}, True, tables=restored.tables)


def _as_archived(item: LiveObject, one: Mapping[str, Any]) -> dict[str, Any]:
    properties = dict(one.get("properties") or {})
    return properties | ({item.changed: one["archivedAt"]} if one.get("archivedAt") else {})


def _as_restored(item: LiveObject, row: LiveRow, archived_at: int) -> LiveRow:
    after = _EPOCH + timedelta(milliseconds=archived_at + 1)
    modified = max(row.modified or after, after)
    return row._replace(modified=modified, cells={**row.cells, item.changed: modified.isoformat()})


def _millis(row: LiveRow) -> int:
    return (row.modified - _EPOCH) // timedelta(milliseconds=1) if row.modified else 0
