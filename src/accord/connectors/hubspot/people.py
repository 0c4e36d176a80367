"""HubSpot contacts and companies: a record each, and what its properties say happened."""

from datetime import datetime

from accord.connectors.hubspot.emails import address_record
from accord.connectors.hubspot.statuses import LEAD_STATUS, LIFECYCLE, lifecycle
from accord.connectors.hubspot.subscriptions import refusals_of
from accord.connectors.objects.crm import crm_person, crm_ref
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.happenings import Happenings
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear, email, host, ids
from accord.vocabulary.channels import channel_of
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind, Ref
from accord.vocabulary.people import actor_of
from accord.vocabulary.roles import role_of

_STAGE_LABELS = {
    "marketingqualifiedlead": "Marketing Qualified Lead",
    "salesqualifiedlead": "Sales Qualified Lead",
    "evangelist": "Evangelist",
}


def _stage_columns() -> str:
    """When a record entered each lifecycle stage: the older and the newer property, and both labels."""
    lines = []
    for stage in LIFECYCLE:
        label = _STAGE_LABELS.get(stage, stage.capitalize())
        article = "an" if label[0] in "AEIOU" else "a"
        lines.append(
            f"since_{stage}: hs_lifecyclestage_{stage}_date | hs_v2_date_entered_{stage} | Became "
            f"{article} {label} Date"
            f" | Date entered {label} (Lifecycle Stage Pipeline)"
        )
    return "\n".join(lines)


_COMMON = """
    sign: hs_object_id | vid | Record ID | Record ID - Contact | Record ID - Company | lifecyclestage
    sign: Lifecycle Stage | hubspot_owner_id
    lifecycle: lifecyclestage | Lifecycle Stage
    lead_status: hs_lead_status | Lead Status
    owner: hubspot_owner_id | Contact owner | Company owner | HubSpot Owner
    owner_since: hubspot_owner_assigneddate | Owner Assigned Date
    created: createdate | hs_createdate | Create Date | created_at
    modified: lastmodifieddate | hs_lastmodifieddate | Last Modified Date
    source: hs_analytics_source | Original Source | Original Traffic Source | Original Source Type
    campaign: hs_analytics_source_data_1 | Original Source Drill-Down 1
    country: country | hs_country_region_code | Country/Region | Country
    phone: phone | mobilephone | Phone Number | Mobile Phone Number
    website: website | Website URL
    industry: industry | Industry
    employees: numberofemployees | numemployees | Number of Employees
    merged: hs_merged_object_ids | hs_calculated_merged_vids | Merged Record IDs | Merged object IDs
    deleted: is_deleted | _fivetran_deleted | archived
    """ + _stage_columns()

_PAID = frozenset({"paid_search", "paid_social", "email", "other"})  # where the drill-down names a campaign


def read_contact(cells: Cells, context: Context) -> Said:
    """A person: created, statuses, stages, owner, role and country; the vendor's merges are followed."""
    ref = context.ref(RecordKind.person, cells.need("id"))
    company = next(ids(cells("company_id")), "")
    modified = context.moment(cells, "modified")
    record = RecordDraft(
        ref,
        cells.kept(),
        modified,
        email=email(cells("email")),
        name=" ".join(filter(None, (clear(cells("first_name")), clear(cells("last_name"))))),
        company=clear(cells("company")),
        domain=host(cells("website")),
        phone=clear(cells("phone")),
        country=clear(cells("country")),
        belongs_to=context.ref(RecordKind.company, company) if company else None,
        same_as=crm_person(context, cells("crm_contact") or cells("crm_lead")),
        merged=_merged(cells, context, ref),
        deleted=cells.yes("deleted"),
    )
    if record.deleted:
        return Said((record,))
    others = _other_addresses(cells, context, record.email)
    record = record._replace(same_as=(*record.same_as, *(other.ref for other in others)))
    happened = _common(cells, context, ref, modified)
    as_of = modified or context.moment(cells, "created")
    happened.attribute("role", role_of(cells("title")), as_of)
    if cells.yes("opted_out"):
        happened.at(FactKind.opted_out, as_of)
    refused = refusals_of(cells, context, ref, as_of)
    return Said((record, *others), tuple(happened.facts), consents=refused)


def _other_addresses(cells: Cells, context: Context, first: str) -> tuple[RecordDraft, ...]:
    """The person's further addresses, each as the record that its e-mail events are told about too.

    They are evidence as any address is: a free-mail or role address joins nobody to this person.
    """
    found = dict.fromkeys(email(text) for text in cells("more_emails").split(";"))
    return tuple(address_record(context, one, one) for one in found if one and one != first)


