"""Words of the pages of campaigns."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.agreement.contact import Why
from accord.campaigns.shapes import Campaign
from accord.vocabulary.campaigns import Bar, CampaignStanding
from accord.vocabulary.waves import Fate, Left

register = template.Library()
_STANDING: Mapping[str, Promise] = {
    CampaignStanding.planned: _("planned"),
    CampaignStanding.waiting: _("waits for sales"),
    CampaignStanding.signed: _("signed"),
    CampaignStanding.voided: _("changed since it was signed"),
    CampaignStanding.refused: _("refused"),
    CampaignStanding.unanswered: _("not answered: not sent"),
    CampaignStanding.cancelled: _("called off"),
}
_BARS: Mapping[str, Promise] = {
    Bar.no_agreement: _("no agreement is signed"),
    Bar.cancelled: _("it is called off"),
    Bar.unsigned: _("sales has not signed it"),
    Bar.changed: _("it changed after sales signed it"),
    Bar.other_content: _("what would be sent is not what stands here"),
    Bar.refused: _("sales refused it"),
    Bar.one_signature: _("an emergency that one side alone signed"),
    Bar.same_person: _("one person signed for both sides"),
    Bar.early: _("its start is still to come"),
    Bar.over: _("it is over"),
}


@register.filter
def standing_word(standing: str) -> str:
    """How a campaign stands, in words."""
    return str(_STANDING[standing])


@register.filter
def campaign_bar(bar: str) -> str:
    """Why one may not start, in words."""
    return str(_BARS[bar])


@register.filter
def campaign_owners(one: Campaign) -> list[tuple[str, str]]:
    """Its two owners: the team, and the person as acts call them."""
    return [
        ("marketing", f"user:{one.plan.marketing_owner}"),
        ("sales", f"user:{one.plan.sales_owner}"),
    ]


@register.filter
def actor_name(names: Mapping[str, str], user: int) -> str:
    """The name of a user among those of a page."""
    return names.get(f"user:{user}", "")


_FATES: Mapping[str, Promise] = {
    Fate.waiting: _("waits for its time"),
    Fate.sending: _("on its way"),
    Fate.sent: _("taken by the mail server"),
    Fate.bounced: _("no such mailbox"),
    Fate.refused: _("refused by the mail server"),
    Fate.unknown: _("nobody knows whether it left"),
    Fate.excluded: _("not written to"),
    Fate.held_out: _("held out"),
    Fate.dropped: _("the wave ended before it left"),
}
_LEFT: Mapping[str, Promise] = {
    Left.no_address: _("no e-mail address is known"),
    Left.bounced_before: _("an earlier letter came back: no such mailbox"),
    Left.account_pulled: _("the company's owner took it out"),
    Left.got_it: _("another record of the person got it"),
    Left.gone: _("nobody any more: erased, or merged away"),
    Left.too_late: _("what speaks against it ends after the campaign"),
    Why.refused: _("they said no"),
    Why.conversation: _("sales is in conversation with them"),
    Why.open_deal: _("an opportunity is open, and its owner did not approve"),
    Why.complaint: _("their complaint is open"),
    Why.renewal: _("their renewal is near"),
    Why.person_cap: _("as many letters as the person may get"),
    Why.account_cap: _("as many letters as the company may get"),
    Why.slot_taken: _("somebody else has the slot"),
    Why.quiet_hours: _("their night"),
    Why.weekend: _("their weekend"),
}


@register.filter
def letter_fate(fate: str) -> str:
    """What became of a letter, in words."""
    return str(_FATES[fate])


@register.filter
def left_out(why: str) -> str:
    """Why somebody is not written to, in words."""
    return str(_LEFT.get(why, why))


@register.filter
def wave_why(why: str) -> str:
    """Why a wave is held: a bar in words, else what somebody said."""
    return str(_BARS.get(why, why))
