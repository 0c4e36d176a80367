"""Salesforce field history, and the dated copies that a warehouse keeps of leads, contacts and accounts."""

from collections.abc import Callable
from datetime import datetime

from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.happenings import Happenings
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.statuses import Statuses
from accord.connectors.objects.values import clear
from accord.connectors.salesforce.common import PERSON, SHARED, dimensions, need_id
from accord.connectors.salesforce.statuses import LEAD_STATUS, STAGE
from accord.vocabulary.channels import plain_word
from accord.vocabulary.facts import FactKind, RecordKind
from accord.vocabulary.ids import salesforce_id_18
from accord.vocabulary.people import actor_of
from accord.vocabulary.roles import role_of
from accord.vocabulary.status import StatusType

_FIELDS = {"status": (LEAD_STATUS, FactKind.lead_status), "stagename": (STAGE, FactKind.deal_stage)}
_ENDS = (StatusType.won, StatusType.lost)
_TRAITS = {
    "industry": "industry",
    "country": "country",
    "mailingcountry": "country",
    "billingcountry": "country",
    "title": "role",
}


def _change_reader(kind: RecordKind) -> Callable[[Cells, Context], Said]:
    def read(cells: Cells, context: Context) -> Said:
        if cells.yes("deleted"):
            return Said(skipped="deleted in Salesforce")
        happened = Happenings(context.ref(kind, need_id(cells, "record")))
        _change(cells, context, happened)
        if not happened.facts:
            return Said(skipped="a field that no clause reads, or a value that was cleared")
        return Said((), tuple(happened.facts))

    return read


def _change(cells: Cells, context: Context, happened: Happenings) -> None:
    field, new, when = plain_word(cells("field")), cells("new"), context.need_moment(cells, "when")
    if field == "leadconverted":
        happened.once(FactKind.converted, when)
    elif not new:
        return
    elif field in _FIELDS:
        _status(cells, context, happened, field, when)
    elif field in ("owner", "ownerid"):
        happened.at(FactKind.owner_assigned, when, actor=actor_of(salesforce_id_18(new)))
    elif field == "amount":
        amount = context.amount(cells, "new", context.currency)
        happened.at(
            FactKind.deal_amount,
            when,
            key=f"{amount}{context.currency}",
            amount=amount,
            currency=context.currency,
        )
    elif field == "hasoptedoutofemail" and new.casefold() == "true":
        happened.at(FactKind.opted_out, when)
    elif field == "numberofemployees":
        happened.employees(new, when)
    elif field in _TRAITS:
        happened.attribute(_TRAITS[field], role_of(new) if field == "title" else new, when)


def _status(cells: Cells, context: Context, happened: Happenings, field: str, when: datetime) -> None:
    """The new status; and a deal that leaves a closed stage is reopened."""
    table, kind = _FIELDS[field]
    new = context.statuses[table].find(cells("new"))
    happened.at(kind, when, value=f"{new}:{cells('new')}")
    if kind is FactKind.deal_stage:
        old = context.statuses[table].find(cells("old"))
        if old in _ENDS and new not in _ENDS:
            happened.at(FactKind.deal_reopened, when)


def unknown_value(cells: Cells, context: Context) -> str:
    """The status or stage of a change when no table knows it."""
    known: tuple[str, FactKind] | None = _FIELDS.get(plain_word(cells("field")))
    if known is None or not cells("new"):
        return ""
    statuses: Statuses = context.statuses[known[0]]
    return cells("new") if statuses.find(cells("new")) is None else ""


def _changes(name: str, record: str, kind: RecordKind, becomes: str) -> Object:
    return Object(
        name,
        becomes,
        columns(f"""
            id: Id
            record: {record}
            field: Field | Field / Event
            old: OldValue | Old Value
            new: NewValue | New Value
            when: CreatedDate | Created Date | Edit Date
            by: CreatedById | Edited By
            deleted: IsDeleted
        """),
        needs("record", "field", "new", "when"),
        _change_reader(kind),
        unknown=unknown_value,
        dates=frozenset({"when"}),
    )


def _copy_reader(kind: RecordKind) -> Callable[[Cells, Context], Said]:
    def read(cells: Cells, context: Context) -> Said:
        if cells.yes("deleted"):
            return Said(skipped="deleted in Salesforce")
        happened = Happenings(context.ref(kind, need_id(cells)))
        since = context.need_moment(cells, "since")
        dimensions(cells, happened, clear(cells("country")), since)
        if cells("status"):
            found = context.statuses[LEAD_STATUS].find(cells("status"))
            happened.at(FactKind.lead_status, since, value=f"{found}:{cells('status')}")
        return (
            Said((), tuple(happened.facts)) if happened.facts else Said(skipped="nothing that a clause reads")
        )

    return read


def unknown_copied_status(cells: Cells, context: Context) -> str:
    """The lead status of a dated copy when no table knows it."""
    text = cells("status")
    return (
        text if text and not cells.yes("deleted") and context.statuses[LEAD_STATUS].find(text) is None else ""
    )


def _copies(name: str, kind: RecordKind, own: str, *needed: str, without: str) -> Object:
    return Object(
        name,
        "owner_assigned, attributes and lead_status, each since its day",
        columns(
            "id: Id\nsince: _fivetran_start\nuntil: _fivetran_end\n"
            + own
            + (PERSON if kind is RecordKind.person else "")
            + SHARED
        ),
        needs("id", "since", "owner | deleted", *needed),
        _copy_reader(kind),
        never(without + " | StageName | stage_name"),
        unknown_copied_status,
    )


OBJECTS = (
    _changes(
        "lead_history",
        "LeadId | Lead ID",
        RecordKind.person,
        "lead_status, owner_assigned, converted, as they changed",
    ),
    _changes(
        "contact_history",
        "ContactId | Contact ID",
        RecordKind.person,
        "owner_assigned and attributes, as they changed",
    ),
    _changes(
        "account_history",
        "AccountId | Account ID",
        RecordKind.company,
        "owner_assigned and attributes, as they changed",
    ),
    _changes(
        "opportunity_field_history",
        "OpportunityId | Opportunity ID",
        RecordKind.deal,
        "deal_stage, deal_amount, as they changed",
    ),
    _copies(
        "lead_copies",
        RecordKind.person,
        "status: Status",
        "status",
        without="billing_country | mailing_country",
    ),
    _copies(
        "contact_copies",
        RecordKind.person,
        "country: MailingCountry",
        "last_name",
        without="billing_country | is_converted",
    ),
    _copies(
        "account_copies",
        RecordKind.company,
        "country: BillingCountry | BillingCountryCode",
        "country",
        without="first_name",
    ),
)