def read_company(cells: Cells, context: Context) -> Said:
    """A company: created, lifecycle, owner, industry, head count and country."""
    ref = context.ref(RecordKind.company, cells.need("id"))
    modified = context.moment(cells, "modified")
    record = RecordDraft(
        ref,
        cells.kept(),
        modified,
        name=clear(cells("name")),
        company=clear(cells("name")),
        domain=host(cells("domain")) or host(cells("website")),
        phone=clear(cells("phone")),
        country=clear(cells("country")),
        same_as=crm_ref(context, RecordKind.company, cells("crm_account")),
        merged=_merged(cells, context, ref),
        deleted=cells.yes("deleted"),
    )
    if record.deleted:
        return Said((record,))
    happened = _common(cells, context, ref, modified)
    happened.attribute("target_account", cells("target"), modified or context.moment(cells, "created"))
    return Said((record,), tuple(happened.facts))


def _merged(cells: Cells, context: Context, ref: Ref) -> tuple[Ref, ...]:
    found = (context.ref(ref.kind, one) for one in ids(cells("merged")))
    return tuple(other for other in found if other != ref)


def _common(cells: Cells, context: Context, ref: Ref, modified: datetime | None) -> Happenings:
    happened = Happenings(ref)
    created = context.moment(cells, "created")
    as_of = modified or created
    channel = channel_of(cells("source"))
    campaign = clear(cells("campaign")) if channel in _PAID else ""
    happened.once(FactKind.record_created, created, channel=channel, campaign=campaign)
    status = context.statuses[LEAD_STATUS].find(cells("lead_status"))
    if status:
        happened.at(FactKind.lead_status, as_of, value=f"{status}:{cells('lead_status')}")
    _stages(cells, context, happened, as_of)
    if cells("owner"):
        since = context.moment(cells, "owner_since") or as_of
        happened.at(FactKind.owner_assigned, since, actor=actor_of(cells("owner")))
    happened.attribute("country", cells("country"), as_of)
    happened.attribute("industry", cells("industry"), as_of)
    happened.employees(cells("employees"), as_of)
    return happened


def _stages(cells: Cells, context: Context, happened: Happenings, as_of: datetime | None) -> None:
    """Each stage on its own date where the export has one; else only the stage of now,
    as of the last change.
    """
    now, dated = lifecycle(cells("lifecycle")), False
    for stage, key in _SINCE:
        since = context.moment(cells, key)
        happened.at(FactKind.lifecycle_stage, since, value=stage)
        dated = dated or (stage == now and since is not None)
    if now and not dated:
        happened.at(FactKind.lifecycle_stage, as_of, value=now)


def unknown_status(cells: Cells, context: Context) -> str:
    """The lead status of a row when no table knows it."""
    text = cells("lead_status")
    return text if text and context.statuses[LEAD_STATUS].find(text) is None else ""


_SINCE = tuple((stage, f"since_{stage}") for stage in LIFECYCLE)
_DATES = frozenset({"created", "modified", "owner_since", *(f"since_{stage}" for stage in LIFECYCLE)})

CONTACT = Object(
    "contact",
    "a person; record_created, lead_status, lifecycle_stage, owner_assigned, opted_out, attributes "
    "role and country",
    columns(
        """
        id: hs_object_id | vid | contact_id | id | Record ID | Record ID - Contact | Contact ID
        email: email | Email
        more_emails: hs_additional_emails | Additional email addresses
        first_name: firstname | First Name
        last_name: lastname | Last Name
        title: jobtitle | Job Title
        company: company | Company Name | Associated Company
        company_id: associatedcompanyid | Associated Company ID | Associated Company IDs
        company_id: Primary Associated Company ID
        crm_contact: salesforcecontactid | Salesforce Contact ID
        crm_lead: salesforceleadid | Salesforce Lead ID
        opted_out: hs_email_optout | Unsubscribed from all email
        first_conversion: first_conversion_date | First Conversion Date
        """
        + _COMMON.lstrip("\n")
    ),
    needs("id", "email | first_name | last_name", "sign"),
    read_contact,
    never("Deal Name | dealname | Company Domain Name | Ticket name"),
    unknown_status,
    _DATES,
)

COMPANY = Object(
    "company",
    "a company; record_created, lead_status, lifecycle_stage, owner_assigned, attributes industry, "
    "employees, country, target_account",
    columns(
        """
        id: hs_object_id | companyId | company_id | id | Record ID | Record ID - Company | Company ID
        name: name | Company name
        domain: domain | Company Domain Name
        crm_account: salesforceaccountid | Salesforce Account ID
        target: hs_is_target_account | Target Account
        """
        + _COMMON.lstrip("\n")
    ),
    needs("id", "name", "sign", "created | domain | website | lifecycle | industry"),
    read_company,
    never(
        "email | Email | property_email | firstname | First Name | property_firstname | Deal Name | dealname"
    ),
    unknown_status,
    _DATES,
)
