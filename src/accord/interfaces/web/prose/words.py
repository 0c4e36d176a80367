"""Titles of the agreement's parts, and in one sentence what each is for."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: dict[str, tuple[Promise, Promise]] = {
    "agreement": (
        _("This agreement"),
        _("What it is called, from when it holds, and when it is looked at again."),
    ),
    "on_expiry": (_("When it expires"), _("An expired agreement never silently stops the clocks.")),
    "applies_to": (_("Leads under way"), _("Which leads a new version judges.")),
    "mode": (_("How firmly each clause acts"), _("Observe, then remind, then enforce.")),
    "signed_by": (_("Who signs"), _("Two teams bind themselves; others sign what is theirs.")),
    "amend": (_("How it is changed"), _("Notice, and what an emergency allows.")),
    "reporting": (
        _("Zone and currency of the numbers"),
        _("So that a day and an amount mean the same to both."),
    ),
    "act_within": (
        _("How late a fact may arrive and still be acted on"),
        _("Later facts are measured only."),
    ),
    "systems": (_("Which system is master of what"), _("One writer for each field.")),
    "calendars": (_("Working time"), _("Promised hours count in these.")),
    "stages": (
        _("The journey"),
        _("The last stage whose entry holds is the stage. The line is the hand-off."),
    ),
    "handoffs": (_("The hand-offs"), _("Each has its own document, clock and outcome.")),
    "route": (_("Who gets a lead"), _("The first that fits; it never ends with nobody.")),
    "target_accounts": (_("Target accounts"), _("Chosen together, with two names on each.")),
    "qualified_lead": (_("What a qualified lead is"), _("Who they are and what they did, never one sum.")),
    "marketing_promises": (
        _("What marketing promises"),
        _("Sales signs because marketing is on the clock too."),
    ),
    "sales_promises": (_("What sales promises"), _("Marketing signs because follow-up is measured.")),
    "if_broken": (_("If a promise is broken"), _("A promise without a consequence is a preference.")),
    "clock": (_("The clock"), _("When it starts, what stops it, and who is told.")),
    "outcomes": (_("What can become of a lead"), _("Every lead ends in one of these, with a reason.")),
    "contact_policy": (
        _("Who may write to whom"),
        _("Law first, then sales in conversation, then marketing."),
    ),
    "campaigns": (_("Campaigns"), _("Planned together, signed off before they go.")),
    "pulse": (_("The first hour of a campaign"), _("When a person decides to ramp up, hold or halt.")),
    "content": (_("Content"), _("Used means: with a buyer.")),
    "messages": (_("What we say"), _("One row for each segment and stage; retired words are pointed out.")),
    "count": (_("What the words count"), _("Lead, conversion, sourced, influenced: said once.")),
    "attribution": (_("Attribution"), _("Credit is for learning.")),
    "budget": (_("Budget"), _("What counts as cost; moves need both.")),
    "kpis": (_("The five joint numbers"), _("One target for both teams.")),
    "hearing": (_("What sales hears"), _("When a topic is more than noise.")),
    "retention": (_("After the sale"), _("Keeping customers is a promise too.")),
    "rewards": (_("What is rewarded"), _("Stated because the survey asks.")),
    "survey": (_("What both teams are asked"), _("Each question has a measured twin.")),
    "rhythm": (_("When we meet"), _("Held or not held is measured too.")),
    "people_data": (_("People's data"), _("Whose figures are seen by whom.")),
    "cutover": (_("The first day"), _("What happens to leads that are open already.")),
}
OWNERS = {"marketing_promises": "marketing", "sales_promises": "sales"}
