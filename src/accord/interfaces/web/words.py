"""Roles and teams as people say them; names and sentences of the rooms below in the reader's language."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.vocabulary.said import Said

_SHORT = re.compile(r"(?<![\w/.])(mql|sal|sql|sdr|sdrs|ae|aes|icp|crm|kpi|kpis|sla|utm)(?![\w/.])", re.I)

ROLES: dict[str, Promise] = {
    "marketing": _("marketing"),
    "rep": _("sales rep"),
    "manager": _("sales manager"),
    "viewer": _("viewer"),
    "ops": _("operations"),
    "integration": _("integration"),
}
TEAMS: dict[str, Promise] = {
    "marketing": _("marketing"),
    "sales": _("sales"),
    "success": _("success"),
    "buyer": _("buyer"),
    "system": _("system"),
}
STATES: dict[str, Promise] = {
    "kept": _("not read yet"),
    "waiting": _("waiting for the reader"),
    "running": _("being read"),
    "tried": _("tried: this is what would happen"),
    "done": _("read to the end"),
    "cancelled": _("stopped"),
    "failed": _("could not be read"),
    "polled": _("read step by step"),
    "open": _("open"),
    "won": _("won"),
    "lost": _("lost"),
    "returned": _("returned to marketing"),
    "recycled": _("back to nurture"),
    "disqualified": _("disqualified"),
    "churned": _("a customer who left"),
}
PURPOSES: dict[str, Promise] = {
    "marketing": _("messages of marketing"),
    "sales": _("a rep writes or calls"),
    "open_measurement": _("measuring what is opened"),
    "click_measurement": _("measuring what is clicked"),
    "web_tracking": _("tracking on the website"),
    "profiling": _("a score of the person"),
}
MEDIA: dict[str, Promise] = {
    "any": _("by any way"),
    "email": _("by e-mail"),
    "phone": _("by telephone"),
    "web": _("on the website"),
    "post": _("by post"),
}
SAID: dict[str, Promise] = {
    "granted": _("agreed"),
    "denied": _("said no"),
    "withdrawn": _("took it back"),
    "objected": _("objected"),
}
ORIGINS: dict[str, Promise] = {
    "person": _("their own word"),
    "colleague": _("recorded by a colleague"),
    "system": _("as another system says"),
}
KINDS: dict[str, Promise] = {
    "page_view": _("visited the website"),
    "pricing_page": _("looked at prices"),
    "case_study": _("read a case study"),
    "content_download": _("downloaded content"),
    "form_submitted": _("filled in a form"),
    "demo_request": _("asked for a demo"),
    "pricing_request": _("asked for a price"),
    "contact_request": _("asked to be contacted"),
    "chat_message": _("wrote in the chat"),
    "email_click": _("clicked in an e-mail"),
    "email_open": _("opened an e-mail"),
    "email_reply": _("replied to an e-mail"),
    "webinar_registered": _("registered for a webinar"),
    "webinar_attended": _("attended a webinar"),
    "event_conversation": _("spoke with us at an event"),
    "ad_click": _("clicked an ad"),
    "meeting_booked": _("booked a meeting"),
    "unsubscribed": _("unsubscribed"),
    "complained": _("complained"),
    "sales_email_reply": _("replied to sales"),
    "call_received": _("called us"),
    "negative_reply": _("replied no"),
    "claimed": _("asked, as a page says: not confirmed"),
    "email_sent": _("e-mail sent"),
    "email_delivered": _("e-mail delivered"),
    "email_bounced": _("e-mail bounced"),
    "campaign_joined": _("put into a campaign"),
    "campaign_responded": _("responded to a campaign"),
    "call_attempted": _("call attempted"),
    "call_connected": _("call connected"),
    "sales_email_sent": _("e-mail by a person"),
    "sequence_email_sent": _("automatic step of a sequence"),
    "meeting_held": _("meeting held"),
    "conversation": _("conversation"),
    "note": _("note"),
    "task": _("task"),
    "buyer_away": _("out of office: an automatic reply"),
    "account_qualified": _("the account qualified"),
}


# Names of systems as their makers write them; any other source is called what whoever brought it called it.
SYSTEMS = {
    "hubspot": "HubSpot",
    "salesforce": "Salesforce",
    "marketo": "Marketo",
    "google_ads": "Google Ads",
    "linkedin_ads": "LinkedIn Ads",
    "facebook_ads": "Facebook Ads",
    "crm": "CRM",
}


def source_name(source: str) -> str:
    """A source as people say it.

    >>> source_name("linkedin_ads"), source_name("trade_fair")
    ('LinkedIn Ads', 'trade_fair')
    """
    return SYSTEMS.get(source, source)


def translated(text: str) -> str:
    """A sentence of a room below in the reader's language, its values filled in again."""
    if isinstance(text, Said):
        values = {k: translated(v) if isinstance(v, str) else v for k, v in text.values.items()}
        values |= {"source": source_name(str(values["source"]))} if "source" in values else {}
        return gettext(text.words) % values
    return gettext(text) if text else ""


def proper(text: str) -> str:
    """Abbreviations as people write them: MQL, SDRs.

    >>> proper("mql to sdrs")
    'MQL to SDRs'
    """
    return _SHORT.sub(
        lambda m: m[0].upper().removesuffix("S") + "s" * (m[0][-1] in "sS" and len(m[0]) > 2), text
    )
