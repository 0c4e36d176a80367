"""The pretend CRM of the HubSpot twin: lists of contacts, companies, deals; a record; the buttons of a rep."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from twins.common import page
from twins.common.store import Row
from twins.common.web import Request, Response, answer_html
from twins.hubspot.errors import HubSpotError

if TYPE_CHECKING:
    from twins.hubspot.twin import HubSpotTwin

LINKS = (
    ("/", "Contacts"),
    ("/list/companies", "Companies"),
    ("/list/deals", "Deals"),
    ("/list/tasks", "Tasks"),
)
SHOWN = {
    "contacts": (
        "firstname",
        "lastname",
        "email",
        "company",
        "lifecyclestage",
        "hs_lead_status",
        "createdate",
    ),
    "companies": ("name", "domain", "country", "lifecyclestage"),
    "deals": ("dealname", "dealstage", "amount", "closedate"),
    "tasks": ("hs_task_subject", "hs_task_status", "hs_timestamp"),
}
ACTIVITIES = ("calls", "emails", "meetings", "communications", "notes", "tasks")
PER_PAGE = 50


class Pages:
    """Pages over one twin."""

    def __init__(self, twin: HubSpotTwin) -> None:
        self.twin = twin
        self.portal = twin.portal
        twin.pages.add("GET", "/", lambda request: self.listing(request, "contacts"))
        twin.pages.add("GET", "/list/{kind}", self.listing)
        twin.pages.add("GET", "/record/{kind}/{key}", self.record)
        twin.pages.add("POST", "/act", self.act)

    def _owners(self) -> list[tuple[str, str]]:
        rows = self.portal.store.rows("owner").values()
        return [(r["id"], f"{r.get('firstName', '')} {r.get('lastName', '')}".strip()) for r in rows]

    def _owner(self, row: Row) -> str:
        return dict(self._owners()).get(row["props"].get("hubspot_owner_id") or "", "")

    def _name(self, row: Row) -> str:
        props = row["props"]
        full = f"{props.get('firstname') or ''} {props.get('lastname') or ''}".strip()
        named = next(
            (props[n] for n in ("name", "dealname", "hs_task_subject", "email") if props.get(n)), row["id"]
        )
        return full or str(named)

    def _fits(self, row: Row, wanted: str) -> bool:
        """Whether every word that was asked for stands in the record's name, company, address or owner."""
        props = row["props"]
        said = " ".join(
            (self._name(row), props.get("company") or "", props.get("email") or "", self._owner(row))
        )
        return all(word in said.lower() for word in wanted.lower().split())

    def listing(self, request: Request, kind: str) -> Response:
        """A list, newest first."""
        if kind not in SHOWN:
            return answer_html(page.page("Not found", "<p>No such list.</p>", LINKS), 404)
        wanted = request.first("find").strip()
        rows = [
            r
            for r in self.portal.store.rows(kind).values()
            if not r["archived"] and not r.get("mergedInto") and self._fits(r, wanted)
        ]
        rows.sort(key=lambda r: (r["createdAt"], int(r["id"])), reverse=True)
        start = int(request.first("from", "0") or 0)
        one = self.portal.objects[kind]
        names = SHOWN[kind][2:] if kind == "contacts" else SHOWN[kind][1:]
        cells = [
            [
                page.link(f"/record/{kind}/{r['id']}", self._name(r)),
                *(page.text(r["props"].get(n)) for n in names),
                page.text(self._owner(r)),
            ]
            for r in rows[start : start + PER_PAGE]
        ]
        heads = ["Name", *(one.properties[n].label for n in names), "Owner"]
        body = page.find_form(f"/list/{kind}", wanted, "Find a name, company, address or owner")
        body += page.table(f"{len(rows)} records, newest first", heads, cells)
        if start + PER_PAGE < len(rows):
            body += f"<p>{page.link(f'/list/{kind}?from={start + PER_PAGE}', 'Next page')}</p>"
        return answer_html(page.page(kind.capitalize(), body, LINKS, request.first("said")))

    def record(self, request: Request, kind: str, key: str) -> Response:
        """One record: its values, its activities, what a rep may do."""
        row = self.portal.find(kind, key) if kind in SHOWN else None
        if row is None:
            return answer_html(page.page("Not found", "<p>No such record.</p>", LINKS), 404)
        one = self.portal.objects[kind]
        pairs = [(one.properties[n].label, v) for n, v in row["props"].items() if v and n in one.properties]
        body = "<p>This record is deleted.</p>" if row["archived"] else self._acts(kind, row)
        body += self._activities(kind, row)
        body += f"<h2>Details</h2>{page.facts([('Owner', self._owner(row)), *sorted(pairs)])}"
        return answer_html(page.page(self._name(row), body, LINKS, request.first("said")))

    def _activities(self, kind: str, row: Row) -> str:
        found = [
            (a, self.portal.store.find(a, k))
            for a in ACTIVITIES
            for k in self.twin.links.of(kind, row["id"], a)
        ]
        live = [(a, r) for a, r in found if r and not r["archived"]]
        live.sort(key=lambda pair: pair[1]["props"].get("hs_timestamp") or "", reverse=True)
        cells = [
            [
                page.text(self.portal.objects[a].singular),
                page.text(r["props"].get("hs_timestamp")),
                self._owner(r),
            ]
            for a, r in live
        ]
        return "<h2>Activities</h2>" + page.table("Newest first", ["Kind", "When", "Owner"], cells)

    def _acts(self, kind: str, row: Row) -> str:
        owners, mine = self._owners(), row["props"].get("hubspot_owner_id") or ""
        back = f"/record/{kind}/{row['id']}"

        def form(act: str, button: str, subject: str = "who", fields: str = "", **more: str) -> str:
            who = page.choice("by", "As", owners, act, mine)
            return page.act_form(act, button, fields + who, {subject: row["id"], "back": back, **more})

        forms = []
        if kind == "contacts":
            props = self.portal.objects["contacts"].properties
            stages, statuses = props["lifecyclestage"].options, props["hs_lead_status"].options
            others = [r for r in self.portal.store.rows("contacts").values() if not r["archived"]]
            names = [
                (r["id"], self._name(r)) for r in others if not r.get("mergedInto") and r["id"] != row["id"]
            ]
            stage = page.choice(
                "stage", "Lifecycle stage", stages, "stage", row["props"].get("lifecyclestage") or ""
            )
            status = page.choice(
                "status", "Status", statuses, "status", row["props"].get("hs_lead_status") or ""
            )
            forms = [
                form("log_call", "Log a call"),
                form("log_email", "Log an e-mail"),
                form("book_meeting", "Book a meeting"),
                form("set_stage", "Change lifecycle stage", fields=stage),
                form("change_status", "Change lead status", fields=status),
                form(
                    "change_owner",
                    "Change owner",
                    fields=page.choice("owner", "New owner", owners, "owner", mine),
                ),
                form("make_deal", "Make a deal"),
                form("return_contact", "Return to marketing"),
                form(
                    "merge",
                    "Merge",
                    "winner",
                    page.choice("loser", "Merge this one into it", names[:200], "loser"),
                ),
                form("opt_out", "Opt out of e-mail"),
            ]
        if kind == "deals":
            options = self.portal.objects["deals"].properties["dealstage"].options
            stage = page.choice("stage", "Stage", options, "stage", row["props"].get("dealstage") or "")
            forms = [form("move_deal", "Change stage", "deal", stage)]
        if kind == "tasks":
            forms = [form("complete_task", "Complete", "task")]
        return f'<h2>What a rep does</h2><div class="acts">{"".join(forms)}</div>' if forms else ""

    def act(self, request: Request) -> Response:
        """Do an act and go back to the record, saying what happened."""
        form = request.form()
        act, back = form.pop("act", ""), form.pop("back", "/")
        try:
            self.twin.act(act, **form)
            said = f"Done: {act.replace('_', ' ')}."
        except (HubSpotError, ValueError, TypeError) as problem:
            said = f"Refused: {problem}"
        place = back if back.startswith("/") and not back.startswith("//") else "/"
        return Response(303, b"", {"Location": f"{place}?said={quote(said)}"})
