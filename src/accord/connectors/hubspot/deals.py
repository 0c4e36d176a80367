"""HubSpot deals, their stages over time, and the tables that link deals with people,
companies and one another.
"""

from typing import Any

from accord.connectors.hubspot.statuses import DEAL_STAGE
from accord.connectors.objects.crm import crm_ref
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.happenings import Happenings, in_order
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.statuses import is_hashed
from accord.connectors.objects.values import clear, ids
from accord.vocabulary.channels import channel_of
from accord.vocabulary.deal_types import deal_type_of
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind, Ref
from accord.vocabulary.heard import words_said
from accord.vocabulary.people import actor_of
from accord.vocabulary.status import StatusType


def find_stage_type(cells: Cells, context: Context) -> StatusType | None:
    """What a deal's stage means: its closed flags, else what `type_of_stage` says."""
    if cells.yes("won"):
        return StatusType.won
    return StatusType.lost if cells.yes("closed") else type_of_stage(cells("stage"), context)


def type_of_stage(text: str, context: Context) -> StatusType | None:
    """What a stage means, by the tables, else the pipeline beside; else None.

    A stage that was replaced by a digest, and that no pipeline explains, is open.
    """
    stages = context.statuses[DEAL_STAGE]
    found = None if is_hashed(text) else stages.find(text)
    if found:
        return found
    if context.beside.has("deal_pipeline_stage"):
        _, won, closed = context.beside.first(
            "deal_pipeline_stage", "stage", text, ("stage", "won", "closed")
        )
        if won or closed:
            yes = won.casefold() == "true", closed.casefold() == "true"
            return StatusType.won if yes[0] else StatusType.lost if yes[1] else StatusType.ongoing
    return stages.find(text)


def read_deal(cells: Cells, context: Context) -> Said:
    """A deal: created, stage, amount, won or lost;
    its people and company from the row or the link tables beside.
    """
    ref = context.ref(RecordKind.deal, cells.need("id"))
    modified = context.moment(cells, "modified")
    company = _linked(cells("company_ids"), context, "deal_company", ref, "company")
    record = RecordDraft(
        ref,
        cells.kept(),
        modified,
        name=clear(cells("name")),
        belongs_to=context.ref(RecordKind.company, company[0]) if company else None,
        same_as=crm_ref(context, RecordKind.deal, cells("crm_deal")),
        people=tuple(
            context.ref(RecordKind.person, one)
            for one in _linked(cells("contact_ids"), context, "deal_contact", ref, "contact")
        ),
        merged=tuple(
            context.ref(RecordKind.deal, one) for one in ids(cells("merged")) if one != ref.external_id
        ),
        deleted=cells.yes("deleted"),
        words=words_said(lost_reason=clear(cells("lost_reason")), competitor=clear(cells("competitor"))),
    )
    if record.deleted:
        return Said((record._replace(words=()),))
    return Said((record,), tuple(_deal_facts(cells, context, ref).facts))


def _linked(cell: str, context: Context, table: str, deal: Ref, wanted: str) -> list[str]:
    own = list(ids(cell))
    return own or [
        row[1] for row in context.beside.find(table, "deal", deal.external_id, (wanted,)) if row[1]
    ]


