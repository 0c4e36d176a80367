"""Marketo leads (people): a record each; created, status, opt-out, and the link to the CRM's own record."""

from accord.connectors.marketo.statuses import LEAD_STATUS
from accord.connectors.objects.crm import crm_person
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.happenings import Happenings
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear, email, host
from accord.vocabulary.channels import channel_of
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind
from accord.vocabulary.people import actor_of
from accord.vocabulary.roles import role_of


def read_lead(cells: Cells, context: Context) -> Said:
    """A person with what Marketo says of them."""
    ref = context.ref(RecordKind.person, cells.need("id"))
    modified = context.moment(cells, "modified")
    country = clear(cells("country"))
    record = RecordDraft(
        ref,
        cells.kept(),
        modified,
        email=email(cells("email")),
        name=" ".join(filter(None, (clear(cells("first_name")), clear(cells("last_name"))))),
        company=clear(cells("company")),
        domain=host(cells("website")),
        phone=clear(cells("phone")),
        country=country,
        same_as=crm_person(context, cells("crm_contact") or cells("crm_lead")),
        deleted=cells.yes("deleted"),
    )
    if record.deleted:
        return Said((record,))
    happened = Happenings(ref)
    created = context.moment(cells, "created")
    as_of = modified or created
    happened.once(FactKind.record_created, created, channel=channel_of(clear(cells("source"))))
    kind = context.statuses[LEAD_STATUS].find(cells("status"))
    if kind:
        happened.at(FactKind.lead_status, as_of, value=f"{kind}:{cells('status')}")
    if cells("owner"):
        happened.at(FactKind.owner_assigned, as_of, actor=actor_of(cells("owner")))
    if cells.yes("unsubscribed"):
        happened.at(FactKind.opted_out, as_of)
    happened.attribute("role", role_of(clear(cells("title"))), as_of)
    happened.attribute("country", country, as_of)
    happened.attribute("industry", cells("industry"), as_of)
    happened.employees(cells("employees"), as_of)
    return Said((record,), tuple(happened.facts))


def unknown_status(cells: Cells, context: Context) -> str:
    """The lead status of a row when no table knows it."""
    text = cells("status")
    return text if text and context.statuses[LEAD_STATUS].find(text) is None else ""


LEAD = Object(
    "lead",
    "a person; record_created, lead_status, owner_assigned, opted_out, attributes; the same person "
    "as the CRM's record",
    columns("""
        id: id | Marketo ID | Marketo Lead ID | Person ID
        email: email | Email Address
        first_name: firstName | First Name
        last_name: lastName | Last Name
        company: company | Company Name
        title: title | Job Title
        score: leadScore | Person Score | Lead Score
        status: leadStatus | Person Status | Lead Status
        source: leadSource | originalSourceType | Person Source | Lead Source | Original Source Type
        program: acquisitionProgramId | Acquisition Program | Acquisition Program Name
        unsubscribed: unsubscribed | Unsubscribed
        invalid: emailInvalid | Email Invalid
        suspended: marketingSuspended | Marketing Suspended
        owner: leadOwnerId | lead_owner | Lead Owner Email Address
        crm_lead: sfdcLeadId | SFDC Lead Id
        crm_contact: sfdcContactId | SFDC Contact Id
        created: createdAt | Created At | Created
        modified: updatedAt | Updated At | Updated
        phone: phone | mobilePhone | Phone Number
        website: website
        country: country | inferredCountry
        industry: industry
        employees: numberOfEmployees | numberOfEmployeesProspect | Num Employees
        deleted: is_deleted | _fivetran_deleted
    """),
    needs("id", "email", "created", "modified | score | status"),
    read_lead,
    never(
        "activityTypeId | leadId | workspace | active_user_id | owner_id | portal_id | hs_object_id "
        "| IsConverted | Record ID"
        " | SystemModstamp | role_id | subject | account_id"
    ),
    unknown_status,
    frozenset({"created", "modified"}),
    sure=frozenset(
        {"score", "status", "program", "unsubscribed", "invalid", "suspended", "crm_lead", "crm_contact"}
    ),
)
