"""Salesforce tasks and events: what sales did, and the replies and calls that came in."""

import re
from datetime import datetime

from accord.agreement.clocks.pauses import until_value
from accord.connectors.objects.away import find_return, is_out_of_office
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.row import OF_NO_ONE, Cells, Context, Said
from accord.vocabulary.channels import plain_word
from accord.vocabulary.facts import FactDraft, FactKind, RecordKind, Ref
from accord.vocabulary.ids import salesforce_id_18
from accord.vocabulary.people import actor_of

_KIND_BY_PREFIX = {
    "003": RecordKind.person,
    "00Q": RecordKind.person,
    "001": RecordKind.company,
    "006": RecordKind.deal,
}
# Words of a call's outcome that say somebody was spoken to; anything else is an attempt.
_CONNECTED = re.compile(
    r"(?i)\b(connected|answered|spoke|conversation|talked|interested|callback|meeting (?:set|booked))\b"
)
_NOT_CONNECTED = re.compile(
    r"(?i)\b(not|no|un)[ -]?(connected|answer)|voice ?mail|busy|wrong|left message|disconnected"
)
_OPEN = ":open"
_INCOMING = re.compile(r"(?i)^\s*(?:\[[^\]]*\]\s*)*\[in\]|^reply( from)?:|^\s*email received")


def read_task(cells: Cells, context: Context) -> Said:
    """A task that is closed is what was done, by its subtype; one still open is a task."""
    natural = salesforce_id_18(cells.need("id"))
    if cells.yes("deleted"):
        return Said(skipped="deleted in Salesforce")
    about = find_about(cells, context)
    if about is None:
        return Said(skipped=f"{OF_NO_ONE}lead, contact, opportunity or account")
    done = cells.yes("closed") or plain_word(cells("status")) in ("completed", "closed")
    kind, channel = task_kind(cells) if done else (FactKind.task, "")
    keys = ("completed", "due", "created") if done else ("created", "due")
    when = context.need_moment(cells, *keys)
    # Open and done are two happenings: a task that was read while open must not hide what was done later.
    name = f"task:{natural}" if done else f"task:{natural}{_OPEN}"
    return Said((), (_fact(name, about, kind, when, cells, channel),))


def task_kind(cells: Cells) -> tuple[FactKind, str]:
    """What a closed task was, and on which channel: by its subtype, else by its type."""
    sub, word = plain_word(cells("subtype")), plain_word(cells("type"))
    name = sub if sub not in ("", "task") else word
    if name == "cadence" or (cells("cadence") and name not in ("call", "phone")):
        return FactKind.sequence_email_sent, "email"
    if name in ("call", "phone", "phonecall", "dialer"):
        return _call_kind(cells), "phone"
    if name == "email":
        return _email_kind(cells("subject")), "email"
    if name == "listemail":
        return FactKind.sequence_email_sent, "email"
    if name.startswith("linkedin"):
        return FactKind.sales_email_sent, "linkedin"
    if name == "note":
        return FactKind.note, ""
    return FactKind.task, ""


def _email_kind(subject: str) -> FactKind:
    incoming = _INCOMING.search(subject)
    if incoming and is_out_of_office(_INCOMING.sub("", subject)):
        return FactKind.buyer_away
    return FactKind.sales_email_reply if incoming else FactKind.sales_email_sent


def _call_kind(cells: Cells) -> FactKind:
    if plain_word(cells("call_type")) == "inbound":
        return FactKind.call_received
    outcome = cells("disposition")
    connected = _CONNECTED.search(outcome) and not _NOT_CONNECTED.search(outcome)
    return FactKind.call_connected if connected else FactKind.call_attempted


def read_event(cells: Cells, context: Context) -> Said:
    """A meeting held, on its start; not where it was a no-show, is still to come, or is a guest's copy."""
    natural = salesforce_id_18(cells.need("id"))
    if cells.yes("deleted"):
        return Said(skipped="deleted in Salesforce")
    if cells.yes("child"):
        return Said(skipped="a guest's copy of a group event")
    if cells.yes("no_show"):
        return Said(skipped="a meeting that was not held: no show")
    when = context.need_moment(cells, "start", "due")
    seen = context.moment(cells, "changed", "copied")
    if seen is not None and seen < when:
        return Said(skipped="a meeting planned: whether it was held is not known yet")
    about = find_about(cells, context)
    if about is None:
        return Said(skipped=f"{OF_NO_ONE}lead, contact, opportunity or account")
    return Said((), (_fact(f"event:{natural}", about, FactKind.meeting_held, when, cells, "meeting"),))


def _fact(natural: str, about: Ref, kind: FactKind, when: datetime, cells: Cells, channel: str) -> FactDraft:
    actor = actor_of(salesforce_id_18(cells("owner"))) if cells("owner") else ""
    item = natural.removesuffix(_OPEN)
    away = kind is FactKind.buyer_away
    value = until_value(find_return(cells("subject"), when.date())) if away else ""
    return FactDraft(natural, about, kind, when, channel=channel, actor=actor, value=value, item=item)


def find_about(cells: Cells, context: Context) -> Ref | None:
    """Whom an activity was with: the person, else the deal, else the company;
    None when it says none of them.
    """
    for key in ("who", "what", "account"):
        found = salesforce_id_18(cells(key))
        kind = _KIND_BY_PREFIX.get(found[:3])
        if kind:
            return context.ref(kind, found)
    return None


_WITH = """
    who: WhoId | Lead ID | Contact ID | Name ID
    what: WhatId | Related To ID | Opportunity ID
    account: AccountId | Account ID | Company / Account ID
    subject: Subject
    owner: OwnerId | Assigned To ID | Assigned
    type: Type
    created: CreatedDate | Created Date
    changed: LastModifiedDate | SystemModstamp | Last Modified Date
    copied: _fivetran_synced
    deleted: IsDeleted | Deleted
"""
TASK = Object(
    "task",
    "call_attempted, call_connected, call_received, sales_email_sent, sales_email_reply, buyer_away, "
    "sequence_email_sent, note or task",
    columns(
        """
        id: Id | Activity ID | Task ID
        due: ActivityDate | Due Date | Date
        completed: CompletedDateTime | Completed Date
        status: Status
        closed: IsClosed | Closed
        subtype: TaskSubtype | Task Subtype
        call_type: CallType | Call Type
        disposition: CallDisposition | Call Result | sales_loft1__Call_Disposition__c
        duration: CallDurationInSeconds | Call Duration (seconds)
        cadence: sales_loft1__SalesLoft_Cadence_Name__c | SalesLoft_Cadence_Name__c
        priority: Priority
        """
        + _WITH
    ),
    needs(
        "id", "who | what | account", "subtype | status", "priority | subject", "due | completed | created"
    ),
    read_task,
    never("StartDateTime | Start | StageName | _fivetran_start | Lead Status | hs_timestamp"),
    None,
    frozenset({"due", "completed", "created", "changed"}),
)
EVENT = Object(
    "event",
    "meeting_held on its start",
    columns(
        """
        id: Id | Activity ID | Event ID
        start: StartDateTime | ActivityDateTime | Start
        end: EndDateTime | End
        due: ActivityDate | Date
        minutes: DurationInMinutes | Duration
        child: IsChild
        group: IsGroupEvent
        no_show: No_Show__c | No Show
        subtype: EventSubtype | Event Subtype
        location: Location
        """
        + _WITH
    ),
    needs("id", "who | what | account", "start", "end | minutes"),
    read_event,
    never("TaskSubtype | task_subtype | hs_timestamp"),
    None,
    frozenset({"start", "due", "changed"}),
)
OBJECTS = (TASK, EVENT)