def _deal_facts(cells: Cells, context: Context, ref: Ref) -> Happenings:
    happened = Happenings(ref)
    created = context.moment(cells, "created")
    as_of = context.moment(cells, "modified") or created
    currency = context.currency_of(cells)
    amount = context.amount(cells, "amount", currency)
    money: dict[str, Any] = {} if amount is None else {"amount": amount, "currency": currency}
    kind = (find_stage_type(cells, context) or StatusType.open) if cells("stage") else StatusType.open
    ended = context.moment(cells, "closed_at") or as_of
    if kind in (StatusType.won, StatusType.lost):
        created, ended = in_order(created, ended)
    began = f"deal:{ref.external_id}:began"
    happened.once(FactKind.deal_created, created, channel=channel_of(cells("source")), item=began)
    if money:
        happened.at(FactKind.deal_amount, as_of, key=f"{amount}{currency}", **money)
    happened.attribute("deal_type", str(deal_type_of(cells("type")) or ""), created or as_of)
    happened.attribute("contract_end", cells("term_ends"), as_of)
    if cells("owner"):
        happened.at(
            FactKind.owner_assigned,
            context.moment(cells, "owner_since") or as_of,
            actor=actor_of(cells("owner")),
        )
    if not cells("stage"):
        return happened
    happened.at(
        FactKind.deal_stage, context.moment(cells, "stage_since") or as_of, value=f"{kind}:{cells('stage')}"
    )
    if kind is StatusType.won:
        happened.at(FactKind.deal_won, ended, **money)
    elif kind is StatusType.lost:
        happened.at(FactKind.deal_lost, ended, **money)
    return happened


def read_stage(cells: Cells, context: Context) -> Said:
    """One step of a deal through its pipeline, on the day it entered the stage."""
    ref = context.ref(RecordKind.deal, cells.need("id"))
    happened = Happenings(ref)
    kind = find_stage_type(cells, context) or StatusType.open
    happened.at(
        FactKind.deal_stage, context.need_moment(cells, "entered"), value=f"{kind}:{cells.need('stage')}"
    )
    return Said((), tuple(happened.facts))


def unknown_stage(cells: Cells, context: Context) -> str:
    """The stage of a row when neither flags, tables nor the pipeline beside know it."""
    text = cells("stage")
    return text if text and find_stage_type(cells, context) is None else ""


def _stub(context: Context, kind: RecordKind, external_id: str, **links: object) -> Said:
    return Said((RecordDraft(context.ref(kind, external_id), {}, **links),))  # type: ignore[arg-type]


def read_deal_contact(cells: Cells, context: Context) -> Said:
    """A person of a deal."""
    person = context.ref(RecordKind.person, cells.need("contact"))
    return _stub(context, RecordKind.deal, cells.need("deal"), people=(person,))


def read_deal_company(cells: Cells, context: Context) -> Said:
    """The company of a deal."""
    company = context.ref(RecordKind.company, cells.need("company"))
    return _stub(context, RecordKind.deal, cells.need("deal"), belongs_to=company)


def read_merged_deal(cells: Cells, context: Context) -> Said:
    """A deal that HubSpot merged into another."""
    gone = context.ref(RecordKind.deal, cells.need("gone"))
    return _stub(context, RecordKind.deal, cells.need("deal"), merged=(gone,))


def read_merged_contact(cells: Cells, context: Context) -> Said:
    """A contact that HubSpot merged into another."""
    gone = context.ref(RecordKind.person, cells.need("gone"))
    return _stub(context, RecordKind.person, cells.need("kept"), merged=(gone,))


