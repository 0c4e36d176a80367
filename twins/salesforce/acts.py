"""What people do in the CRM's own pages: the acts of the control door and of the pretend CRM.

Every act takes `by`: a user's id, username or full name; LastModifiedById shows it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from twins.salesforce.convert import convert, merge
from twins.salesforce.values import stamp

if TYPE_CHECKING:
    from twins.salesforce.twin import SalesforceTwin


class Acts:
    """Acts over one org."""

    def __init__(self, twin: SalesforceTwin) -> None:
        self.twin = twin
        self.org = twin.org

    def all(self) -> dict[str, Any]:
        """The acts by name."""
        names = (
            "log_call",
            "log_email",
            "book_meeting",
            "add_task",
            "complete_task",
            "change_status",
            "change_owner",
            "return_lead",
            "convert",
            "merge",
            "opt_out",
            "bounce",
            "move_deal",
            "set_member_status",
            "add_member",
            "create",
            "update",
            "delete",
            "undelete",
        )
        return {name: getattr(self, name) for name in names}

    def _user(self, name: str) -> str:
        return self.twin.user(name)

    def _object(self, key: str) -> str:
        name = self.org.object_of(self._full(key))
        if name is None:
            raise ValueError(f"no record {key}")
        return name

    def _full(self, key: str) -> str:
        from twins.salesforce.ids import find_18

        return find_18(key) or key

    def _task(self, who: str, by: str, **values: Any) -> str:
        about = "WhoId" if self._object(who) in ("Lead", "Contact") else "WhatId"
        given = {about: who, "OwnerId": self._user(by), **values}
        return self.org.create("Task", {k: v for k, v in given.items() if v is not None}, self._user(by))

    def log_call(
        self, who: str, by: str, outcome: str = "Connected", seconds: int = 120, subject: str = "Call"
    ) -> str:
        """A call that was made: a completed task of subtype Call."""
        return self._task(
            who,
            by,
            Subject=subject,
            Status="Completed",
            TaskSubtype="Call",
            Type="Call",
            CallType="Outbound",
            CallDisposition=outcome,
            CallDurationInSeconds=seconds,
            ActivityDate=self.org.now()[:10],
        )

    def log_email(self, who: str, by: str, subject: str = "Email: following up") -> str:
        """An e-mail that was sent: a completed task of subtype Email."""
        today = self.org.now()[:10]
        return self._task(
            who,
            by,
            Subject=subject,
            Status="Completed",
            TaskSubtype="Email",
            Type="Email",
            ActivityDate=today,
        )

    def book_meeting(
        self, who: str, by: str, in_hours: float = 24, minutes: int = 30, subject: str = "Meeting"
    ) -> str:
        """An event in the calendar."""
        start = stamp(self.org.clock.now() + timedelta(hours=in_hours))
        about = "WhoId" if self._object(who) in ("Lead", "Contact") else "WhatId"
        user = self._user(by)
        values = {about: who, "OwnerId": user, "Subject": subject, "Type": "Meeting", "StartDateTime": start}
        return self.org.create("Event", {**values, "DurationInMinutes": minutes}, user)

    def add_task(self, who: str, by: str, subject: str = "Follow up", due: str | None = None) -> str:
        """A task to be done."""
        return self._task(who, by, Subject=subject, ActivityDate=due or self.org.now()[:10])

    def complete_task(self, task: str, by: str) -> str:
        """Tick a task off."""
        self.org.update("Task", task, {"Status": "Completed"}, self._user(by))
        return task

    def change_status(self, lead: str, status: str, by: str) -> str:
        """Set a lead's status."""
        self.org.update("Lead", lead, {"Status": status}, self._user(by))
        return lead

    def change_owner(self, record: str, owner: str, by: str) -> str:
        """Give a record to another user, or a lead to a queue (by its name)."""
        queues = [
            g["Id"] for g in self.org.live("Group") if owner in (g["Id"], g["Name"], g["DeveloperName"])
        ]
        key = queues[0] if queues else self._user(owner)
        self.org.update(self._object(record), record, {"OwnerId": key}, self._user(by))
        return key

    def return_lead(self, lead: str, by: str, status: str = "Closed - Not Converted", **fields: Any) -> str:
        """Give a lead back to marketing: its closed status, and what custom fields say why."""
        self.org.update("Lead", lead, {"Status": status, **fields}, self._user(by))
        return lead

    def convert(self, lead: str, by: str, **options: Any) -> dict[str, Any]:
        """Convert a lead; options as `convert.convert` takes them."""
        if options.get("owner"):
            options["owner"] = self._user(options["owner"])
        return convert(self.org, lead, self._user(by), **options)

    def merge(
        self, winner: str, losers: list[str] | str, by: str, values: dict[str, Any] | None = None
    ) -> str:
        """Merge one or two records into a winner."""
        others = [losers] if isinstance(losers, str) else losers
        return merge(self.org, self._object(winner), winner, others, self._user(by), values)

    def opt_out(self, who: str, by: str, value: bool = True) -> str:
        """Tick (or clear) Email Opt Out."""
        self.org.update(self._object(who), who, {"HasOptedOutOfEmail": value}, self._user(by))
        return who

    def bounce(self, who: str, by: str, reason: str = "550 5.1.1 user unknown") -> str:
        """An e-mail to this person came back."""
        values = {"EmailBouncedDate": self.org.now(), "EmailBouncedReason": reason}
        self.org.update(self._object(who), who, values, self._user(by))
        return who

    def move_deal(self, deal: str, stage: str, by: str, **fields: Any) -> str:
        """Move an opportunity to a stage."""
        self.org.update("Opportunity", deal, {"StageName": stage, **fields}, self._user(by))
        return deal

    def add_member(self, campaign: str, who: str, by: str, status: str = "") -> str:
        """Put a person into a campaign."""
        link = "LeadId" if self._object(who) == "Lead" else "ContactId"
        values = {"CampaignId": campaign, link: who, **({"Status": status} if status else {})}
        return self.org.create("CampaignMember", values, self._user(by))

    def set_member_status(self, member: str, status: str, by: str) -> str:
        """Change a campaign member's status."""
        self.org.update("CampaignMember", member, {"Status": status}, self._user(by))
        return member

    def create(self, object: str, fields: dict[str, Any], by: str) -> str:  # noqa: A002 - the word of the door
        """Make any record."""
        return self.org.create(self.org.sobject(object).name, fields, self._user(by))

    def update(self, record: str, fields: dict[str, Any], by: str) -> str:
        """Change any record."""
        self.org.update(self._object(record), record, fields, self._user(by))
        return record

    def delete(self, record: str, by: str) -> str:
        """Delete a record."""
        self.org.remove(self._object(record), record, self._user(by))
        return record

    def undelete(self, record: str, by: str) -> str:
        """Take a record out of the recycle bin."""
        self.org.restore(self._object(record), record, self._user(by))
        return record
