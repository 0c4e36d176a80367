"""HubSpot's e-mail events: one table says what happened to whom; the tables of details are read beside it."""

from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import email
from accord.vocabulary.channels import where_it_led
from accord.vocabulary.facts import Agent, FactDraft, FactKind, RecordDraft, RecordKind
from accord.vocabulary.hits import Evidence, Verdict, block_of
from accord.vocabulary.machines import is_machine

_KINDS = {
    "SENT": FactKind.email_sent,
    "DELIVERED": FactKind.email_delivered,
    "OPEN": FactKind.email_open,
    "CLICK": FactKind.email_click,
    "BOUNCE": FactKind.email_bounced,
    "SPAMREPORT": FactKind.complained,
    "UNSUBSCRIBE": FactKind.unsubscribed,
    "REPLY": FactKind.email_reply,
}
_NOT_TAKEN = {
    "PROCESSED": "handed to the mail server; SENT says that it left",
    "DROPPED": "never left HubSpot",
    "DEFERRED": "the receiver asked to try later",
    "FORWARD": "says nothing of the person's interest that a click would not",
    "PRINT": "says nothing of the person's interest that a click would not",
}


def read_event(cells: Cells, context: Context) -> Said:
    """One event about its recipient. A filtered event, or one by a program, is a machine's."""
    natural = cells.need("id")
    kind_name = cells("type").upper()
    if kind_name == "STATUSCHANGE":
        kind_name = (
            "UNSUBSCRIBE"
            if _detail(cells, context, "status_change", "subscription").upper() == "UNSUBSCRIBED"
            else kind_name
        )
    kind = _KINDS.get(kind_name)
    if kind is None:
        return Said(skipped=f"{kind_name or 'no type'}: {_NOT_TAKEN.get(kind_name, 'no touch of a person')}")
    if cells("obsoleted_by"):
        return Said(skipped="replaced by a later event, as HubSpot says itself")
    person = _recipient(cells, context)
    detail_table = kind_name.lower()
    machine = cells.yes("filtered") or is_machine(_detail(cells, context, detail_table, "user_agent"))
    campaign = cells("campaign")
    fact = FactDraft(
        f"email_event:{natural}",
        person.ref,
        kind,
        context.need_moment(cells, "created"),
        channel="email",
        campaign=campaign,
        asset=where_it_led(_detail(cells, context, "click", "url")) if kind is FactKind.email_click else "",
        value=_detail(cells, context, "bounce", "category").casefold()
        if kind is FactKind.email_bounced
        else "",
        agent=Agent.machine if machine else Agent.human,
        evidence=_evidence(cells, context, machine=cells.yes("filtered"))
        if kind is FactKind.email_click
        else None,
    )
    return Said((person,), (fact,))


def _evidence(cells: Cells, context: Context, *, machine: bool) -> Evidence:
    """Who may stand behind a click, as far as HubSpot tells: network, browser, its own filter."""
    return Evidence(
        block=block_of(_detail(cells, context, "click", "ip_address")),
        user_agent=_detail(cells, context, "click", "user_agent")[:300],
        verdict=Verdict.machine if machine else Verdict.none,
    )


def _recipient(cells: Cells, context: Context) -> RecordDraft:
    """The recipient as a record of their own, known by address; identity joins it to the contact."""
    text = cells.need("recipient")
    return address_record(context, text, email(text))


def address_record(context: Context, text: str, address: str) -> RecordDraft:
    """What HubSpot knows by address alone; `address` is empty where the text is none (a digest)."""
    ref = context.ref(RecordKind.person, f"email:{address}" if address else f"recipient:{text}")
    return RecordDraft(ref, {"recipient": text}, email=address)


def _detail(cells: Cells, context: Context, table: str, key: str) -> str:
    """A detail of the event: of the row itself (as the API gives it), else of the table beside."""
    own = cells(key)
    if own or cells.has(key):
        return own
    return context.beside.first(f"email_event_{table}", "id", cells("id"), (key,))[-1]


EVENT = Object(
    "email_event",
    "email_sent, email_delivered, email_open, email_click, email_bounced, complained, unsubscribed "
    "about the recipient",
    columns("""
        id: id
        type: type
        created: created
        recipient: recipient
        campaign: email_campaign_id | emailCampaignId
        filtered: filtered_event | filteredEvent
        obsoleted_by: obsoleted_by_id | obsoletedBy.id
        sent_by: sent_by_id | sentBy.id
        caused_by: caused_by_id | causedBy.id
        portal: portal_id | portalId
        app: app_id | appId
        user_agent: userAgent | user_agent
        ip_address: ipAddress | ip_address
        url: url
        category: category
        subscription: portalSubscriptionStatus | portal_subscription_status
    """),
    needs("id", "type", "recipient", "campaign | portal | app"),
    read_event,
)

_BESIDE = "read beside email_event, which says when and to whom it happened"


def _details(name: str, text: str, *needed: str, without: str = "") -> Object:
    lines = "\n".join(f"{key}: {key}" for key in text.split())
    found = columns(f"id: id\n{lines}\nsubscription: portal_subscription_status")
    return Object(
        f"email_event_{name}",
        _BESIDE,
        found,
        needs("id", *needed),
        never=never(f"recipient | type | {without}"),
    )


_BROWSER = "browser ip_address location user_agent"
DETAILS = (
    _details("bounce", "category status response", "category", "response"),
    _details("click", f"url referer {_BROWSER}", "url", "referer", "user_agent"),
    _details("open", f"duration {_BROWSER}", "duration", "user_agent"),
    _details("forward_or_print", _BROWSER, "browser", "user_agent", without="duration | url"),
    _details("spam_report", "ip_address user_agent", "ip_address", "user_agent", without="browser"),
    _details("deferred", "attempt response", "attempt", "response"),
    _details("delivered", "response smtp_id", "response", "smtp_id"),
    _details("dropped", "drop_reason drop_message bcc cc from reply_to subject", "drop_reason"),
    _details("sent", "bcc cc from reply_to subject", "from", "reply_to", "subject", without="drop_reason"),
    _details("status_change", "bounced requested_by source subscriptions", "subscription", "subscriptions"),
)
OBJECTS = (EVENT, *DETAILS)
