"""What identify, group and alias say: records in parts, and who is who. A browser's word is kept as a claim."""

import json
from datetime import datetime
from typing import Any

from accord.connectors.objects.values import email, host
from accord.connectors.segment.refs import company_ref, id_of, user_ref, visitor_ref
from accord.connectors.segment.touch import part, text
from accord.vocabulary.facts import RecordDraft, Ref

_MOST_TRAITS = 200
_LONGEST_VALUE = 4_096
CLAIM = "claimed "  # before the names of traits that only a browser said


def flatten(traits: dict[str, Any], prefix: str = "", depth: int = 3) -> dict[str, str]:
    """Traits as columns: `company.name`; a list as its JSON; null as an empty cell."""
    cells: dict[str, str] = {}
    for name, value in traits.items():
        if isinstance(value, dict) and depth:
            cells |= flatten(value, f"{prefix}{name}.", depth - 1)
        elif isinstance(value, (dict, list)):
            cells[f"{prefix}{name}"[:100]] = json.dumps(value, ensure_ascii=False)[:_LONGEST_VALUE]
        else:
            said = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            cells[f"{prefix}{name}"[:100]] = said[:_LONGEST_VALUE]
        if len(cells) >= _MOST_TRAITS:
            break
    return cells


def traits_of(event: dict[str, Any]) -> dict[str, Any]:
    """The traits of an identify or group call, over those its context carries."""
    context = part(part(event, "context"), "traits") if event.get("type") == "identify" else {}
    return context | part(event, "traits")


def person_draft(ref: Ref, event: dict[str, Any], at: datetime) -> RecordDraft:
    """A person as a server names them: the traits of this call, over what stands."""
    traits = traits_of(event)
    cells = flatten(traits)
    name = text(traits.get("name")) or " ".join(
        filter(
            None, (text(_any(traits, "firstName", "first_name")), text(_any(traits, "lastName", "last_name")))
        )
    )
    company, address = traits.get("company"), part(traits, "address")
    said = id_of(event.get("userId"), "userId")
    return RecordDraft(
        ref,
        cells or {"userId": said},
        at,
        email=email(text(traits.get("email")) or said),
        name=name,
        company=text(company.get("name")) if isinstance(company, dict) else text(company),
        domain=host(text(traits.get("website"))),
        phone=text(traits.get("phone")),
        country=text(address.get("country")) or text(traits.get("country")),
        partial=True,
    )


def company_draft(ref: Ref, event: dict[str, Any], at: datetime) -> RecordDraft:
    """A company as a server names it."""
    traits = traits_of(event)
    name = text(traits.get("name"))
    return RecordDraft(
        ref,
        flatten(traits) or {"groupId": ref.external_id},
        at,
        name=name,
        company=name,
        domain=host(text(traits.get("website")) or text(traits.get("domain"))),
        phone=text(traits.get("phone")),
        country=text(part(traits, "address").get("country")) or text(traits.get("country")),
        partial=True,
    )


def claim_draft(ref: Ref, event: dict[str, Any], at: datetime) -> RecordDraft:
    """What a browser says of a visitor: kept in the personal store, in no field that identity reads."""
    said = {key: id_of(event.get(key), key) for key in ("userId", "groupId", "previousId")}
    cells = {key: value for key, value in said.items() if value} | flatten(traits_of(event))
    return RecordDraft(ref, {f"{CLAIM}{name}": value for name, value in cells.items()}, at, partial=True)


def company_of(source: str, event: dict[str, Any]) -> Ref | None:
    """The company an identify or group call names by an id."""
    if event.get("type") == "group":
        group = id_of(event.get("groupId"), "groupId")
    else:
        group = id_of(part(traits_of(event), "company").get("id"), "company.id")
    return company_ref(source, group) if group else None


def links(source: str, event: dict[str, Any]) -> list[RecordDraft]:
    """Who a server says is who: the visitor is the user; the previous id is the user."""
    user, anonymous = id_of(event.get("userId"), "userId"), id_of(event.get("anonymousId"), "anonymousId")
    said = []
    if user and anonymous:
        said.append(RecordDraft(visitor_ref(source, anonymous), {}, same_as=(user_ref(source, user),)))
    if event.get("type") == "alias" and user:
        # An alias does not say whether the previous id was a visitor's or a user's.
        before = id_of(event.get("previousId"), "previousId")
        others = [make(source, before) for make in (visitor_ref, user_ref) if before and before != user]
        said += [RecordDraft(user_ref(source, user), {}, same_as=tuple(others))] if others else []
    return said


def _any(traits: dict[str, Any], *names: str) -> Any:
    return next((traits[name] for name in names if traits.get(name)), None)
