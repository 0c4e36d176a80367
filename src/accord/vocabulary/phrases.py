"""The words for what can happen: one table from phrase to fact kinds, for rules, clocks and screens.

Phrases are compared after `plain`: lower case, "e-mail" as "email", no articles, no "first".
"""

import re
from types import MappingProxyType

from accord.vocabulary.facts import GENUINE_ATTEMPTS, HUMAN_BUYER_TOUCHES, TOUCHES, FactKind

K = FactKind

_PHRASES: dict[str, frozenset[FactKind]] = {
    # the buyer
    "human touch": HUMAN_BUYER_TOUCHES,
    "touch": TOUCHES,
    "page view": frozenset({K.page_view}),
    "website visit": frozenset({K.page_view, K.pricing_page, K.case_study}),
    "pricing page": frozenset({K.pricing_page}),
    "case study": frozenset({K.case_study}),
    "content download": frozenset({K.content_download}),
    "form": frozenset({K.form_submitted}),
    "form submitted": frozenset({K.form_submitted}),
    "demo request": frozenset({K.demo_request}),
    "pricing request": frozenset({K.pricing_request}),
    "contact us": frozenset({K.contact_request}),
    "contact request": frozenset({K.contact_request}),
    "chat message": frozenset({K.chat_message}),
    "email click": frozenset({K.email_click}),
    "human click": frozenset({K.email_click, K.ad_click}),
    "replied": frozenset({K.email_reply, K.sales_email_reply}),
    "reply": frozenset({K.email_reply, K.sales_email_reply}),
    "webinar registered": frozenset({K.webinar_registered}),
    "webinar attended": frozenset({K.webinar_attended}),
    "spoke with us at event": frozenset({K.event_conversation}),
    "event conversation": frozenset({K.event_conversation}),
    "ad click": frozenset({K.ad_click}),
    "meeting booked": frozenset({K.meeting_booked}),
    "booked meeting": frozenset({K.meeting_booked}),
    "meeting booked by buyer": frozenset({K.meeting_booked}),
    "call received": frozenset({K.call_received}),
    "unsubscribed": frozenset({K.unsubscribed}),
    "complained": frozenset({K.complained}),
    "complaint": frozenset({K.complained}),
    "negative reply": frozenset({K.negative_reply}),
    "opted out": frozenset({K.opted_out, K.unsubscribed}),
    # marketing
    "email sent": frozenset({K.email_sent}),
    "email delivered": frozenset({K.email_delivered}),
    "bounce": frozenset({K.email_bounced}),
    "campaign joined": frozenset({K.campaign_joined}),
    "campaign responded": frozenset({K.campaign_responded}),
    # sales
    "genuine attempt": GENUINE_ATTEMPTS,
    "call attempted": frozenset({K.call_attempted, K.call_connected}),
    "call attempted by person": frozenset({K.call_attempted, K.call_connected}),
    "call connected": frozenset({K.call_connected}),
    "sales email sent": frozenset({K.sales_email_sent}),
    "email sent by person": frozenset({K.sales_email_sent}),
    "automatic reply": frozenset(),  # a machine hit of a reply: never a fact of its own
    "automatic step of sequence": frozenset({K.sequence_email_sent}),
    "meeting held": frozenset({K.meeting_held}),
    "conversation": frozenset({K.conversation, K.call_connected, K.meeting_held}),
    "two-way conversation": frozenset(
        {K.conversation, K.call_connected, K.meeting_held, K.sales_email_reply, K.call_received}
    ),
    # what systems say
    "record created": frozenset({K.record_created}),
    "known person": frozenset({K.record_created, K.work_address_known, K.form_submitted}),
    "known person with work address": frozenset({K.work_address_known}),
    "work address": frozenset({K.work_address_known}),
    "buyer away": frozenset({K.buyer_away}),
    "out of office": frozenset({K.buyer_away}),
    "status change": frozenset({K.lead_status, K.lifecycle_stage}),
    "owner assigned": frozenset({K.owner_assigned}),
    "converted": frozenset({K.converted}),
    # what people did with a lead
    "accepted": frozenset({K.accepted}),
    "returned": frozenset({K.returned}),
    "recycled": frozenset({K.recycled}),
    "disqualified": frozenset({K.disqualified}),
    "need": frozenset({K.need_confirmed}),
    "need confirmed": frozenset({K.need_confirmed}),
    # deals
    "opportunity": frozenset({K.deal_created}),
    "open opportunity": frozenset({K.deal_created}),
    "opportunity created": frozenset({K.deal_created}),
    "opportunity with amount": frozenset({K.deal_amount}),
    "opportunity with amount and date": frozenset({K.deal_amount}),
    "opportunity stage": frozenset({K.deal_stage}),
    "opportunity closed won": frozenset({K.deal_won}),
    "opportunity closed lost": frozenset({K.deal_lost}),
    "won": frozenset({K.deal_won}),
    "lost": frozenset({K.deal_lost}),
    "revenue": frozenset({K.revenue}),
    "go-live date": frozenset({K.went_live}),
    "went live": frozenset({K.went_live}),
    "renewal won": frozenset({K.renewal_won}),
    "renewal lost": frozenset({K.renewal_lost}),
}

PHRASES = MappingProxyType(_PHRASES)

# What bars a lead by what it is, not by what it did: attribute and value.
_TRAITS: dict[str, tuple[str, str]] = {
    "competitor": ("relation", "competitor"),
    "supplier": ("relation", "supplier"),
    "partner": ("relation", "partner"),
    "customer": ("relation", "customer"),
    "reseller": ("relation", "reseller"),
    "student": ("role", "student"),
    "job seeker": ("role", "job seeker"),
    "press": ("role", "press"),
}
TRAITS = MappingProxyType(_TRAITS)


def plain(text: str) -> str:
    """A phrase as the table spells it: `A first e-mail Click` is `email click`."""
    text = re.sub(r"\s+", " ", text.casefold().replace("e-mail", "email")).strip()
    return re.sub(r"(?<![\w-])(?:an?|the|first|either way)(?![\w-]) ?", "", text).strip()


def find_kinds(phrase: str) -> frozenset[FactKind] | None:
    """The fact kinds a phrase means, None when the table does not know it."""
    said = plain(phrase)
    for each in (said, said.removesuffix("s"), said.replace("-", " ")):
        if each in PHRASES:
            return PHRASES[each]
    return None
