"""Bulk API 2.0 for history: a query job whose id and locator are the position, so that a kill loses nothing."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import LiveObject, Page, Position
from accord.connectors.salesforce.live.answers import judge
from accord.connectors.salesforce.live.soql import instant
from accord.vocabulary.errors import ForGood, ForNow

_PAGE = 2_000  # rows of one result page: what one transaction of ours holds well
_ENDED = {"Failed", "Aborted"}


def client_of(api: Any, vendor: str) -> Any:
    """The library's bulk client of one object."""
    from simple_salesforce.bulk2 import _Bulk2Client

    return _Bulk2Client(vendor, api.bulk2_url, dict(api.headers), api.session)


def next_page(
    client: Any,
    item: LiveObject,
    fields: Sequence[str],
    position: Position,
    since: datetime,
    as_row: Callable[[LiveObject, Mapping[str, Any]], LiveRow],
) -> Page:
    """Make the job, wait for it (`ForNow`), or take its next page of results."""
    place = dict(position)
    if "job" not in place:
        return Page([], {"job": _make(client, item, fields, since)}, False)
    if not place.get("ready"):
        if not _is_ready(client, place["job"]):
            raise ForNow("crm.bulk_running", "Salesforce is still gathering the history", "nothing to do")
        return Page([], place | {"ready": True}, False)
    try:
        found = judge(lambda: client.get_query_results(place["job"], place.get("locator", ""), _PAGE))
    except ForGood as problem:
        if problem.code != "crm.not_found":
            raise
        # Results are kept for seven days: an older job is made again, and known rows change nothing.
        return Page([], {}, False)
    rows = [as_row(item, record) for record in csv.DictReader(io.StringIO(found["records"]))]
    place["locator"] = found["locator"]
    moments = [row.modified for row in rows if row.modified is not None]
    return Page(rows, place, not found["locator"], high=max(moments, default=None))


def _make(client: Any, item: LiveObject, fields: Sequence[str], since: datetime) -> str:
    from simple_salesforce.bulk2 import Operation

    plain = [field for field in fields if "." not in field]
    text = f"SELECT {', '.join(plain)} FROM {item.vendor} WHERE {item.changed} >= {instant(since)}"  # noqa: S608
    return str(judge(lambda: client.create_job(Operation.query_all, query=text))["id"])


def _is_ready(client: Any, job: str) -> bool:
    state = judge(lambda: client.get_job(job, True))["state"]
    if state in _ENDED:
        raise ForGood(
            "crm.bulk_failed",
            f"Salesforce gave up gathering the history ({state})",
            "accord sync now --again",
        )
    return bool(state == "JobComplete")
