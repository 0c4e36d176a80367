"""From the meanings of columns to a mapping: what a row is, its id, its facts; and what is left to decide."""

from collections.abc import Mapping
from typing import Any

from accord.connectors.csv_file.shape import FORMAT
from accord.vocabulary.facts import FactKind, RecordKind
from accord.vocabulary.heard import WORDS_OF

STATUS_WORDS = {
    "open": "open new neu nieuw nouveau nuevo todo untouched inbox lead",
    "ongoing": "working contacted qualified negotiation proposal ongoing inprogress attempted demo",
    "won": "won closedwon gewonnen gagne ganado vinto customer kunde",
    "lost": "lost closedlost verloren perdu perdido perso unqualified disqualified abgelehnt",
}
ATTRIBUTES = ("industry", "employees", "role", "country")
EVENT_WORDS = {kind.name.replace("_", ""): kind.name for kind in FactKind}


def draft_mapping(
    columns: Mapping[str, str], values: Mapping[str, list[str]]
) -> tuple[dict[str, Any], list[str]]:
    """A mapping from meaning -> column, and in sentences what it leaves open."""
    rows = _rows(columns)
    draft: dict[str, Any] = {"format": FORMAT, "rows": rows}
    unsure: list[str] = []
    own = {"deal": "deal_id", "revenue": "order_id"}.get(rows, "id")
    identifier = columns.get(own) or columns.get("id")
    if rows == "person" and not identifier:
        identifier = columns.get("email")
    if rows == "company" and not identifier:
        identifier = columns.get("domain") or columns.get("company")
    if identifier:
        draft["id"] = identifier
    elif rows in ("person", "company", "deal"):
        unsure.append("no column looks like an id: write one")
        draft["id"] = ""
    if "modified" in columns:
        draft["modified"] = columns["modified"]
    if rows in ("person", "company"):
        draft |= _record(columns)
    if rows == "deal":
        draft |= _deal_links(columns)
        if words := {sort: columns[sort] for sort in WORDS_OF[RecordKind.deal] if sort in columns}:
            draft["words"] = words
    if facts := _facts(rows, columns, values, unsure):
        draft["facts"] = facts
    if rows in ("person", "company") and (described := [one for one in ATTRIBUTES if one in columns]):
        at = columns.get("at") or columns.get("modified")
        if at:
            draft["attributes"] = {"at": at, "columns": {one: columns[one] for one in described}}
        else:
            unsure.append("no date says since when industry, employees, role or country hold")
    if "status" in columns and rows in ("person", "deal"):
        _statuses(draft, columns, values, unsure)
    return draft, unsure


def _rows(columns: Mapping[str, str]) -> str:
    """What a row most likely is."""
    if "impressions" in columns or "clicks" in columns:
        return "spend"
    if "order_id" in columns and "amount" in columns:
        return "revenue"
    if "deal_id" in columns or ("amount" in columns and ("won_at" in columns or "status" in columns)):
        return "deal"
    if "won_at" in columns:
        return "deal"
    if "event" in columns and "at" in columns:
        return "touch"
    if {"email", "first_name", "last_name"} & columns.keys():
        return "person"
    if {"company", "domain", "employees"} & columns.keys():
        return "company"
    return "spend" if "amount" in columns and "campaign" in columns else "person"


def _record(columns: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        key: columns[key]
        for key in ("email", "name", "company", "domain", "phone", "country")
        if key in columns
    }
    parts = [columns[key] for key in ("first_name", "last_name") if key in columns]
    if parts and "name" not in fields:
        fields["name"] = parts
    draft: dict[str, Any] = {"fields": fields} if fields else {}
    if "company_id" in columns:
        draft["belongs_to"] = {"rows": "company", "id": columns["company_id"]}
    return draft


def _deal_links(columns: Mapping[str, str]) -> dict[str, Any]:
    draft: dict[str, Any] = {}
    if "deal_id" in columns and "id" in columns:
        draft["people"] = [{"id": columns["id"]}]
    elif "email" in columns:
        draft["people"] = [{"id": columns["email"]}]
    if "company_id" in columns:
        draft["belongs_to"] = {"rows": "company", "id": columns["company_id"]}
    return draft


def _facts(
    rows: str, columns: Mapping[str, str], values: Mapping[str, list[str]], unsure: list[str]
) -> list[dict[str, Any]]:
    at = columns.get("at") or columns.get("won_at") or columns.get("modified")
    if not at:
        unsure.append("no column looks like a date: without one no fact is told")
        return []
    fact: dict[str, Any] = {"kind": "record_created", "at": at}
    fact |= {key: columns[key] for key in ("channel", "campaign", "asset", "actor") if key in columns}
    if rows == "touch":
        return _touches(fact, columns, values, unsure)
    if rows == "deal":
        fact["kind"] = "deal_created"
    if rows in ("revenue", "spend"):
        fact["kind"] = rows
    if rows == "revenue":
        fact["about"] = {"rows": "person", "id": columns.get("email") or columns.get("id", "")}
    if rows in ("deal", "revenue", "spend") and "amount" in columns:
        fact["amount"] = columns["amount"]
        fact["currency"] = columns.get("currency") or {"is": "???"}
        if "currency" not in columns:
            unsure.append("no column holds the currency: write its code in place of ???")
    if rows in ("person", "company", "deal"):
        fact["once"] = True
    return [fact]


def _touches(
    fact: dict[str, Any], columns: Mapping[str, str], values: Mapping[str, list[str]], unsure: list[str]
) -> list[dict[str, Any]]:
    """One fact a kind of event, told apart by the event column."""
    about = {"rows": "person", "id": columns.get("email") or columns.get("id", "")}
    facts, unknown = [], []
    for word in sorted(set(values["event"]))[:40]:
        kind = EVENT_WORDS.get("".join(filter(str.isalnum, word.casefold())))
        if kind:
            facts.append(fact | {"kind": kind, "about": about, "where": {columns["event"]: word}})
        else:
            unknown.append(word)
    if unknown:
        unsure.append(f"events of no known kind: {', '.join(unknown[:10])}")
    return facts


def _statuses(
    draft: dict[str, Any], columns: Mapping[str, str], values: Mapping[str, list[str]], unsure: list[str]
) -> None:
    at = columns.get("won_at") or columns.get("modified") or columns.get("at")
    if not at:
        unsure.append("no date says when a status began")
        return
    table: dict[str, list[str]] = {}
    for word in sorted(set(values["status"])):
        plain = "".join(filter(str.isalnum, word.casefold()))
        kind = next((kind for kind, words in STATUS_WORDS.items() if plain in words.split()), "")
        if kind:
            table.setdefault(kind, []).append(word)
        else:
            unsure.append(f'status "{word}": write it under open, ongoing, won or lost')
    draft["statuses"] = {"column": columns["status"], "at": at, **table}
