"""Salesforce opportunities, their history, the people in them, and what hangs on them."""

from datetime import datetime
from typing import Any

from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.happenings import Happenings, in_order
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear
from accord.connectors.salesforce.common import need_id, origin, ref_of
from accord.connectors.salesforce.statuses import STAGE
from accord.vocabulary.deal_types import deal_type_of
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind
from accord.vocabulary.heard import words_said
from accord.vocabulary.ids import salesforce_id_18
from accord.vocabulary.people import actor_of
from accord.vocabulary.status import StatusType


def stage_type(cells: Cells, context: Context) -> StatusType | None:
    """What a stage means: the flags IsWon and IsClosed decide; without them the table."""
    if cells.yes("won"):
        return StatusType.won
    if cells.yes("closed"):
        return StatusType.lost
    found = context.statuses[STAGE].find(cells("stage"))
    if found in (None, StatusType.won, StatusType.lost) and cells("closed"):
        return StatusType.ongoing  # said to be not closed: whatever the label, it is being worked on
    return found


def unknown_stage(cells: Cells, context: Context) -> str:
    """The stage of a row when neither flags nor table know it."""
    text = cells("stage")
    return text if text and not cells.yes("deleted") and stage_type(cells, context) is None else ""


def read_opportunity(cells: Cells, context: Context) -> Said:
    """An opportunity: created, stage, amount, won or lost on its close date."""
    ref = context.ref(RecordKind.deal, need_id(cells))
    people = [
        row[1]
        for row in context.beside.find("opportunity_contact_role", "deal", ref.external_id, ("contact",))
    ]
    record = RecordDraft(
        ref,
        cells.kept(),
        context.moment(cells, "modified"),
        name=clear(cells("name")),
        belongs_to=ref_of(cells, context, "account", RecordKind.company),
        people=tuple(
            context.ref(RecordKind.person, salesforce_id_18(one)) for one in dict.fromkeys(people) if one
        ),
        deleted=cells.yes("deleted"),
        words=words_said(lost_reason=clear(cells("lost_reason")), competitor=clear(cells("competitor"))),
    )
    if record.deleted:
        return Said((record._replace(words=()),))
    happened = Happenings(ref)
    created = context.moment(cells, "created")
    as_of = context.moment(cells, "changed") or created
    kind = stage_type(cells, context)
    ended = context.moment(cells, "closed_at") or as_of
    if kind in (StatusType.won, StatusType.lost):
        created, ended = in_order(created, ended)
    where = origin(cells) | ({"campaign": salesforce_id_18(cells("campaign"))} if cells("campaign") else {})
    happened.once(FactKind.deal_created, created, item=f"deal:{ref.external_id}:began", **where)
    happened.attribute("deal_type", str(deal_type_of(cells("type")) or ""), created or as_of)
    happened.attribute("contract_end", cells("term_ends"), as_of)
    if cells("owner"):
        happened.at(FactKind.owner_assigned, as_of, actor=actor_of(salesforce_id_18(cells("owner"))))
    money = _money(cells, context, happened, as_of)
    if kind and cells("stage"):
        happened.at(
            FactKind.deal_stage,
            context.moment(cells, "stage_since") or as_of,
            value=f"{kind}:{cells('stage')}",
        )
    if kind is StatusType.won:
        happened.at(FactKind.deal_won, ended, **money)
    elif kind is StatusType.lost:
        happened.at(FactKind.deal_lost, ended, **money)
    return Said((record,), tuple(happened.facts))


def _money(cells: Cells, context: Context, happened: Happenings, as_of: datetime | None) -> dict[str, Any]:
    currency = context.currency_of(cells)
    amount = context.amount(cells, "amount", currency)
    if amount is None:
        return {}
    money: dict[str, Any] = {"amount": amount, "currency": currency}
    happened.at(FactKind.deal_amount, as_of, key=f"{amount}{currency}", **money)
    return money


def read_history(cells: Cells, context: Context) -> Said:
    """One line of an opportunity's history: its stage and amount since that day."""
    if cells.yes("deleted"):
        return Said(skipped="deleted in Salesforce")
    happened = Happenings(context.ref(RecordKind.deal, need_id(cells, "deal")))
    when = context.need_moment(cells, "since", "created")
    kind = stage_type(cells, context)
    if kind:
        happened.at(FactKind.deal_stage, when, value=f"{kind}:{cells('stage')}")
    _money(cells, context, happened, when)
    return Said((), tuple(happened.facts))


def read_contact_role(cells: Cells, context: Context) -> Said:
    """A person of an opportunity."""
    if cells.yes("deleted"):
        return Said(skipped="deleted in Salesforce")
    deal = context.ref(RecordKind.deal, need_id(cells, "deal"))
    return Said((RecordDraft(deal, {}, people=(context.ref(RecordKind.person, need_id(cells, "contact")),)),))


