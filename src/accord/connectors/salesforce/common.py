"""What Salesforce's people and companies share: ids of one length, merges, channel,
and the dimensions of a record.
"""

from datetime import datetime

from accord.connectors.objects.happenings import Happenings
from accord.connectors.objects.row import Bad, Cells, Context
from accord.connectors.objects.values import clear, email, host
from accord.vocabulary.channels import channel_of, channel_of_utm
from accord.vocabulary.facts import FactKind, Reason, RecordDraft, RecordKind, Ref
from accord.vocabulary.ids import salesforce_id_18
from accord.vocabulary.people import actor_of
from accord.vocabulary.roles import role_of

# Person, company and deal columns that mean the same on Lead, Contact and Account.
SHARED = """
    owner: OwnerId | Lead Owner | Contact Owner | Account Owner
    created: CreatedDate | Created Date | Create Date
    modified: SystemModstamp | LastModifiedDate | Last Modified Date
    changed: LastModifiedDate | SystemModstamp | Last Modified Date
    deleted: IsDeleted | Deleted | _fivetran_deleted
    master: MasterRecordId | Master Record ID
    website: Website
    phone: Phone | MobilePhone | Mobile
    industry: Industry
    employees: NumberOfEmployees | No. of Employees | Employees
    first_medium: source_first_utm_medium__c | original_utm_medium__c | pi__utm_medium__c | utm_medium__c
    first_source: source_first_utm_source__c | original_utm_source__c | pi__utm_source__c | utm_source__c
    first_campaign: source_first_utm_campaign__c | original_utm_campaign__c | pi__utm_campaign__c
    first_campaign: utm_campaign__c
    first_channel: bizible2__Marketing_Channel_FT__c
    last_medium: source_last_utm_medium__c
    last_source: source_last_utm_source__c
    last_campaign: source_last_utm_campaign__c
    source: LeadSource | AccountSource | Lead Source | Account Source
"""
PERSON = """
    email: Email
    first_name: FirstName | First Name
    last_name: LastName | Last Name
    name: Name | Full Name
    title: Title
    opted_out: HasOptedOutOfEmail | Email Opt Out
    bounced: EmailBouncedDate | Email Bounced Date
"""
DATES = frozenset({"created", "modified", "changed", "bounced", "converted"})


def need_id(cells: Cells, key: str = "id") -> str:
    """The row's own id, 18 characters. Refuses the row without one."""
    return salesforce_id_18(cells.need(key))


def ref_of(cells: Cells, context: Context, key: str, kind: RecordKind) -> Ref | None:
    """The record that a cell names, or None when it is empty. Refuses the row for an id of more than 200
    characters.
    """
    text = cells(key)
    if len(text) > 200:
        raise Bad(cells.name(key), text, Reason.bad_id)
    return context.ref(kind, salesforce_id_18(text)) if text else None


def person_record(cells: Cells, context: Context, ref: Ref, country: str) -> RecordDraft:
    """A lead or a contact as a record, without its links."""
    parts = (clear(cells("first_name")), clear(cells("last_name")))
    return RecordDraft(
        ref,
        cells.kept(),
        context.moment(cells, "modified"),
        email=email(cells("email")),
        name=clear(cells("name")) or " ".join(filter(None, parts)),
        company=clear(cells("company")),
        domain=host(cells("website")),
        phone=clear(cells("phone")),
        country=country,
        deleted=cells.yes("deleted"),
    )


def with_master(record: RecordDraft, cells: Cells, context: Context) -> tuple[RecordDraft, ...]:
    """The record; and where Salesforce merged it away, the master with this one under it."""
    master = ref_of(cells, context, "master", record.ref.kind)
    if master is None or master == record.ref:
        return (record,)
    return record, RecordDraft(master, {}, merged=(record.ref,))


def origin(cells: Cells) -> dict[str, str]:
    """Channel and campaign of a record's first touch: first utm, else the lead source, else the last utm."""
    medium, source = cells("first_medium"), cells("first_source")
    if medium or source:
        return {"channel": channel_of_utm(medium, source), "campaign": clear(cells("first_campaign"))}
    said = clear(cells("first_channel")) or clear(cells("source"))
    if said:
        return {"channel": channel_of(said)}
    medium, source = cells("last_medium"), cells("last_source")
    if medium or source:
        return {"channel": channel_of_utm(medium, source), "campaign": clear(cells("last_campaign"))}
    return {}


def dimensions(cells: Cells, happened: Happenings, country: str, as_of: datetime | None) -> None:
    """Owner, role, country, industry and head count, as of the record's last change."""
    if cells("owner"):
        happened.at(FactKind.owner_assigned, as_of, actor=actor_of(salesforce_id_18(cells("owner"))))
    happened.attribute("role", role_of(clear(cells("title"))), as_of)
    happened.attribute("country", country, as_of)
    happened.attribute("industry", cells("industry"), as_of)
    happened.employees(cells("employees"), as_of)


def refusals(cells: Cells, context: Context, happened: Happenings, as_of: datetime | None) -> None:
    """What the person refused or could not receive."""
    if cells.yes("opted_out"):
        happened.at(FactKind.opted_out, as_of)
    happened.at(FactKind.email_bounced, context.moment(cells, "bounced"), channel="email")
