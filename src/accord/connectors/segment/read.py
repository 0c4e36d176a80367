"""One event becomes one row: what it says of records, and what happened.

Who may say what is decided here. A server's key identifies. A browser's key is public: its touches are the
visitor's, its identify, group and alias are claims, and what would make a lead hot is a claim too.
"""

import hashlib
import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from accord.connectors.objects.happenings import Happenings
from accord.connectors.segment.mapping import EventMap
from accord.connectors.segment.people import (
    claim_draft,
    company_draft,
    company_of,
    links,
    person_draft,
    traits_of,
)
from accord.connectors.segment.refs import id_of, person_ref
from accord.connectors.segment.times import Moment, moment_of, read_instant
from accord.connectors.segment.touch import (
    channel_of,
    dimension,
    evidence_of_click,
    evidence_of_page,
    find_utm,
    in_words,
    part,
    text,
    where,
)
from accord.vocabulary.channels import plain_word
from accord.vocabulary.doors import DeadReason, Trust, Unreadable
from accord.vocabulary.facts import Agent, FactDraft, FactKind, RecordDraft, Ref, RowRead, RowSkipped
from accord.vocabulary.machines import agent_of
from accord.vocabulary.roles import role_of

# What a visit of a page can be, and so what anybody's browser may say.
_VISITS = frozenset(
    {FactKind.page_view, FactKind.pricing_page, FactKind.case_study, FactKind.content_download}
)
CLAIMS = FactKind.claimed
_CLAMPED = "clock:clamped"
_TYPES = ("identify", "track", "page", "screen", "group", "alias")
UNREADABLE_NAME = "(a name that is no name)"


def read_event(
    event: Any,
    *,
    line: int,
    source: str,
    trust: Trust,
    received_at: datetime,
    sent_at: Any = None,
    mapping: EventMap,
    user_agent: str = "",
    block: str = "",
) -> RowRead | RowSkipped:
    """What an event says; one whose name nobody mapped is skipped, with its name. Raises `Unreadable`."""
    if not isinstance(event, dict):
        raise Unreadable(DeadReason.wrong_shape, "the event is no JSON object")
    kind = event.get("type")
    if kind not in _TYPES:
        raise Unreadable(DeadReason.unknown_type, f"{kind!r} is no type of event"[:200])
    moment = moment_of(event, sent_at, received_at)
    about = person_ref(
        source, trust, id_of(event.get("userId"), "userId"), id_of(event.get("anonymousId"), "anonymousId")
    )
    natural = f"{trust}:{message_id(event, received_at)}"
    agent = _agent(event, trust, user_agent)
    records: list[RecordDraft] = []
    facts: list[FactDraft] = []
    if kind in ("identify", "group", "alias"):
        records, facts = _say_who(event, kind, source, trust, about, moment.at)
    else:
        touch = _touch_kind(event, kind, mapping)
        if touch is None:
            return RowSkipped(line, event_name(event))
        evidence = evidence_of_page(event, block, user_agent) if kind == "page" else None
        if touch is FactKind.email_click and trust is Trust.server:
            evidence = evidence_of_click(event)
        fact = _touch(event, touch, natural, about, moment, trust)
        facts = [fact._replace(agent=agent, evidence=evidence)]
        records = _remember_utm(event, about, moment.at)
    if trust is Trust.server:
        records += links(source, event)
    return RowRead(line, tuple(records), tuple(facts), received_at)


def message_id(event: dict[str, Any], received_at: datetime) -> str:
    """The sender's id of the event, the same for ever. Without one, its content; without a time, its arrival too."""
    said = id_of(event.get("messageId"), "messageId")
    if said:
        return said
    timed = event.get("originalTimestamp") or event.get("timestamp")
    content = {key: value for key, value in event.items() if key not in ("sentAt", "writeKey")}
    whole = json.dumps([content, None if timed else received_at.isoformat()], sort_keys=True)
    return "content:" + hashlib.sha256(whole.encode()).hexdigest()[:32]


