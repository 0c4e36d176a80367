"""Merging two records.

Sources: developers' changelog "Deals now support merging": a new record comes of it, a GET of an old id answers
with the
new one, its associations are empty under the old id; knowledge "Merge records": the primary's values win, the other's
fill gaps, the other's e-mail becomes an additional one, the furthest lifecycle stage stays, activities of both are
kept;
exports of real accounts: `hs_merged_object_ids` on the winner, `hs_calculated_merged_vids` as `id:milliseconds;...`.
"""

from twins.common.store import Row
from twins.hubspot.errors import invalid
from twins.hubspot.links import Links
from twins.hubspot.portal import Portal, Source
from twins.hubspot.schema import LIFECYCLE
from twins.hubspot.values import milliseconds

OWN = ("hs_object_id", "createdate", "hs_createdate", "lastmodifieddate", "hs_lastmodifieddate")


def merge(
    portal: Portal, links: Links, kind: str, primary: str, other: str, source: Source, *, new_id: bool
) -> Row:
    """Merge `other` into `primary` and give the record that remains: the primary, or with `new_id` a new one."""
    if primary == other:
        raise invalid("Cannot merge an object with itself")
    winner, loser = portal.get(kind, primary), portal.get(kind, other)
    if winner["id"] == loser["id"]:
        raise invalid("The objects are merged already")
    if new_id:
        old, key = winner, portal.next_id(kind)
        winner = portal.store.put(
            kind, key, {**old, "id": key, "props": {**old["props"], "hs_object_id": key}}
        )
        links.move(kind, old["id"], key, source)
        _gone(portal, old, key)
    links.move(kind, loser["id"], winner["id"], source)
    merged = _ids(winner, primary if new_id else "", loser)
    kept = {k: v for k, v in loser["props"].items() if k not in OWN and v and not winner["props"].get(k)}
    kept |= _best(kind, winner, loser) | {"hs_merged_object_ids": ";".join(merged)}
    if kind == "contacts":
        now = milliseconds(portal.now())
        vids = f"{winner['id']}:{milliseconds(winner['createdAt'])};{loser['id']}:{now}"
        before = winner["props"].get("hs_calculated_merged_vids")
        kept["hs_calculated_merged_vids"] = f"{before};{loser['id']}:{now}" if before else vids
    _gone(portal, loser, winner["id"])
    one = portal.type_of(kind)
    row = portal.write(
        winner, {k: v for k, v in kept.items() if k in one.properties}, _as_merge(source, kind)
    )
    portal.tell(
        "merge", row, source, mergedObjectIds=[int(i) for i in (*([primary] if new_id else []), loser["id"])]
    )
    return row


def _as_merge(source: Source, kind: str) -> Source:
    return Source("MERGE_CONTACTS" if kind == "contacts" else "MERGE_OBJECTS", source.id, source.user)


def _ids(winner: Row, primary: str, loser: Row) -> list[str]:
    known = [i for i in (winner["props"].get("hs_merged_object_ids") or "").split(";") if i]
    theirs = [i for i in (loser["props"].get("hs_merged_object_ids") or "").split(";") if i]
    return list(dict.fromkeys([*known, *([primary] if primary else []), loser["id"], *theirs]))


def _best(kind: str, winner: Row, loser: Row) -> dict[str, str]:
    more: dict[str, str] = {}
    stages = [r["props"].get("lifecyclestage") or "" for r in (winner, loser)]
    if all(s in LIFECYCLE for s in stages) and LIFECYCLE.index(stages[1]) > LIFECYCLE.index(stages[0]):
        more["lifecyclestage"] = stages[1]
    for name in ("num_notes", "num_contacted_notes"):
        if loser["props"].get(name):
            more[name] = str(int(winner["props"].get(name) or 0) + int(loser["props"][name]))
    email = loser["props"].get("email")
    if kind == "contacts" and email and winner["props"].get("email") != email:
        known = winner["props"].get("hs_additional_emails") or ""
        more["hs_additional_emails"] = f"{known};{email}" if known else email
    if kind == "contacts" and "true" in (
        loser["props"].get("hs_email_optout"),
        winner["props"].get("hs_email_optout"),
    ):
        more["hs_email_optout"] = "true"
    return more


def _gone(portal: Portal, row: Row, winner: str) -> None:
    portal.store.put(row["type"], row["id"], {**row, "mergedInto": winner, "updatedAt": portal.now()})
