"""HubSpot's property histories, live: each earlier value with its day, in the columns of the warehouse's table.

Source: HubSpot's published API description of CRM objects v3 (`propertiesWithHistory` of a list and of a batch read;
with it the vendor gives at most 50 records a request).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from accord.connectors.objects.live import as_cell
from accord.connectors.objects.session import LiveObject

MOST = 50  # records of one request with histories
BY_APP = frozenset({"INTEGRATION", "API"})  # the sources of what an app wrote: ours, or another
Call = Callable[..., dict[str, Any]]
Versions = dict[str, list[dict[str, str]]]


def read_versions(call: Call, item: LiveObject, ids: Sequence[str]) -> Versions:
    """The histories of these records, by id; one that is archived is absent."""
    found: Versions = {}
    for start in range(0, len(ids), MOST):
        inputs = [{"id": one} for one in ids[start : start + MOST]]
        body = {
            "properties": ["deal_currency_code"] if item.name == "deal" else [item.changed],
            "propertiesWithHistory": list(item.versions),
            "inputs": inputs,
        }
        answer = call("POST", f"/crm/v3/objects/{item.vendor}/batch/read", body=body)
        found |= versions_of(item, answer["results"])
    return found


def versions_of(item: LiveObject, records: Iterable[Mapping[str, Any]]) -> Versions:
    """The histories that records of an answer carry."""
    return {str(one["id"]): list(_rows(item, one)) for one in records if one.get("propertiesWithHistory")}


def _rows(item: LiveObject, one: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    currency = as_cell((one.get("properties") or {}).get("deal_currency_code"))
    for name in item.versions:
        for version in one["propertiesWithHistory"].get(name) or ():
            yield {
                f"{item.name}_id": str(one["id"]),
                "name": name,
                "value": as_cell(version.get("value")),
                "timestamp": as_cell(version.get("timestamp")),
                "source": as_cell(version.get("sourceType")),
                "source_id": as_cell(version.get("sourceId")),
                "deal_currency_code": currency,
            }