_STAGE = """
    stage: StageName | Stage
    won: IsWon | Won
    closed: IsClosed | Closed
    amount: Amount
    currency: CurrencyIsoCode | Amount Currency | Opportunity Currency
    closed_at: CloseDate | Close Date
    deleted: IsDeleted | Deleted | _fivetran_deleted
"""
OPPORTUNITY = Object(
    "opportunity",
    "a deal of an account; deal_created, deal_stage, deal_amount, owner_assigned, attributes deal_type and "
    "contract_end, deal_won or deal_lost on the close date; why it was lost and the competitor, as topics",
    columns(
        """
        id: Id | Opportunity ID
        name: Name | Opportunity Name
        account: AccountId | Account ID
        stage_since: LastStageChangeDate | Last Stage Change Date
        owner: OwnerId | Opportunity Owner ID | Opportunity Owner
        created: CreatedDate | Created Date
        modified: SystemModstamp | LastModifiedDate | Last Modified Date
        changed: LastModifiedDate | SystemModstamp | Last Modified Date
        source: LeadSource | Lead Source
        campaign: CampaignId | Primary Campaign Source ID
        probability: Probability | Probability (%)
        forecast: ForecastCategory | ForecastCategoryName | Forecast Category
        type: Type
        term_ends: Contract End Date | ContractEndDate__c | Contract_End_Date__c
        lost_reason: Loss_Reason__c | Loss Reason | LossReason__c | Lost_Reason__c | Lost Reason | LostReason__c
        lost_reason: Closed_Lost_Reason__c | Closed Lost Reason | Reason_Lost__c | Reason Lost
        competitor: MainCompetitors__c | Main Competitor(s) | Competitor__c | Competitor | Competitors__c
        competitor: Primary_Competitor__c | Primary Competitor | Lost_To__c | Lost To
        """
        + _STAGE
    ),
    needs("id", "stage", "name", "closed_at | won | amount"),
    read_opportunity,
    never("ERROR | _fivetran_start | dealname | Record ID"),
    unknown_stage,
    frozenset({"created", "modified", "changed", "closed_at", "stage_since"}),
    sure=frozenset({"won", "closed", "forecast", "account", "owner", "modified"}),
)
HISTORY = Object(
    "opportunity_history",
    "deal_stage and deal_amount, each since its day",
    columns(
        "deal: OpportunityId | Opportunity ID | Id\nsince: _fivetran_start\ncreated: CreatedDate | "
        "Created Date" + _STAGE
    ),
    needs("deal", "stage", "since | created"),
    read_history,
    never("ERROR | Opportunity Name | OldValue"),
    unknown_stage,
    frozenset({"since", "created"}),
)
ROLE = Object(
    "opportunity_contact_role",
    "a person of a deal",
    columns("""
        id: Id
        deal: OpportunityId | Opportunity ID
        contact: ContactId | Contact ID
        role: Role
        primary: IsPrimary | Primary
        created: CreatedDate
        deleted: IsDeleted
    """),
    needs("deal", "contact", "role | primary"),
    read_contact_role,
)


def _known(name: str, why: str, text: str, *needed: str, without: str = "") -> Object:
    found = columns("\n".join(f"{word}: {word}" for word in text.split()))
    return Object(name, why, found, needs(*needed), never=never(without) if without else frozenset())


NOT_TAKEN = (
    _known(
        "opportunity_line_item",
        "not taken: the opportunity's amount is their sum, and counting both would count money twice",
        "Id OpportunityId PricebookEntryId Product2Id ProductCode Quantity UnitPrice ListPrice "
        "TotalPrice Discount ServiceDate",
        "OpportunityId",
        "Quantity",
        "UnitPrice",
    ),
    _known(
        "order",
        "not taken: an order is a commitment, not revenue booked; import invoices as revenue with a mapping",
        "Id AccountId ContractId EffectiveDate OrderNumber Status TotalAmount ActivatedDate Type OwnerId",
        "OrderNumber",
        "EffectiveDate",
    ),
    _known(
        "product",
        "not taken: the price list",
        "Id Name ProductCode Family IsActive StockKeepingUnit Description",
        "ProductCode",
        "Family",
        "IsActive",
        without="OpportunityId",
    ),
    _known(
        "dataloader_error",
        "not taken: rows that Data Loader could not write; Salesforce does not hold them",
        "Id Name Error StageName Amount CloseDate AccountId",
        "Error",
        "Id",
    ),
)
OBJECTS = (OPPORTUNITY, HISTORY, ROLE, *NOT_TAKEN)
