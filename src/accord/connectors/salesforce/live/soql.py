"""The queries of a poll: pages by change time and id, so that nothing is passed over while data change."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import LiveObject, Page, Position

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def instant(moment: datetime) -> str:
    """An instant as SOQL takes it: milliseconds, UTC."""
    return moment.astimezone(UTC).strftime(_FORM)[:-4] + "Z"


def next_page(
    item: LiveObject, fields: Sequence[str], position: Position, back: timedelta, size: int
) -> tuple[str, Position]:
    """The query after a position, and the position it begins at.

    A position holds `high` (the latest change seen, by the vendor's clock) and, inside a round, the last
    row's change time and id. A new round steps back by `back` before `high`.
    """
    place = dict(position)
    if "at" not in place:
        start = datetime.fromisoformat(place["high"]) - back if place.get("high") else None
        place["at"], place["id"] = (instant(start) if start else ""), ""
    conditions = [f"({item.where})"] if item.where else []
    if place["at"]:
        at, changed = place["at"], item.changed
        later = f"({changed} > {at} OR ({changed} = {at} AND Id > '{place['id']}'))"
        conditions.append(later if place["id"] else f"{changed} >= {at}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return (
        f"SELECT {', '.join(fields)} FROM {item.vendor}{where} "  # noqa: S608 - describe's names, our instants
        f"ORDER BY {item.changed} ASC, Id ASC LIMIT {size}"
    ), place


def page_of(rows: list[LiveRow], place: Position, size: int) -> Page:
    """The page, and the position after it; a short page ends the round."""
    place = dict(place)
    moments = [row.modified for row in rows if row.modified is not None]
    high = max(moments, default=None)
    if high is not None:
        before = datetime.fromisoformat(place["high"]) if place.get("high") else high
        place["high"] = max(high, before).isoformat()
    if len(rows) < size:
        place.pop("at", None)
        place.pop("id", None)
        return Page(rows, place, True, high=high)
    last = rows[-1]
    if last.modified is not None:
        place["at"], place["id"] = instant(last.modified), last.id
    return Page(rows, place, False, high=high)


def by_ids(item: LiveObject, fields: Sequence[str], ids: Sequence[str]) -> str:
    """The query for some records."""
    named = ", ".join(f"'{one}'" for one in ids if one.isalnum())
    return f"SELECT {', '.join(fields)} FROM {item.vendor} WHERE Id IN ({named})"  # noqa: S608


def ended_between(item: LiveObject, fields: Sequence[str], after: str, until: str, size: int) -> str:
    """The query for events that ended meanwhile."""
    return (
        f"SELECT {', '.join(fields)} FROM {item.vendor} "  # noqa: S608
        f"WHERE EndDateTime > {after} AND EndDateTime <= {until} ORDER BY EndDateTime ASC LIMIT {size}"
    )


def by_campaign_and_person(fields: Sequence[str], campaign: str, person: str) -> str:
    """The query for a person's membership of a campaign; a converted lead's carries both ids."""
    named = ", ".join(fields)
    whose = "ContactId" if person.startswith("003") else "LeadId"
    return f"SELECT {named} FROM CampaignMember WHERE CampaignId = '{plain(campaign)}' AND {whose} = '{plain(person)}'"  # noqa: S608


def statuses_of(campaign: str) -> str:
    """The query for the statuses that a campaign has."""
    where = f"CampaignId = '{plain(campaign)}'"
    return f"SELECT Label FROM CampaignMemberStatus WHERE {where} ORDER BY SortOrder"  # noqa: S608


def plain(key: str) -> str:
    """An id as it may stand in a query; empty for what is none."""
    return key if key.isascii() and key.isalnum() else ""
