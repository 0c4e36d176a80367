"""HubSpot engagements: calls, e-mails, meetings, notes, tasks, messages;
the people come from the link tables beside.
"""

from collections.abc import Callable
from datetime import datetime

from accord.agreement.clocks.pauses import until_value
from accord.connectors.objects.away import find_return, is_out_of_office
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.row import OF_NO_ONE, Cells, Context, Said
from accord.connectors.objects.values import ids
from accord.vocabulary.facts import FactDraft, FactKind, RecordKind, Ref
from accord.vocabulary.people import actor_of

# HubSpot's default outcomes of a call: the ids that every portal has, and their labels.
_CONNECTED = frozenset({"f240bbac-87c9-4f6e-bf70-924b57d47db7", "connected"})
_NOT_HELD = frozenset({"NO_SHOW", "CANCELED", "CANCELLED", "RESCHEDULED"})
_BOOKED_BY_BUYER = frozenset({"MEETINGS", "MEETINGS_PUBLIC", "MEETING_LINK"})

Kind = Callable[[Cells, Context, datetime], FactKind | str]  # a text: why the row is no happening


def _call(cells: Cells, context: Context, when: datetime) -> FactKind | str:
    if cells("direction").upper() == "INBOUND":
        return FactKind.call_received
    if cells("status").upper() in {"QUEUED", "RINGING", "CONNECTING", "CALLING_CRM_USER"}:
        return "a call not made yet"
    return (
        FactKind.call_connected if cells("disposition").casefold() in _CONNECTED else FactKind.call_attempted
    )


def _email(cells: Cells, context: Context, when: datetime) -> FactKind | str:
    direction = (cells("direction") or cells("type")).upper()
    if direction == "INCOMING_EMAIL":
        return FactKind.buyer_away if is_out_of_office(cells("subject")) else FactKind.sales_email_reply
    if direction == "FORWARDED_EMAIL":
        return FactKind.note
    return FactKind.sequence_email_sent if cells("sequence") else FactKind.sales_email_sent


def _meeting(cells: Cells, context: Context, when: datetime) -> FactKind | str:
    outcome = cells("outcome").upper().replace(" ", "_")
    if outcome == "COMPLETED":
        return FactKind.meeting_held
    if outcome in _NOT_HELD:
        return f"a meeting that was not held: {outcome.casefold()}"
    seen = context.moment(cells, "modified", "copied")
    if outcome == "SCHEDULED" or (seen is not None and seen < when):
        return "a meeting planned: its outcome is not known yet"
    return FactKind.meeting_held


def _of(kind: FactKind) -> Kind:
    return lambda cells, context, when: kind


def _reader(kind_of: Kind, channel: str) -> Callable[[Cells, Context], Said]:
    """A reader for one type of engagement: one fact for each person, else the deal, else the company."""

    def read(cells: Cells, context: Context) -> Said:
        engagement = cells.need("id")
        if cells.yes("deleted"):
            return Said(skipped="deleted in HubSpot")
        when = context.need_moment(cells, "when", "created")
        kind = kind_of(cells, context, when)
        if isinstance(kind, str):
            return Said(skipped=kind)
        about = find_about(cells, context, engagement)
        if not about:
            return Said(
                skipped=f"{OF_NO_ONE}one; put engagement_contact, engagement_deal or "
                "engagement_company beside it"
            )
        actor = actor_of(cells("owner")) if cells("owner") else ""
        where = cells("by_channel").casefold() or channel
        facts = [
            FactDraft(
                f"engagement:{engagement}:{ref.kind}:{ref.external_id}",
                ref,
                kind,
                when,
                channel=where,
                actor=actor,
                value=_until(cells, when) if kind is FactKind.buyer_away else "",
                item=f"engagement:{engagement}",
            )
            for ref in about
        ]
        facts += _booked(cells, context, engagement, about) if channel == "meeting" else []
        return Said((), tuple(facts))

    return read


def _until(cells: Cells, when: datetime) -> str:
    """The day of return, as the subject or the body says it; the text itself stays where it is."""
    back = find_return(cells("subject"), when.date()) or find_return(cells("text"), when.date())
    return until_value(back)


def _booked(cells: Cells, context: Context, engagement: str, about: list[Ref]) -> list[FactDraft]:
    """A meeting that the buyer booked by a link: the booking is the buyer's act, on the day it was made."""
    made = context.moment(cells, "created")
    if made is None or not (cells("link") or cells("made_by").upper() in _BOOKED_BY_BUYER):
        return []
    return [
        FactDraft(
            f"booking:{engagement}:{ref.external_id}",
            ref,
            FactKind.meeting_booked,
            made,
            channel="meeting",
            value=until_value(context.moment(cells, "end")),
            item=f"engagement:{engagement}",
        )
        for ref in about
        if ref.kind is RecordKind.person
    ]


def find_about(cells: Cells, context: Context, engagement: str) -> list[Ref]:
    """The people of an engagement; without any the deals, without any the companies. From the row,
    else beside.
    """
    for kind, key, table, wanted in (
        (RecordKind.person, "contact_ids", "engagement_contact", "contact"),
        (RecordKind.deal, "deal_ids", "engagement_deal", "deal"),
        (RecordKind.company, "company_ids", "engagement_company", "company"),
    ):
        linked = list(ids(cells(key))) or [
            row[1] for row in context.beside.find(table, "engagement", engagement, (wanted,)) if row[1]
        ]
        if linked:
            return [context.ref(kind, one) for one in dict.fromkeys(linked)]
    return []


