"""What a campaign needs by the agreement: each line with its clause, and whether it holds. Pure."""

from accord.agreement.campaigning import CLAUSE, SIGN_OFF
from accord.agreement.first_hour import first_hour_of
from accord.agreement.shape import Document
from accord.campaigns.pulse.take_in import CONTROL
from accord.campaigns.shapes import Campaign, Plan
from accord.reporting.campaigns.shapes import Item, NoticeToReps, Reached
from accord.vocabulary.campaigns import CampaignStanding
from accord.vocabulary.money import Money
from accord.vocabulary.said import said


def checklist_of(
    campaign: Campaign, document: Document | None, reached: Reached, notice: NoticeToReps
) -> tuple[Item, ...]:
    """Every line in the order in which it comes up; what the agreement says nothing of is left out."""
    plan = campaign.plan
    items = [
        Item("an owner of each team", f"{CLAUSE}.plan", bool(plan.marketing_owner and plan.sales_owner)),
        Item("a goal and a target rate", CLAUSE, bool(plan.goal and plan.target_share is not None)),
        Item(
            "content in every arm",
            CLAUSE,
            all(bool(arm.subject or arm.body or arm.asset) for arm in plan.arms),
        ),
        Item("somebody gets it", CLAUSE, reached.gets_it > 0),
    ]
    if document is not None:
        items += [*_large_enough(document, reached), *_control(document, plan)]
        items += [*_within_budget(document, plan), *_words(document, plan)]
    if notice.promised:
        items.append(Item("reps are told in time", notice.clause, not notice.late if notice.due else None))
    items += [
        Item(text, f"{CLAUSE}.checklist", text in plan.checked, by_hand=True)
        for text in (document.campaigns.checklist if document and document.campaigns else ())
    ]
    return (*items, Item("signed by sales", SIGN_OFF, campaign.standing is CampaignStanding.signed))


def _large_enough(document: Document, reached: Reached) -> list[Item]:
    smallest = first_hour_of(document).smallest
    if not smallest:
        return []
    enough = reached.gets_it >= smallest
    note = "" if enough else said("under %(n)s: only a collapse can be seen within the hour", n=smallest)
    return [Item("enough people to judge the first hour", "pulse.too_small_under", enough, note=note)]


def _control(document: Document, plan: Plan) -> list[Item]:
    """The drawn control of what is sent from here: an arm of its name that gets the words that are known."""
    share = first_hour_of(document).control
    if not share or plan.sending is None:
        return []
    percent = sum(arm.percent for arm in plan.arms if arm.name.strip().casefold() == CONTROL)
    note = said(
        "an arm called %(name)s has %(percent)s of the agreed %(agreed)s %%; without it past sends are the measure",
        name=CONTROL, percent=percent, agreed=f"{100 * share:g}",
    )  # fmt: skip
    enough = percent >= 100 * share
    return [
        Item("a control to judge the first hour by", "pulse.control", enough, note="" if enough else note)
    ]


def _within_budget(document: Document, plan: Plan) -> list[Item]:
    if document.budget is None or document.budget.programme is None:
        return []
    whole = Money.of(document.budget.programme, document.agreement.currency).minor
    return [
        Item(
            "a budget within the programme",
            "budget.programme",
            plan.budget is not None and plan.budget <= whole,
        )
    ]


def _words(document: Document, plan: Plan) -> list[Item]:
    """Retired words that stand in an arm."""
    retired = sorted({word for row in document.messages for word in row.not_})
    if not retired:
        return []
    text = " ".join(f"{arm.subject} {arm.body}" for arm in plan.arms).casefold()
    found = [word for word in retired if word.casefold() in text]
    note = said("retired: %(words)s", words=", ".join(found)) if found else ""
    return [Item("no retired words", "messages", not found, note=note)]
