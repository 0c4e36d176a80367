"""Marketo activities: one shape for all types, in the bulk extract and in the warehouse's table per type."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from accord.connectors.marketo.statuses import LEAD_STATUS
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.forms import kind_of_form, kind_of_page
from accord.connectors.objects.happenings import Happenings
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear, ids
from accord.vocabulary.channels import channel_of_utm, plain_word, utm, where_it_led
from accord.vocabulary.facts import Agent, FactKind, RecordDraft, RecordKind
from accord.vocabulary.hits import Evidence, Verdict
from accord.vocabulary.machines import is_machine
from accord.vocabulary.roles import role_of

_MAIL = {
    6: FactKind.email_sent,
    7: FactKind.email_delivered,
    8: FactKind.email_bounced,
    9: FactKind.unsubscribed,
    10: FactKind.email_open,
    11: FactKind.email_click,
    27: FactKind.email_bounced,
    39: FactKind.sales_email_sent,
    40: FactKind.email_open,
    41: FactKind.email_click,
}
_BOUNCES = {8: "hard", 27: "soft"}
_NOT_TAKEN = {
    3: "a link on a page: the page seen is counted",
    12: "a new lead: the lead's own row says so",
    22: "a score is Marketo's opinion: Accord keeps its own",
    29: "deleted in Salesforce only: Salesforce's own export says so",
    46: "an interesting moment repeats what other activities say",
}


class Activity:
    """One activity with its attributes, whether they are columns or one JSON cell."""

    def __init__(self, cells: Cells, context: Context) -> None:
        self.cells = cells
        self.context = context
        self.type = int(cells("type")) if cells("type").isdigit() else 0
        self.when: datetime = context.need_moment(cells, "when")
        self.happened = Happenings(context.ref(RecordKind.person, cells.need("lead")))
        self._attributes = _attributes(cells("attributes"))

    def __call__(self, key: str) -> str:
        """A cell by key, else the attribute of that name in the JSON cell."""
        return self.cells(key) or self._attributes.get(plain_word(key), "")

    def add(self, kind: FactKind, **dims: Any) -> None:
        """The fact of this activity: its natural id is Marketo's own."""
        self.happened.named(f"activity:{self.cells.need('id')}", kind, self.when, **dims)

    def said(self) -> Said:
        """What the row says."""
        facts = tuple(self.happened.facts)
        return Said((), facts) if facts else Said(skipped="a change that no clause reads")


def _attributes(text: str) -> dict[str, str]:
    if not text.startswith(("{", "[")):
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    pairs = (
        found.items() if isinstance(found, dict) else ((one.get("name"), one.get("value")) for one in found)
    )
    return {plain_word(str(name)): str(value) for name, value in pairs}


def read_activity(cells: Cells, context: Context) -> Said:
    """One activity about its lead, by its type; types that say nothing of a journey are skipped by name."""
    activity = Activity(cells, context)
    if activity.type in _MAIL:
        return _mail(activity)
    reader = _READERS.get(activity.type)
    if reader is None:
        return Said(skipped=f"type {cells('type')}: {_NOT_TAKEN.get(activity.type, 'no touch of a person')}")
    return reader(activity)


def _mail(activity: Activity) -> Said:
    kind = _MAIL[activity.type]
    result = activity("result").casefold()
    if kind is FactKind.email_sent and result and result != "succeeded":
        return Said(skipped=f"not sent: {result}")
    link = where_it_led(activity("link")) if kind is FactKind.email_click else ""
    email_id = activity("asset")
    activity.add(
        kind,
        channel="email",
        campaign=activity("campaign"),
        asset=link or (f"email:{email_id}" if email_id else ""),
        value=_BOUNCES.get(activity.type, ""),
        agent=_agent(activity) if kind in (FactKind.email_open, FactKind.email_click) else Agent.human,
        evidence=_evidence(activity) if kind is FactKind.email_click else None,
    )
    return activity.said()


def _evidence(activity: Activity) -> Evidence:
    """Who may stand behind a click, as far as Marketo tells: the e-mail, the browser, its own bot filter."""
    email_id = activity("asset")
    return Evidence(
        message=f"email:{email_id}" if email_id else "",
        user_agent=activity("user_agent")[:300],
        verdict=Verdict.machine if _said_bot(activity) else Verdict.none,
    )


def _said_bot(activity: Activity) -> bool:
    return activity("bot").casefold() in ("true", "1", "yes")


def _agent(activity: Activity) -> Agent:
    """Machine where Marketo or the user agent says so;
    unknown where the agent is kept and this hit has none.
    """
    agent = activity("user_agent")
    if _said_bot(activity) or is_machine(agent):
        return Agent.machine
    return Agent.human if agent or not activity.cells.has("user_agent") else Agent.unknown