_COMMON = """
id: engagement_id | hs_object_id | id | Record ID
when: hs_timestamp | Activity date
created: hs_createdate | created_at | Create date
modified: hs_lastmodifieddate | Last modified date
copied: _fivetran_synced
owner: hubspot_owner_id | Activity assigned to | owner_id
type: type
contact_ids: Associated Contact IDs | Associated Contact ID
deal_ids: Associated Deal IDs | Associated Deal ID
company_ids: Associated Company IDs | Associated Company ID
deleted: _fivetran_deleted | archived
"""


def _engagement(
    name: str, becomes: str, text: str, needed: tuple[str, ...], kind: Kind, channel: str, without: str = ""
) -> Object:
    found = columns(text.strip() + "\n" + _COMMON.strip())
    read = _reader(kind, channel)
    dates = frozenset({"when", "created", "modified"} | ({"end"} if name == "meeting" else set()))
    tables = ("engagement_contact", "engagement_deal", "engagement_company")
    links = (frozenset({"contact_ids", "deal_ids", "company_ids"}), tables)
    return Object(
        f"engagement_{name}",
        becomes,
        found,
        needs("id", *needed),
        read,
        never(without or "ticket_id"),
        dates=dates,
        links=links,
    )


CALL = _engagement(
    "call",
    "call_attempted, call_connected (outcome Connected) or call_received (inbound)",
    """
    title: hs_call_title | Call Title
    direction: hs_call_direction | Call direction
    disposition: hs_call_disposition | Call outcome
    duration: hs_call_duration | Call duration
    status: hs_call_status | Call status
    """,
    ("when", "title | direction | disposition | status"),
    _call,
    "phone",
)
EMAIL = _engagement(
    "email",
    "sales_email_sent, sequence_email_sent (sent by a sequence), sales_email_reply (incoming), "
    "buyer_away (incoming, out of office) or note (forwarded)",
    """
    direction: hs_email_direction | Email direction
    status: hs_email_status | Email send status
    subject: hs_email_subject | Email subject
    text: hs_email_text | Email body
    sequence: hs_sequence_id | Sequence ID
    """,
    ("when", "subject | direction | text"),
    _email,
    "email",
)
MEETING = _engagement(
    "meeting",
    "meeting_held on its start (outcome Completed, or none and over); meeting_booked where the buyer "
    "booked it by a link",
    """
    when: hs_meeting_start_time | start_time | hs_timestamp | Meeting start time
    title: hs_meeting_title | title | Meeting name
    outcome: hs_meeting_outcome | meeting_outcome | Meeting outcome
    end: hs_meeting_end_time | end_time | Meeting end time
    made_by: hs_meeting_source | source | Meeting source
    link: created_from_link_id | hs_created_from_link_id
    """,
    ("when", "end | outcome", "title | outcome"),
    _meeting,
    "meeting",
    "subject | StartDateTime",
)
NOTE = _engagement(
    "note",
    "note",
    "body: hs_note_body | Note body | hs_body_preview",
    ("when | created", "body"),
    _of(FactKind.note),
    "",
)
TASK = _engagement(
    "task",
    "task",
    """
    subject: hs_task_subject | Task Title
    status: hs_task_status | Task status
    task_type: hs_task_type | task_type | Task type
    priority: hs_task_priority | Priority
    done: hs_task_completion_date | Completed at
    """,
    ("when | done", "task_type | subject | status"),
    _of(FactKind.task),
    "",
    "TaskSubtype | WhoId",
)
MESSAGE = _engagement(
    "communication",
    "sales_email_sent: a rep's written message, its channel linkedin, sms or whatsapp",
    "by_channel: hs_communication_channel_type | Channel type\nbody: hs_communication_body | "
    "Communication body",
    ("when", "by_channel"),
    _of(FactKind.sales_email_sent),
    "message",
)


def _typed(cells: Cells, context: Context, when: datetime) -> FactKind | str:
    """By the type cell alone, where a copy carries no other column of the engagement."""
    kinds: dict[str, Kind] = {"CALL": _call, "EMAIL": _email, "INCOMING_EMAIL": _email, "MEETING": _meeting}
    plain = {"NOTE": FactKind.note, "TASK": FactKind.task, "COMMUNICATION": FactKind.sales_email_sent}
    name = cells("type").upper()
    return (
        kinds[name](cells, context, when)
        if name in kinds
        else plain.get(name, f"an engagement of type {name}")
    )


TYPED = _engagement(
    "of_type",
    "the same by the type column alone: call_attempted, sales_email_sent, meeting_held, note, task",
    "portal: portal_id",
    ("when", "type"),
    _typed,
    "",
    "ticket_id | subject | property_hs_note_body | property_hs_task_type | property_hs_email_text",
)


def _link(to: str) -> Object:
    found = columns(
        f"engagement: engagement_id\n{to}: {to}_id\ntype: engagement_type\nlink: type_id\ncategory: category"
    )
    return Object(
        f"engagement_{to}",
        "read beside the engagements: who each was with",
        found,
        needs("engagement", to, "type | link"),
    )


ENGAGEMENT = Object(
    "engagement",
    "known and not needed: calls, e-mails, meetings, notes and tasks have tables of their own",
    columns("id: id\ntype: type\nportal: portal_id\nactive: active"),
    needs("id", "type", "portal"),
    never=never("recipient | email | app_id | owner_id"),
)
OBJECTS = (
    CALL,
    EMAIL,
    MEETING,
    NOTE,
    TASK,
    MESSAGE,
    TYPED,
    _link("contact"),
    _link("deal"),
    _link("company"),
    ENGAGEMENT,
)
