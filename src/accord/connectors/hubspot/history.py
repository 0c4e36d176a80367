"""HubSpot's property history: the exact day on which a status, a stage, an owner or a trait changed."""

from collections.abc import Callable
from datetime import datetime

from accord.connectors.hubspot.deals import type_of_stage
from accord.connectors.hubspot.statuses import LEAD_STATUS, lifecycle
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.happenings import Happenings
from accord.connectors.objects.row import Cells, Context, Said
from accord.vocabulary.channels import plain_word
from accord.vocabulary.facts import FactKind, RecordKind
from accord.vocabulary.people import actor_of
from accord.vocabulary.roles import role_of
from accord.vocabulary.status import StatusType

_ATTRIBUTES = {"industry": "industry", "country": "country", "hscountryregioncode": "country"}
_STATUSES = {"hsleadstatus": FactKind.lead_status, "dealstage": FactKind.deal_stage}


def _reader(kind: RecordKind) -> Callable[[Cells, Context], Said]:
    def read(cells: Cells, context: Context) -> Said:
        happened = Happenings(context.ref(kind, cells.need("id")))
        _change(cells, context, happened, context.need_moment(cells, "when"))
        if not happened.facts:
            return Said(skipped="a property that no clause reads, or a value that was cleared")
        return Said((), tuple(happened.facts))

    return read


def _change(cells: Cells, context: Context, happened: Happenings, when: datetime) -> None:
    name, value = plain_word(cells("name")), cells("value")
    if not value:
        return
    if name in _STATUSES:
        happened.at(_STATUSES[name], when, value=f"{_type_of(name, value, context)}:{value}")
    elif name == "lifecyclestage":
        happened.at(FactKind.lifecycle_stage, when, value=lifecycle(value))
    elif name == "hubspotownerid":
        happened.at(FactKind.owner_assigned, when, actor=actor_of(value))
    elif name == "hsemailoptout" and value.casefold() == "true":
        happened.at(FactKind.opted_out, when)
    elif name == "amount":
        currency = context.currency_of(cells)
        amount = context.amount(cells, "value", currency)
        key = f"{amount}{currency}"
        happened.at(FactKind.deal_amount, when, key=key, amount=amount, currency=currency)
    elif name == "jobtitle":
        happened.attribute("role", role_of(value), when)
    elif name in ("numberofemployees", "numemployees"):
        happened.employees(value, when)
    elif name in _ATTRIBUTES:
        happened.attribute(_ATTRIBUTES[name], value, when)


def unknown_value(cells: Cells, context: Context) -> str:
    """The status or deal stage of a change when no table knows it."""
    name, value = plain_word(cells("name")), cells("value")
    return value if name in _STATUSES and value and _type_of(name, value, context) is None else ""


def _type_of(name: str, value: str, context: Context) -> StatusType | None:
    if name == "dealstage":
        return type_of_stage(value, context)
    return context.statuses[LEAD_STATUS].find(value)


def _history(what: str, kind: RecordKind, becomes: str, without: str = "ticket_id") -> Object:
    return Object(
        f"{what}_property_history",
        becomes,
        columns(f"""
            id: {what}_id | {what}Id | vid
            name: name | property
            value: value
            when: timestamp | timestamp_instant | _fivetran_start
            source: source
            source_id: source_id
            currency: deal_currency_code
        """),
        needs("id", "name", "value", "when", "source"),
        _reader(kind),
        never(without),
        unknown_value,
        frozenset({"when"}),
    )


OBJECTS = (
    _history(
        "contact",
        RecordKind.person,
        "lead_status, lifecycle_stage, owner_assigned, opted_out, attributes, as they changed",
    ),
    _history(
        "company",
        RecordKind.company,
        "lead_status, lifecycle_stage, owner_assigned, attributes, as they changed",
    ),
    _history("deal", RecordKind.deal, "deal_stage, deal_amount, owner_assigned, as they changed"),
)
