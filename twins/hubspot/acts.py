"""What people do in HubSpot's own pages: the acts of the control door and of the pretend CRM.

Every act takes `by`: an owner's id, address or full name; the history shows CRM_UI with the user's id.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from twins.common.clock import read_moment
from twins.hubspot.merge import merge
from twins.hubspot.portal import Source
from twins.hubspot.values import iso

if TYPE_CHECKING:
    from twins.hubspot.twin import HubSpotTwin

CONNECTED = "f240bbac-87c9-4f6e-bf70-924b57d47db7"
ENGAGEMENTS = ("contacts", "companies", "deals", "leads")


class Acts:
    """Acts over one portal."""

    def __init__(self, twin: HubSpotTwin) -> None:
        self.twin = twin
        self.portal = twin.portal

    def all(self) -> dict[str, Any]:
        """The acts by name."""
        names = (
            "log_call",
            "log_email",
            "log_message",
            "book_meeting",
            "add_note",
            "add_task",
            "complete_task",
            "set_stage",
            "change_status",
            "change_owner",
            "return_contact",
            "make_deal",
            "move_deal",
            "make_lead",
            "merge",
            "opt_out",
            "refuse_type",
            "bounce",
            "create",
            "update",
            "delete",
            "restore",
            "gdpr_delete",
            "submit_form",
            "add_to_list",
            "remove_from_list",
            "email_event",
        )
        return {name: getattr(self, name) for name in names}

    def _source(self, by: str) -> Source:
        owner = self.twin.owner(by)
        user = int(owner.get("userId") or 0)
        return Source("CRM_UI", f"userId:{user}", user)

    def _engage(self, kind: str, who: str, by: str, about: str, props: dict[str, Any]) -> str:
        source = self._source(by)
        given = {"hs_timestamp": self.portal.now(), "hubspot_owner_id": self.twin.owner(by)["id"], **props}
        row = self.portal.create(kind, given, source)
        self.twin.links.add(kind, row["id"], about, who, [], source)
        companies = self.twin.links.of(about, who, "companies") if about in ("contacts", "deals") else {}
        for company in list(companies)[:1]:
            # HubSpot also logs an engagement on the record's primary company.
            self.twin.links.add(kind, row["id"], "companies", company, [], source)
        return str(row["id"])

    def log_call(
        self,
        who: str,
        by: str,
        outcome: str = CONNECTED,
        milliseconds: int = 120_000,
        about: str = "contacts",
    ) -> str:
        """A call that was made."""
        props = {"hs_call_title": "Call", "hs_call_direction": "OUTBOUND", "hs_call_status": "COMPLETED"}
        props |= {"hs_call_disposition": outcome, "hs_call_duration": str(milliseconds)}
        return self._engage("calls", who, by, about, props)

    def log_email(self, who: str, by: str, incoming: bool = False, about: str = "contacts") -> str:
        """An e-mail, sent by the rep or come in."""
        direction = "INCOMING_EMAIL" if incoming else "EMAIL"
        props = {
            "hs_email_direction": direction,
            "hs_email_status": "SENT",
            "hs_email_subject": "Following up",
        }
        return self._engage("emails", who, by, about, props)

    def log_message(
        self, who: str, by: str, channel: str = "LINKEDIN_MESSAGE", about: str = "contacts"
    ) -> str:
        """A LinkedIn, SMS or WhatsApp message."""
        props = {"hs_communication_channel_type": channel, "hs_communication_logged_from": "CRM"}
        return self._engage("communications", who, by, about, props)

    def book_meeting(
        self,
        who: str,
        by: str,
        in_hours: float = 24,
        minutes: int = 30,
        outcome: str = "SCHEDULED",
        about: str = "contacts",
    ) -> str:
        """A meeting in the calendar."""
        start = read_moment(self.portal.now()) + timedelta(hours=in_hours)
        props = {
            "hs_timestamp": iso(start),
            "hs_meeting_title": "Meeting",
            "hs_meeting_start_time": iso(start),
        }
        props |= {
            "hs_meeting_end_time": iso(start + timedelta(minutes=minutes)),
            "hs_meeting_outcome": outcome,
        }
        return self._engage("meetings", who, by, about, props)

    def add_note(self, who: str, by: str, text: str = "Note", about: str = "contacts") -> str:
        """A note, which is no follow-up."""
        return self._engage("notes", who, by, about, {"hs_note_body": text})

    def add_task(
        self, who: str, by: str, subject: str = "Follow up", due: str = "", about: str = "contacts"
    ) -> str:
        """A task to be done."""
        props = {"hs_task_subject": subject, **({"hs_timestamp": due} if due else {})}
        return self._engage("tasks", who, by, about, props)

    def complete_task(self, task: str, by: str) -> str:
        """Tick a task off."""
        self.portal.update("tasks", task, {"hs_task_status": "COMPLETED"}, self._source(by))
        return task

    def set_stage(self, who: str, stage: str, by: str, about: str = "contacts") -> str:
        """Set a lifecycle stage by hand; people may move it back, apps may not."""
        self.portal.update(about, who, {"lifecyclestage": stage}, self._source(by))
        return who

    def change_status(self, who: str, status: str, by: str, about: str = "contacts") -> str:
        """Set a lead status."""
        self.portal.update(about, who, {"hs_lead_status": status}, self._source(by))
        return who

    def change_owner(self, who: str, owner: str, by: str, about: str = "contacts") -> str:
        """Give a record to another owner."""
        key = str(self.twin.owner(owner)["id"])
        self.portal.update(about, who, {"hubspot_owner_id": key}, self._source(by))
        return key

    def return_contact(self, who: str, by: str, status: str = "UNQUALIFIED", **fields: Any) -> str:
        """Give a contact back to marketing: its lead status, and what custom properties say why."""
        self.portal.update("contacts", who, {"hs_lead_status": status, **fields}, self._source(by))
        return who

    def make_deal(self, who: str, by: str, name: str = "New deal", amount: float | None = None) -> str:
        """Make a deal for a contact, in the first stage."""
        source, owner = self._source(by), self.twin.owner(by)["id"]
        stage = self.portal.store.rows("pipeline.deals")["default"]["stages"][0]["id"]
        props = {"dealname": name, "dealstage": stage, "hubspot_owner_id": owner}
        row = self.portal.create("deals", {**props, **({"amount": amount} if amount else {})}, source)
        self.twin.links.add("deals", row["id"], "contacts", who, [], source)
        for company in list(self.twin.links.of("contacts", who, "companies"))[:1]:
            self.twin.links.add("deals", row["id"], "companies", company, [], source)
        return str(row["id"])

    def move_deal(self, deal: str, stage: str, by: str, **fields: Any) -> str:
        """Move a deal to a stage."""
        self.portal.update("deals", deal, {"dealstage": stage, **fields}, self._source(by))
        return deal

    def make_lead(self, who: str, by: str, name: str = "New lead", label: str = "WARM") -> str:
        """Make a lead record for a contact."""
        source = self._source(by)
        props = {"hs_lead_name": name, "hs_lead_label": label, "hubspot_owner_id": self.twin.owner(by)["id"]}
        row = self.portal.create("leads", props, source)
        self.twin.links.add("leads", row["id"], "contacts", who, [578], source)
        return str(row["id"])

    def merge(self, winner: str, loser: str, by: str, about: str = "contacts") -> str:
        """Merge two records; gives the id that remains."""
        new_id = about in self.twin.settings["merge_new_id"]
        row = merge(self.portal, self.twin.links, about, winner, loser, self._source(by), new_id=new_id)
        return str(row["id"])

    def opt_out(self, who: str, by: str, value: bool = True) -> str:
        """Unsubscribe from all e-mail (or take it back)."""
        self.portal.update("contacts", who, {"hs_email_optout": value}, self._source(by))
        return who

    def refuse_type(self, who: str, type: int, state: str = "UNSUBSCRIBED") -> str:  # noqa: A002 - the vendor's word
        """A contact's own choice on the preferences page, of one subscription type."""
        address = str(self.portal.get("contacts", who)["props"]["email"])
        self.twin.preferences.choose(address, type, state, Source("EMAIL"))
        return who

    def bounce(self, who: str, by: str = "", reason: str = "UNKNOWN_USER") -> str:
        """A marketing e-mail came back hard."""
        row = self.portal.get("contacts", who)
        count = str(int(row["props"].get("hs_email_bounce") or 0) + 1)
        props = {
            "hs_email_bounce": count,
            "hs_email_quarantined": "true",
            "hs_email_hard_bounce_reason_enum": reason,
        }
        self.portal.write(row, props, Source("EMAIL"))
        return who

    def create(self, object: str, properties: dict[str, Any], by: str) -> str:  # noqa: A002 - the word of the door
        """Make any record."""
        return str(self.portal.create(object, properties, self._source(by))["id"])

    def update(self, who: str, properties: dict[str, Any], by: str, about: str = "contacts") -> str:
        """Change any record."""
        self.portal.update(about, who, properties, self._source(by))
        return who

    def delete(self, who: str, by: str, about: str = "contacts") -> str:
        """Delete a record (to the recycle bin)."""
        self.portal.archive(about, who, self._source(by))
        return who

    def restore(self, who: str, by: str, about: str = "contacts") -> str:
        """Take a record out of the recycle bin."""
        self.portal.restore(about, who, self._source(by))
        return who

    def gdpr_delete(self, who: str, by: str) -> str:
        """Delete a contact for good."""
        self.portal.forget("contacts", who, self._source(by))
        return who

    def submit_form(
        self, form: str, fields: dict[str, str], page: str = "https://www.pretend.example/form"
    ) -> str:
        """A visitor sends a form: the contact of that address is made or updated, the submission kept."""
        return self.twin.marketing.submitted(form, fields, page)

    def add_to_list(self, list: str, who: str, by: str = "") -> str:  # noqa: A002 - the word of the door
        """Put a record on a list."""
        self.twin.lists.change(list, [who], [])
        return who

    def remove_from_list(self, list: str, who: str, by: str = "") -> str:  # noqa: A002 - the word of the door
        """Take a record off a list."""
        self.twin.lists.change(list, [], [who])
        return who

    def email_event(self, type: str, recipient: str, **more: Any) -> str:  # noqa: A002 - the vendor's word
        """A marketing e-mail was sent, delivered, opened, clicked, bounced, ..."""
        return self.twin.marketing.happened(type, recipient, more)
