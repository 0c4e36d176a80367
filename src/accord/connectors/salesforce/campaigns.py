"""Salesforce campaigns and their members."""

from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.happenings import Happenings
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear
from accord.connectors.salesforce.common import need_id, ref_of
from accord.vocabulary.channels import channel_of
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind
from accord.vocabulary.ids import salesforce_id_18


def read_campaign(cells: Cells, context: Context) -> Said:
    """A campaign: its name, kept as a record."""
    ref = context.ref(RecordKind.campaign, need_id(cells))
    modified = context.moment(cells, "modified")
    return Said(
        (RecordDraft(ref, cells.kept(), modified, name=clear(cells("name")), deleted=cells.yes("deleted")),)
    )


def read_member(cells: Cells, context: Context) -> Said:
    """A person in a campaign: joined on the day of creation, responded on the day of the first response."""
    if cells.yes("deleted"):
        return Said(skipped="deleted in Salesforce")
    campaign = need_id(cells, "campaign")
    about = ref_of(cells, context, "contact", RecordKind.person) or ref_of(
        cells, context, "lead", RecordKind.person
    )
    if about is None:
        return Said(skipped="an account as member: no person")
    (kind,) = context.beside.first("campaign", "id", campaign, ("type",))
    channel = channel_of(clear(cells("type") or kind))
    happened = Happenings(about)
    created = context.need_moment(cells, "created")
    where = {"channel": channel, "campaign": campaign}
    if cells("id"):
        where["item"] = f"campaign_member:{salesforce_id_18(cells('id'))}"
    happened.named(f"member:{campaign}:{about.external_id}", FactKind.campaign_joined, created, **where)
    responded = context.moment(cells, "responded_at")
    if responded is None and cells.yes("responded"):
        responded = context.moment(cells, "changed") or created
    if responded:
        natural = f"member:{campaign}:{about.external_id}:responded"
        happened.named(natural, FactKind.campaign_responded, responded, **where)
    return Said((), tuple(happened.facts))


CAMPAIGN = Object(
    "campaign",
    "a campaign's name",
    columns("""
        id: Id | Campaign ID
        name: Name | Campaign Name
        type: Type | Campaign Type
        status: Status
        start: StartDate | Start Date
        end: EndDate | End Date
        budget: BudgetedCost | Budgeted Cost
        cost: ActualCost | Actual Cost
        sent: NumberSent | Num Sent
        responses: NumberOfResponses | Responses in Campaign
        parent: ParentId
        active: IsActive | Active
        owner: OwnerId | Campaign Owner
        created: CreatedDate
        modified: SystemModstamp | LastModifiedDate
        deleted: IsDeleted
    """),
    needs("id", "name", "budget | cost | sent | responses"),
    read_campaign,
    dates=frozenset({"modified"}),
)
MEMBER = Object(
    "campaign_member",
    "campaign_joined, and campaign_responded where HasResponded or a response date says so",
    columns("""
        id: Id | Campaign Member ID
        campaign: CampaignId | Campaign ID
        lead: LeadId | Lead ID
        contact: ContactId | Contact ID
        either: LeadOrContactId
        status: Status | Member Status
        responded: HasResponded | Responded
        responded_at: FirstRespondedDate | First Responded Date
        created: CreatedDate | Created Date | Member First Associated Date
        changed: LastModifiedDate | SystemModstamp
        type: Campaign Type
        deleted: IsDeleted
    """),
    needs("campaign", "lead | contact", "created", "responded | responded_at | status"),
    read_member,
    never("StageName | Label"),
    None,
    frozenset({"created", "responded_at", "changed"}),
)
MEMBER_STATUS = Object(
    "campaign_member_status",
    "known and not needed: each member says itself whether it responded",
    columns(
        "id: Id\ncampaign: CampaignId\nlabel: Label\nresponded: HasResponded\ndefault: IsDefault\n"
        "order: SortOrder"
    ),
    needs("campaign", "label", "default | order"),
)
OBJECTS = (CAMPAIGN, MEMBER, MEMBER_STATUS)