DEAL = Object(
    "deal",
    "a deal with its people and company; deal_created, deal_stage, deal_amount, owner_assigned, "
    "attributes deal_type and contract_end, deal_won or deal_lost; why it was lost and the competitor, as topics",
    columns("""
        id: hs_object_id | dealId | deal_id | id | Record ID | Record ID - Deal | Deal ID
        sign: hs_object_id | deal_id | Record ID | Record ID - Deal | dealname | dealstage | Deal owner
        name: dealname | Deal Name
        stage: dealstage | deal_pipeline_stage_id | Deal Stage
        stage_since: hs_v2_date_entered_current_stage | Date entered current stage
        pipeline: pipeline | deal_pipeline_id | Pipeline
        amount: amount | Amount
        currency: deal_currency_code | Currency
        closed_at: closedate | Close Date
        created: createdate | hs_createdate | Create Date
        modified: hs_lastmodifieddate | lastmodifieddate | Last Modified Date
        owner: hubspot_owner_id | owner_id | Deal owner
        owner_since: hubspot_owner_assigneddate | Owner Assigned Date
        won: hs_is_closed_won | Is Closed Won
        closed: hs_is_closed | Is Deal Closed? | hs_is_closed_lost | Is closed lost
        source: hs_analytics_source | Original Source | Original Traffic Source
        type: dealtype | Deal Type
        term_ends: contract_end_date | Contract End Date
        lost_reason: closed_lost_reason | Closed Lost Reason
        competitor: competitor | Competitor | competitors | main_competitor | Main Competitor | Primary Competitor
        contact_ids: Associated Contact IDs | Associated Contact ID(s)
        company_ids: Associated Company IDs | Associated Company ID(s) | Primary Associated Company ID
        merged: hs_merged_object_ids | Merged Record IDs
        crm_deal: hs_salesforceopportunityid | salesforceopportunityid | Salesforce Opportunity ID
        deleted: is_deleted | _fivetran_deleted | archived
    """),
    needs("id", "name | stage", "sign", "created | stage | amount"),
    read_deal,
    never("StageName | Stage Name | Stage | ticket_id | _fivetran_start"),
    unknown_stage,
    frozenset({"closed_at", "created", "modified", "owner_since", "stage_since"}),
)

_FLAGS = "won: hs_is_closed_won\nclosed: hs_is_closed"
DEAL_STAGES = Object(
    "deal_stage",
    "deal_stage facts, each on the day the stage was entered",
    columns(
        "id: deal_id\nstage: value | dealstage\nentered: date_entered | _fivetran_start\nsource: source\n"
        + _FLAGS
    ),
    needs("id", "stage", "entered"),
    read_stage,
    never("name | ticket_id"),
    unknown_stage,
    frozenset({"entered"}),
)
PIPELINE_STAGE = Object(
    "deal_pipeline_stage",
    "read beside deals and deal stages: says which stages are won, lost or ongoing",
    columns("""
        stage: stage_id | stageId
        label: label
        pipeline: pipeline_id
        won: closed_won
        closed: is_closed
        probability: probability
        order: display_order
    """),
    needs("stage", "pipeline", "won"),
)
PIPELINE = Object(
    "deal_pipeline",
    "known and not needed: the pipelines' names",
    columns(
        "pipeline: pipeline_id\nlabel: label\norder: display_order\nactive: active\ncreated: "
        "created_at\nupdated: updated_at"
    ),
    needs("pipeline", "label", "active"),
    never=never("stage_id | object_type_id"),
)
DEAL_CONTACT = Object(
    "deal_contact",
    "a person of a deal",
    columns("deal: deal_id\ncontact: contact_id\ntype: type_id\ncategory: category"),
    needs("deal", "contact"),
    read_deal_contact,
)
DEAL_COMPANY = Object(
    "deal_company",
    "the company of a deal",
    columns("deal: deal_id\ncompany: company_id\ntype: type_id\ncategory: category"),
    needs("deal", "company"),
    read_deal_company,
)
MERGED_DEAL = Object(
    "merged_deal",
    "a deal merged into another: the older id leads to the newer",
    columns("deal: deal_id\ngone: merged_deal_id"),
    needs("deal", "gone"),
    read_merged_deal,
)
MERGE_AUDIT = Object(
    "contact_merge_audit",
    "a contact merged into another: the older id leads to the newer",
    columns(
        "kept: canonical_vid | canonical-vid\ngone: vid_to_merge | vid-to-merge\nwhen: timestamp\n"
        "moved: num_properties_moved"
    ),
    needs("kept", "gone"),
    read_merged_contact,
)
OBJECTS = (
    DEAL,
    DEAL_STAGES,
    PIPELINE_STAGE,
    PIPELINE,
    DEAL_CONTACT,
    DEAL_COMPANY,
    MERGED_DEAL,
    MERGE_AUDIT,
)