def _page(activity: Activity) -> Said:
    page = activity("page_url") or activity("primary_value")
    tags = utm(f"?{activity('query')}") or utm(page)
    where = where_it_led(page)
    channel = channel_of_utm(tags.get("utm_medium", ""), tags.get("utm_source", ""))
    kind = kind_of_page(where if "/" in where else f"/{where}")
    machine = Agent.machine if is_machine(activity("user_agent")) else Agent.human
    activity.add(kind, channel=channel, campaign=tags.get("utm_campaign", ""), asset=where, agent=machine)
    return activity.said()


def _form(activity: Activity) -> Said:
    name = clear(activity("primary_value"))
    tags = utm(f"?{activity('query')}")
    channel = channel_of_utm(tags.get("utm_medium", ""), tags.get("utm_source", ""))
    kind = kind_of_form(
        (name, activity("asset")), activity("referrer").partition("?")[0], activity.context.mapping
    )
    activity.add(
        kind, channel=channel, campaign=tags.get("utm_campaign", ""), asset=name[:200] or activity("asset")
    )
    return activity.said()


def _change(activity: Activity) -> Said:
    field, new = plain_word(activity("primary_value")), activity("new_value")
    happened, when = activity.happened, activity.when
    if new and field in _STATUS_FIELDS:
        found = activity.context.statuses[LEAD_STATUS].find(new)
        happened.at(FactKind.lead_status, when, value=f"{found}:{new}")
    elif field == "unsubscribed" and new.casefold() in ("true", "1"):
        happened.at(FactKind.opted_out, when)
    elif field in ("jobtitle", "title"):
        happened.attribute("role", role_of(new), when)
    elif field in ("industry", "country"):
        happened.attribute(field, new, when)
    elif field in ("numemployees", "numberofemployees"):
        happened.employees(new, when)
    return activity.said()


def _progress(activity: Activity) -> Said:
    """A new status in a program: a success is a response."""
    success = activity("success").casefold() in ("true", "1")
    kind = FactKind.campaign_responded if success else FactKind.campaign_joined
    activity.add(
        kind, campaign=f"program:{activity('asset')}", value=activity("new_status") or activity("new_value")
    )
    return activity.said()


def _merge(activity: Activity) -> Said:
    winner = activity.happened.about
    gone = (activity.context.ref(RecordKind.person, one) for one in ids(activity("merge_ids")))
    merged = tuple(ref for ref in gone if ref != winner)
    return Said((RecordDraft(winner, {}, merged=merged),)) if merged else Said(skipped="a merge of nothing")


def _delete(activity: Activity) -> Said:
    record = RecordDraft(activity.happened.about, activity.cells.kept(), activity.when, deleted=True)
    return Said((record,))


def _convert(activity: Activity) -> Said:
    activity.happened.once(FactKind.converted, activity.when)
    return activity.said()


_STATUS_FIELDS = ("leadstatus", "personstatus", "status")
_READERS: dict[int, Callable[[Activity], Said]] = {
    1: _page, 2: _form, 13: _change, 21: _convert, 32: _merge, 37: _delete, 104: _progress,
}  # fmt: skip


def unknown_change(cells: Cells, context: Context) -> str:
    """The new lead status of a change when no table knows it."""
    if cells("type") != "13" or plain_word(cells("primary_value")) not in _STATUS_FIELDS:
        return ""
    new = cells("new_value") or _attributes(cells("attributes")).get("newvalue", "")
    return new if new and context.statuses[LEAD_STATUS].find(new) is None else ""


ACTIVITY = Object(
    "activity",
    "by type: page_view, form_submitted, email_*, unsubscribed, lead_status, attributes, "
    "campaign_joined, campaign_responded,"
    " converted; merges are followed, deletions kept",
    columns("""
        id: marketoGUID | id | marketo_guid
        lead: leadId | lead_id
        when: activityDate | activity_date
        type: activityTypeId | activity_type_id
        campaign: campaignId | campaign_id
        asset: primaryAttributeValueId | email_template_id | webform_id
        primary_value: primaryAttributeValue
        attributes: attributes
        run: campaign_run_id
        step: step_id
        choice: choice_number
        link: link
        user_agent: user_agent
        bot: is_bot_activity | Bot Activity
        mobile: is_mobile_device
        device: device
        platform: platform
        result: action_result
        category: category
        subcategory: subcategory
        details: details
        email: email
        page_url: webpage_url
        query: query_parameters
        referrer: referrer_url
        new_value: new_value
        old_value: old_value
        new_status: new_status
        success: success
        merge_ids: merge_ids
        reason: reason
        source: source | merge_source | api_method_name
    """),
    needs("id", "lead", "when", "type"),
    read_activity,
    never("hs_object_id"),
    unknown_change,
    frozenset({"when"}),
)
