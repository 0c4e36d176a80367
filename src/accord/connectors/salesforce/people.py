"""Salesforce leads, contacts and accounts."""

from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.happenings import Happenings
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear, host
from accord.connectors.salesforce.common import (
    DATES,
    PERSON,
    SHARED,
    dimensions,
    need_id,
    origin,
    person_record,
    ref_of,
    refusals,
    with_master,
)
from accord.connectors.salesforce.statuses import LEAD_STATUS
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind
from accord.vocabulary.status import StatusType


def read_lead(cells: Cells, context: Context) -> Said:
    """A lead: created, status, owner, converted; conversion joins it to its contact,
    account and opportunity.
    """
    ref = context.ref(RecordKind.person, need_id(cells))
    country = clear(cells("country"))
    contact = ref_of(cells, context, "contact", RecordKind.person)
    record = person_record(cells, context, ref, country)._replace(
        same_as=(contact,) if contact else (),
        belongs_to=ref_of(cells, context, "account", RecordKind.company),
    )
    records = with_master(record, cells, context)
    if record.deleted:
        return Said(records)
    deal = ref_of(cells, context, "deal", RecordKind.deal)
    if deal:
        records += (RecordDraft(deal, {}, people=(contact or ref,), belongs_to=record.belongs_to),)
    happened = Happenings(ref)
    happened.once(FactKind.record_created, context.moment(cells, "created"), **origin(cells))
    as_of = context.moment(cells, "changed", "created")
    kind = lead_type(cells, context)
    if kind:
        happened.at(FactKind.lead_status, as_of, value=f"{kind}:{cells('status') or 'Converted'}")
    if cells.yes("is_converted") or cells("converted"):
        happened.once(FactKind.converted, context.moment(cells, "converted") or as_of)
    dimensions(cells, happened, country, as_of)
    refusals(cells, context, happened, as_of)
    return Said(records, tuple(happened.facts))


def lead_type(cells: Cells, context: Context) -> StatusType | None:
    """What a lead's status means: converted is won, whatever its label; else by the table."""
    if cells.yes("is_converted"):
        return StatusType.won
    return context.statuses[LEAD_STATUS].find(cells("status"))


def unknown_status(cells: Cells, context: Context) -> str:
    """The lead status of a row when no table knows it."""
    text = cells("status")
    return text if text and not cells.yes("deleted") and lead_type(cells, context) is None else ""


def read_contact(cells: Cells, context: Context) -> Said:
    """A contact: created, owner, role, country, opt-out; it belongs to its account."""
    ref = context.ref(RecordKind.person, need_id(cells))
    country = clear(cells("country"))
    record = person_record(cells, context, ref, country)._replace(
        belongs_to=ref_of(cells, context, "account", RecordKind.company)
    )
    records = with_master(record, cells, context)
    if record.deleted:
        return Said(records)
    happened = Happenings(ref)
    happened.once(FactKind.record_created, context.moment(cells, "created"), **origin(cells))
    as_of = context.moment(cells, "changed", "created")
    dimensions(cells, happened, country, as_of)
    refusals(cells, context, happened, as_of)
    return Said(records, tuple(happened.facts))


def read_account(cells: Cells, context: Context) -> Said:
    """An account: created, owner, industry, head count, country."""
    ref = context.ref(RecordKind.company, need_id(cells))
    country = clear(cells("country"))
    record = RecordDraft(
        ref,
        cells.kept(),
        context.moment(cells, "modified"),
        name=clear(cells("name")),
        company=clear(cells("name")),
        domain=host(cells("website")),
        phone=clear(cells("phone")),
        country=country,
        deleted=cells.yes("deleted"),
    )
    records = with_master(record, cells, context)
    if record.deleted:
        return Said(records)
    happened = Happenings(ref)
    happened.once(FactKind.record_created, context.moment(cells, "created"), **origin(cells))
    as_of = context.moment(cells, "changed", "created")
    dimensions(cells, happened, country, as_of)
    happened.attribute("target_account", cells("target"), as_of)
    happened.attribute("use", cells("use"), as_of)
    return Said(records, tuple(happened.facts))


LEAD = Object(
    "lead",
    "a person; record_created, lead_status, converted (the same person as its contact), "
    "owner_assigned, opted_out, attributes",
    columns(
        """
        id: Id | Lead ID
        company: Company | Company / Account
        status: Status | Lead Status
        is_converted: IsConverted | Converted
        converted: ConvertedDate | Converted Date
        contact: ConvertedContactId | Converted Contact ID
        account: ConvertedAccountId | Converted Account ID
        deal: ConvertedOpportunityId | Converted Opportunity ID
        country: Country | CountryCode | Country (text only)
        unread: IsUnreadByOwner | Unread By Owner
        rating: Rating
        revenue: AnnualRevenue | Annual Revenue
        """
        + PERSON
        + SHARED
    ),
    needs("id", "company | email | last_name", "is_converted | converted | contact | unread | status"),
    read_lead,
    never(
        "Account Name | AccountId | CampaignId | WhoId | StageName | Username | leadScore | _fivetran_start"
    ),
    unknown_status,
    DATES,
    sure=frozenset({"is_converted", "converted", "contact", "unread", "deleted", "owner"}),
)
CONTACT = Object(
    "contact",
    "a person of an account; record_created, owner_assigned, opted_out, email_bounced, attributes "
    "role and country",
    columns(
        """
        id: Id | Contact ID
        account: AccountId | Account ID
        company: Account Name
        country: MailingCountry | MailingCountryCode | Mailing Country | Mailing Country (text only)
        reports_to: ReportsToId | Reports To ID
        department: Department
        """
        + PERSON
        + SHARED
    ),
    needs(
        "id", "last_name | email | name", "account | company", "country | owner | deleted | title | created"
    ),
    read_contact,
    never(
        "IsConverted | is_converted | StageName | Stage | WhoId | CampaignId | Username | "
        "_fivetran_start | Lead Status | user_type"
    ),
    None,
    DATES,
)
ACCOUNT = Object(
    "account",
    "a company; record_created, owner_assigned, attributes industry, employees, country, target_account and use",
    columns(
        """
        id: Id | Account ID
        name: Name | Account Name
        country: BillingCountry | BillingCountryCode | ShippingCountry | Billing Country
        type: Type
        parent: ParentId | Parent Account ID
        street: BillingStreet | Billing Street
        city: BillingCity | Billing City
        revenue: AnnualRevenue | Annual Revenue
        target: Target_Account__c | Target Account | Tier | Account Tier
        use: Product_Usage__c | Product Usage
        """
        + SHARED
    ),
    needs("id", "name", "country | type | parent | city", "owner | deleted | industry | website"),
    read_account,
    never(
        "FirstName | First Name | first_name | StageName | IsConverted | OrderNumber | "
        "customer_id"
        " | _fivetran_start | property_name | Opportunity ID | Campaign ID | TotalAmount | NumberSent"
    ),
    None,
    DATES,
    sure=frozenset({"owner", "deleted", "parent", "master", "modified"}),
)
OBJECTS = (LEAD, CONTACT, ACCOUNT)