def _agent(event: dict[str, Any], trust: Trust, user_agent: str) -> Agent:
    """A browser by how it called; a server calls for somebody, whose browser it may name."""
    said = text(part(event, "context").get("userAgent"))
    if trust is Trust.server:
        return agent_of(said) if said else Agent.human
    return agent_of(user_agent or said)


def event_name(event: dict[str, Any]) -> str:
    """The name of a `track` event, as it may be shown in a list of names."""
    name = dimension(" ".join(text(event.get("event")).split()))
    return name[:80] if plain_word(name) else UNREADABLE_NAME


def _touch_kind(event: dict[str, Any], kind: str, mapping: EventMap) -> FactKind | None:
    if kind != "track":
        return mapping.kind_of_page(where(event)) if kind == "page" else FactKind.page_view
    name = text(event.get("event"))
    if not name:
        raise Unreadable(DeadReason.wrong_shape, "a track event without `event`")
    return None if mapping.ignores(name) else mapping.kind_of_event(name)


def _touch(
    event: dict[str, Any], kind: FactKind, natural: str, about: Ref, moment: Moment, trust: Trust
) -> FactDraft:
    found = find_utm(event)
    claim = trust is Trust.browser and kind not in _VISITS
    words = [kind.name if claim else "", _CLAMPED if moment.clamped else "", in_words(found)]
    return FactDraft(
        natural,
        about,
        CLAIMS if claim else kind,
        moment.at,
        channel=channel_of(event, found),
        campaign=dimension(found.get("utm_campaign", "")),
        asset=where(event),
        value=" ".join(filter(None, words))[:200],
    )


def _remember_utm(event: dict[str, Any], about: Ref, at: datetime) -> list[RecordDraft]:
    """The first and the last campaign of a person stand with them; all stand with their touches."""
    found = find_utm(event)
    if not found:
        return []
    cells = {f"{when} {name}": value for when in ("first", "last") for name, value in found.items()}
    return [RecordDraft(about, cells, at, partial=True)]


def _say_who(
    event: dict[str, Any], kind: str, source: str, trust: Trust, about: Ref, at: datetime
) -> tuple[list[RecordDraft], list[FactDraft]]:
    if trust is Trust.browser:
        return [claim_draft(about, event, at)], []
    records, happened = [], Happenings(about)
    if kind == "identify":
        records.append(person_draft(about, event, at))
        _attributes_of_person(event, happened, at)
    company = company_of(source, event) if kind != "alias" else None
    if kind == "group" and company is None:
        raise Unreadable(DeadReason.missing_id, "a group without `groupId`")
    if company is None:
        return records, happened.facts
    if kind == "group":
        records.append(company_draft(company, event, at))
    records.append(RecordDraft(about, {}, belongs_to=company))
    return records, happened.facts + (_attributes_of_company(event, company, at) if kind == "group" else [])


def _attributes_of_person(event: dict[str, Any], happened: Happenings, at: datetime) -> None:
    traits = traits_of(event)
    created = traits.get("createdAt")
    if created not in (None, ""):
        with suppress(Unreadable):  # a trait like any other: it stands in the record as it was said
            happened.once(FactKind.record_created, read_instant(created))
    happened.attribute("role", role_of(text(traits.get("title"))), at)
    happened.attribute(
        "country", text(part(traits, "address").get("country")) or text(traits.get("country")), at
    )
    company = part(traits, "company")
    happened.attribute("industry", text(company.get("industry")), at)
    happened.employees(text(company.get("employee_count") or company.get("employees")), at)


def _attributes_of_company(event: dict[str, Any], company: Ref, at: datetime) -> list[FactDraft]:
    traits, happened = traits_of(event), Happenings(company)
    happened.attribute("industry", text(traits.get("industry")), at)
    happened.attribute(
        "country", text(part(traits, "address").get("country")) or text(traits.get("country")), at
    )
    happened.employees(text(traits.get("employees") or traits.get("employee_count")), at)
    return happened.facts
