"""The pretend CRM of the Salesforce twin: lists of leads, contacts, opportunities; a record; the buttons of a rep."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from twins.common import page
from twins.common.store import Row
from twins.common.web import Request, Response, answer_html
from twins.salesforce.errors import SalesforceError
from twins.salesforce.ids import find_18

if TYPE_CHECKING:
    from twins.salesforce.twin import SalesforceTwin

LINKS = (
    ("/", "Leads"),
    ("/list/Contact", "Contacts"),
    ("/list/Opportunity", "Opportunities"),
    ("/list/Task", "Tasks"),
)
SHOWN = {
    "Lead": ("Name", "Company", "Status", "Email", "LeadSource", "CreatedDate", "LastActivityDate"),
    "Contact": ("Name", "Title", "Email", "CreatedDate", "LastActivityDate"),
    "Opportunity": ("Name", "StageName", "Amount", "CloseDate", "CreatedDate"),
    "Task": ("Subject", "Status", "TaskSubtype", "ActivityDate", "CompletedDateTime"),
    "Account": ("Name", "Website", "Industry"),
}
PER_PAGE = 50


class Pages:
    """Pages over one twin."""

    def __init__(self, twin: SalesforceTwin) -> None:
        self.twin = twin
        self.org = twin.org
        twin.pages.add("GET", "/", lambda request: self.listing(request, "Lead"))
        twin.pages.add("GET", "/list/{name}", self.listing)
        twin.pages.add("GET", "/record/{name}/{key}", self.record)
        twin.pages.add("GET", "/{key}", self.short)
        twin.pages.add("POST", "/act", self.act)

    def _owner(self, row: Row) -> str:
        key = row.get("OwnerId") or ""
        found = self.org.find("User", key) or self.org.find("Group", key) or {}
        return str(found.get("Name") or "")

    def _name(self, row: Row) -> str:
        return str(row.get("Name") or row.get("Subject") or row["Id"])

    def listing(self, request: Request, name: str) -> Response:
        """A list, newest first."""
        if name not in SHOWN:
            return answer_html(page.page("Not found", "<p>No such list.</p>", LINKS), 404)
        wanted = request.first("find").strip()
        rows = [r for r in self.org.live(name) if not r.get("IsConverted") and self._fits(r, wanted)]
        rows.sort(key=lambda r: r["CreatedDate"], reverse=True)
        start = int(request.first("from", "0") or 0)
        _first, *rest = SHOWN[name]
        cells = [
            [
                page.link(f"/record/{name}/{r['Id']}", self._name(r)),
                *(page.text(r[f]) for f in rest),
                page.text(self._owner(r)),
            ]
            for r in rows[start : start + PER_PAGE]
        ]
        heads = [self.org.objects[name.lower()].fields[f.lower()].label for f in SHOWN[name]] + ["Owner"]
        body = page.find_form(f"/list/{name}", wanted, "Find a name, company, address or owner")
        body += page.table(f"{len(rows)} records, newest first", heads, cells)
        if start + PER_PAGE < len(rows):
            more = f"/list/{name}?from={start + PER_PAGE}&find={quote(wanted)}"
            body += f"<p>{page.link(more, 'Next page')}</p>"
        return answer_html(
            page.page(f"{self.org.objects[name.lower()].label}s", body, LINKS, request.first("said"))
        )

    def _fits(self, row: Row, wanted: str) -> bool:
        """Whether every word that was asked for stands in what a list shows of the record."""
        said = " ".join(str(row.get(n) or "") for n in ("Name", "Company", "Email", "Subject"))
        said = f"{said} {self._owner(row)}".lower()
        return all(word in said for word in wanted.lower().split())

    def short(self, request: Request, key: str) -> Response:
        """`/00Q...`: the vendor's short address of any record."""
        name = self.org.object_of(find_18(key) or key)
        if name not in SHOWN:
            return answer_html(page.page("Not found", "<p>No such page.</p>", LINKS), 404)
        return Response(302, b"", {"Location": f"/record/{name}/{find_18(key)}"})

    def record(self, request: Request, name: str, key: str) -> Response:
        """One record: its values, its activities, what a rep may do."""
        row = self.org.find(name, key) if name in SHOWN else None
        if row is not None and row.get("MasterRecordId"):
            return Response(302, b"", {"Location": f"/record/{name}/{row['MasterRecordId']}"})
        if row is None:
            return answer_html(page.page("Not found", "<p>No such record.</p>", LINKS), 404)
        pairs = [(f.label, row.get(f.name)) for f in self.org.objects[name.lower()].fields.values()]
        shown = [(label, value) for label, value in pairs if value not in (None, "", False)]
        body = self._notice(row) + self._acts(name, row) + self._activities(row)
        body += f"<h2>Details</h2>{page.facts([('Owner', self._owner(row)), *shown])}"
        return answer_html(page.page(self._name(row), body, LINKS, request.first("said")))

    def _notice(self, row: Row) -> str:
        if row.get("IsConverted"):
            contact = page.link(f"/record/Contact/{row['ConvertedContactId']}", "the contact")
            return f"<p>This lead was converted and can no longer be changed. Go to {contact}.</p>"
        return "<p>This record is in the recycle bin.</p>" if row["IsDeleted"] else ""

    def _activities(self, row: Row) -> str:
        found = [
            r for n in ("Task", "Event") for r in self.org.live(n) if row["Id"] in (r["WhoId"], r["WhatId"])
        ]
        found.sort(key=lambda r: r["CreatedDate"], reverse=True)
        cells = [
            [page.text(r[f]) for f in ("Subject", "CreatedDate", "ActivityDate")]
            + [page.text(r.get("Status") or "Event"), page.text(self._owner(r))]
            for r in found
        ]
        return "<h2>Activities</h2>" + page.table(
            "Newest first", ["Subject", "Created", "Date", "Status", "Owner"], cells
        )

    def _acts(self, name: str, row: Row) -> str:
        if row["IsDeleted"] or row.get("IsConverted"):
            return ""
        users = [(u["Id"], u["Name"]) for u in self.org.live("User") if u["IsActive"]]
        mine = row.get("OwnerId") or ""
        back = f"/record/{name}/{row['Id']}"

        def form(act: str, button: str, subject: str, fields: str = "", **more: str) -> str:
            who = page.choice("by", "As", users, act + subject, mine)
            return page.act_form(act, button, fields + who, {subject: row["Id"], "back": back, **more})

        forms = []
        if name in ("Lead", "Contact"):
            forms += self._person(name, row, form)
        if name == "Lead":
            statuses = [
                (s["MasterLabel"], s["MasterLabel"])
                for s in self.org.live("LeadStatus")
                if not s["IsConverted"]
            ]
            closed = statuses[-1][0]
            pick = page.choice("status", "Status", statuses, "status", row["Status"])
            forms.append(form("change_status", "Change status", "lead", pick))
            forms.append(form("convert", "Convert", "lead"))
            forms.append(form("return_lead", "Return to marketing", "lead", status=closed))
        if name == "Opportunity":
            stages = [(s["MasterLabel"], s["MasterLabel"]) for s in self.org.live("OpportunityStage")]
            pick = page.choice("stage", "Stage", stages, "stage", row["StageName"])
            forms.append(form("move_deal", "Change stage", "deal", pick))
        if name == "Task" and not row["IsClosed"]:
            forms.append(form("complete_task", "Complete", "task"))
        return f'<h2>What a rep does</h2><div class="acts">{"".join(forms)}</div>'

    def _person(self, name: str, row: Row, form: object) -> list[str]:
        assert callable(form)
        users = [(u["Id"], u["Name"]) for u in self.org.live("User") if u["IsActive"]]
        others = [(r["Id"], f"{r['Name']} ({r['Email'] or r['Id']})") for r in self.org.live(name)]
        same = [
            o
            for o in others
            if o[0] != row["Id"] and not (self.org.find(name, o[0]) or {}).get("IsConverted")
        ][:200]
        owner = page.choice("owner", "New owner", users, "owner", row["OwnerId"])
        other = page.choice("losers", "Merge this one into it", same, "losers")
        spoken = [(one, one) for one in ("Connected", "Left voicemail", "No answer")]
        outcome = page.choice("outcome", "Outcome", spoken, "log_call")
        return [
            form("log_call", "Log a call", "who", outcome),
            form("log_email", "Log an e-mail", "who"),
            form("book_meeting", "Book a meeting", "who"),
            form("change_owner", "Change owner", "record", owner),
            form("merge", "Merge", "winner", other),
            form("opt_out", "Opt out of e-mail", "who"),
        ]

    def act(self, request: Request) -> Response:
        """Do an act and go back to the record, saying what happened."""
        form = request.form()
        act, back = form.pop("act", ""), form.pop("back", "/")
        try:
            result = self.twin.act(act, **form)
            said = f"Done: {act.replace('_', ' ')}."
            if act == "convert":
                back = f"/record/Contact/{result['contactId']}"
        except (SalesforceError, ValueError, TypeError) as problem:
            said = f"Refused: {problem}"
        place = back if back.startswith("/") and not back.startswith("//") else "/"
        return Response(303, b"", {"Location": f"{place}?said={quote(said)}"})
