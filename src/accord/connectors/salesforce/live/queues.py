"""Salesforce's queues, read whole: a membership that ends is deleted for good, and no change time tells of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import LiveObject, Page, Position

_PAGE = 2_000  # rows of one answer
_ASKED = 200  # groups of one question
_DEEPEST = 5  # groups inside groups
_USER, _GROUP = "005", "00G"  # how ids of the two begin

Query = Callable[..., list[dict[str, Any]]]
AsRow = Callable[[LiveObject, Mapping[str, Any]], LiveRow]


def read_whole(
    query: Query, as_row: AsRow, item: LiveObject, fields: Sequence[str], position: Position
) -> Page:
    """Every queue, with who is in it as a helper table; one that stood last time and is gone comes as deleted."""
    names = sorted({*fields, "Id"})
    found = _all(query, f"SELECT {', '.join(names)} FROM Group WHERE Type = 'Queue'")  # noqa: S608
    rows = [as_row(item, record) for record in found]
    standing = [row.id for row in rows]
    members = _members(query, [str(record["Id"]) for record in found])
    gone = sorted(set(position.get("known", ())) - set(standing))
    rows += [LiveRow(one, {"Id": one, "IsDeleted": "true"}) for one in gone]
    # Without a row the table would look unread; this one is nobody's.
    tables = {"group_member": [{"group": "", "member": ""}, *members]}
    return Page(rows, {**position, "known": standing}, True, tables=tables)


def _members(query: Query, groups: list[str]) -> list[dict[str, str]]:
    """Who is in these groups, and in the groups inside them."""
    found: list[dict[str, str]] = []
    seen, asked = set(groups), groups
    for _ in range(_DEEPEST):
        inside: list[str] = []
        for start in range(0, len(asked), _ASKED):
            named = ", ".join(f"'{one}'" for one in asked[start : start + _ASKED] if one.isalnum())
            text = f"SELECT Id, GroupId, UserOrGroupId FROM GroupMember WHERE GroupId IN ({named})"  # noqa: S608
            for record in _all(query, text):
                member = str(record["UserOrGroupId"])
                if member.startswith((_USER, _GROUP)):
                    found.append({"group": str(record["GroupId"]), "member": member})
                if member.startswith(_GROUP) and member not in seen:
                    seen.add(member)
                    inside.append(member)
        if not inside:
            break
        asked = inside
    return found


def _all(query: Query, text: str) -> list[dict[str, Any]]:
    """Every record of a query that ends in its condition, page by page in the order of ids."""
    found: list[dict[str, Any]] = []
    last = ""
    while True:
        after = f" AND Id > '{last}'" if last else ""
        page = query(f"{text}{after} ORDER BY Id ASC LIMIT {_PAGE}", all_rows=False)
        found += page
        if len(page) < _PAGE:
            return found
        last = str(page[-1]["Id"])
