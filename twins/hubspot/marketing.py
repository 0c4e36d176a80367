"""Forms and submissions, marketing e-mails, campaigns, e-mail events.

Sources: HubSpot's published API descriptions (Forms v3, Marketing emails v3, Campaigns v3); developers "Get form
submissions", "Submit data to a form", "Email events API v1" (newest first, at most 1,000 a page, an opaque offset).
"""

import base64
import uuid
from typing import Any

from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.hubspot.errors import invalid, not_found
from twins.hubspot.portal import Portal, Source
from twins.hubspot.records import names_of, number_of
from twins.hubspot.values import milliseconds

EVENTS = (
    "SENT",
    "DELIVERED",
    "OPEN",
    "CLICK",
    "BOUNCE",
    "DROPPED",
    "DEFERRED",
    "SPAMREPORT",
    "STATUSCHANGE",
    "FORWARD",
    "PRINT",
)
FORM_STYLE = {
    "backgroundWidth": "100%",
    "fontFamily": "arial, helvetica, sans-serif",
    "helpTextColor": "#7C98B6",
    "helpTextSize": "11px",
    "labelTextColor": "#33475b",
    "labelTextSize": "14px",
    "legalConsentTextColor": "#33475b",
    "legalConsentTextSize": "14px",
    "submitAlignment": "left",
    "submitColor": "#ff7a59",
    "submitFontColor": "#ffffff",
    "submitSize": "12px",
}


class Marketing:
    """Handlers over one portal."""

    def __init__(self, portal: Portal, settings: dict[str, Any]) -> None:
        self.portal = portal
        self.settings = settings

    def forms(self, request: Request, source: Source) -> Response:
        """GET /marketing/v3/forms."""
        rows = [self.form_shown(r) for r in self.portal.store.rows("form").values()]
        return _paged(request, rows, 20, 500)

    def form(self, request: Request, source: Source, key: str) -> Response:
        """GET /marketing/v3/forms/{id}."""
        row = self.portal.store.find("form", key)
        if row is None:
            raise not_found("Form not found")
        return answer_json(200, self.form_shown(row))

    def form_shown(self, row: Row) -> Row:
        """A form as the API writes it; a seed need give only id and name."""
        now = self.portal.now()
        email = {
            "objectTypeId": "0-1",
            "name": "email",
            "label": "Email",
            "required": True,
            "hidden": False,
            "fieldType": "email",
            "dependentFields": [],
            "validation": {"blockedEmailDomains": [], "useDefaultBlockList": False},
        }
        configuration = {
            "language": "en",
            "cloneable": True,
            "editable": True,
            "archivable": True,
            "recaptchaEnabled": False,
            "createNewContactForNewEmail": True,
            "allowLinkToResetKnownValues": False,
            "notifyContactOwner": False,
            "notifyRecipients": [],
            "prePopulateKnownValues": True,
            "lifecycleStages": [],
            "postSubmitAction": {"type": "thank_you", "value": "Thank you"},
        }
        display = {
            "theme": "default_style",
            "submitButtonText": "Submit",
            "renderRawHtml": False,
            "style": FORM_STYLE,
        }
        return {
            "formType": "hubspot",
            "createdAt": now,
            "updatedAt": now,
            "archived": False,
            "fieldGroups": [{"groupType": "default_group", "richTextType": "text", "fields": [email]}],
            "configuration": configuration,
            "displayOptions": {**display, "cssClass": "hs-form"},
            "legalConsentOptions": {"type": "none"},
            **row,
        }

    def submissions(self, request: Request, source: Source, key: str) -> Response:
        """GET /form-integrations/v1/submissions/forms/{id}: newest first, at most 50 a page."""
        if self.portal.store.find("form", key) is None:
            raise not_found("Form not found")
        rows = [r for r in self.portal.store.rows("submission").values() if r["formId"] == key]
        rows.sort(key=lambda r: -r["submittedAt"])
        shown = [{k: v for k, v in r.items() if k not in ("formId", "contactId")} for r in rows]
        return _paged(request, shown, 20, 50)

    def submit(self, request: Request, source: Source, portal: str, key: str) -> Response:
        """POST /submissions/v3/integration/submit/{portal}/{form}: unsigned, as a website does it."""
        given = request.json()
        fields = {f["name"]: f.get("value") for f in given.get("fields") or []}
        self.submitted(key, fields, (given.get("context") or {}).get("pageUri", ""))
        return answer_json(200, {"inlineMessage": "Thank you"})

    def submitted(self, key: str, fields: dict[str, Any], page: str) -> str:
        """Keep a submission; make or update the contact; give the contact's id."""
        form = self.portal.store.find("form", key)
        if form is None:
            raise not_found("Form not found")
        email = str(fields.get("email") or "")
        if not email:
            raise invalid("Required field 'email' is missing")
        source = Source("FORM", key)
        known = {k: v for k, v in fields.items() if k in self.portal.objects["contacts"].properties}
        row = self.portal.find("contacts", email, "email")
        if row is None:
            row = self.portal.create("contacts", known, source)
        else:
            row = self.portal.update("contacts", row["id"], known, source)
        now = self.portal.now()
        count = int(row["props"].get("num_conversion_events") or 0) + 1
        more = {"num_conversion_events": str(count), "recent_conversion_date": now}
        more["recent_conversion_event_name"] = form["name"]
        if count == 1:
            more |= {"first_conversion_date": now, "first_conversion_event_name": form["name"]}
        self.portal.write(row, more, source)
        conversion = str(uuid.UUID(int=self.portal.dice.getrandbits(128), version=4))
        values = [{"name": k, "value": v, "objectTypeId": "0-1"} for k, v in fields.items()]
        kept = {
            "conversionId": conversion,
            "submittedAt": milliseconds(now),
            "values": values,
            "pageUrl": page,
        }
        self.portal.store.put("submission", conversion, {**kept, "formId": key, "contactId": row["id"]})
        return str(row["id"])

    def emails(self, request: Request, source: Source) -> Response:
        """GET /marketing/v3/emails."""
        rows = [self.email_shown(r) for r in self.portal.store.rows("marketing_email").values()]
        answer = _paged(request, rows, 10, 100)
        body = answer.json() | {"total": len(rows)}
        return answer_json(200, body)

    def email(self, request: Request, source: Source, key: str) -> Response:
        """GET /marketing/v3/emails/{id}."""
        row = self.portal.store.find("marketing_email", key)
        if row is None:
            raise not_found("Email not found")
        return answer_json(200, self.email_shown(row))

    def email_shown(self, row: Row) -> Row:
        """A marketing e-mail as the API writes it; a seed need give only id, name and subject."""
        now = self.portal.now()
        base = {
            "isAb": False,
            "type": "BATCH_EMAIL",
            "state": "PUBLISHED",
            "isPublished": True,
            "archived": False,
        }
        return {**base, "createdAt": now, "updatedAt": now, "publishDate": now, **row}

    def campaigns(self, request: Request, source: Source) -> Response:
        """GET /marketing/v3/campaigns."""
        names = names_of(request, "properties")
        rows = [self.campaign_shown(r, names) for r in self.portal.store.rows("campaign").values()]
        answer = _paged(request, rows, 50, 100)
        return answer_json(200, answer.json() | {"total": len(rows)})

    def campaign(self, request: Request, source: Source, key: str) -> Response:
        """GET /marketing/v3/campaigns/{id}."""
        row = self.portal.store.find("campaign", key)
        if row is None:
            raise not_found("Campaign not found")
        return answer_json(200, {**self.campaign_shown(row, names_of(request, "properties")), "assets": {}})

    def campaign_shown(self, row: Row, names: list[str]) -> Row:
        """A campaign: properties only as asked for."""
        now = self.portal.now()
        props = {n: row.get("properties", {})[n] for n in names if n in row.get("properties", {})}
        times = {"createdAt": row.get("createdAt", now), "updatedAt": row.get("updatedAt", now)}
        return {"id": row["id"], "properties": props, "businessUnits": [], **times}

    def campaign_contacts(self, request: Request, source: Source, key: str, kind: str) -> Response:
        """GET /marketing/v3/campaigns/{id}/reports/contacts/{type}."""
        row = self.portal.store.find("campaign", key)
        if row is None:
            raise not_found("Campaign not found")
        return _paged(request, [{"id": str(i)} for i in row.get("_contacts", [])], 100, 100)

    def events(self, request: Request, source: Source) -> Response:
        """GET /email/public/v1/events."""
        rows = list(self.portal.store.rows("event").values())
        for name, field in (("recipient", "recipient"), ("eventType", "type")):
            if request.first(name):
                wanted = request.first(name).lower()
                rows = [r for r in rows if str(r.get(field, "")).lower() == wanted]
        for name, field in (("campaignId", "emailCampaignId"), ("appId", "appId")):
            if request.first(name):
                rows = [r for r in rows if str(r.get(field)) == request.first(name)]
        start, end = request.first("startTimestamp"), request.first("endTimestamp")
        rows = [
            r
            for r in rows
            if (not start or r["created"] >= int(start)) and (not end or r["created"] < int(end))
        ]
        rows.sort(key=lambda r: (-r["created"], r["id"]))
        limit = number_of(request, "limit", 100, 1000)
        begin = _offset(request.first("offset"))
        page = rows[begin : begin + limit]
        cursor = base64.urlsafe_b64encode(f"at:{begin + len(page)}".encode()).decode().rstrip("=")
        return answer_json(200, {"hasMore": begin + limit < len(rows), "offset": cursor, "events": page})

    def event(self, request: Request, source: Source, created: str, key: str) -> Response:
        """GET /email/public/v1/events/{created}/{id}."""
        row = self.portal.store.find("event", key)
        if row is None or str(row["created"]) != created:
            raise not_found()
        return answer_json(200, row)

    def happened(self, kind: str, recipient: str, more: dict[str, Any]) -> str:
        """Keep an e-mail event; everything after SENT names the send it follows."""
        if kind not in EVENTS:
            raise ValueError(f"type is one of {', '.join(EVENTS)}")
        now = milliseconds(self.portal.now())
        key = str(uuid.UUID(int=self.portal.dice.getrandbits(128), version=4))
        row: Row = {
            "id": key,
            "type": kind,
            "created": now,
            "recipient": recipient,
            "portalId": int(self.settings["portal"]),
            "appId": 113,
            "appName": "Batch",
            "emailCampaignId": more.pop("emailCampaignId", 1),
            "filteredEvent": False,
        }
        sends = [r for r in self.portal.store.rows("event").values() if r["type"] == "SENT"]
        send = next((r for r in reversed(sends) if r["recipient"] == recipient), None)
        if kind != "SENT" and send:
            row["sentBy"] = {"id": send["id"], "created": send["created"]}
        self.portal.store.put("event", key, {**row, **more})
        return key

    def email_campaign(self, request: Request, source: Source, key: str) -> Response:
        """GET /email/public/v1/campaigns/{id}."""
        row = self.portal.store.find("email_campaign", key)
        if row is None:
            raise not_found()
        return answer_json(200, row)

    def email_campaigns(self, request: Request, source: Source) -> Response:
        """GET /email/public/v1/campaigns/by-id and /email/public/v1/campaigns: ids, newest use first."""
        rows = list(self.portal.store.rows("email_campaign").values())
        limit, begin = number_of(request, "limit", 100, 1000), _offset(request.first("offset"))
        found = [{"id": r["id"], "appId": r.get("appId", 113)} for r in rows[begin : begin + limit]]
        cursor = base64.urlsafe_b64encode(f"at:{begin + len(found)}".encode()).decode().rstrip("=")
        return answer_json(200, {"hasMore": begin + limit < len(rows), "offset": cursor, "campaigns": found})


def _offset(text: str) -> int:
    if not text:
        return 0
    try:
        return int(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().removeprefix("at:"))
    except ValueError:
        raise invalid(f"Invalid offset: {text}") from None


def _paged(request: Request, rows: list[Row], default: int, most: int) -> Response:
    limit, begin = number_of(request, "limit", default, most), _offset(request.first("after"))
    body: Row = {"results": rows[begin : begin + limit]}
    if begin + limit < len(rows):
        cursor = base64.urlsafe_b64encode(f"at:{begin + limit}".encode()).decode().rstrip("=")
        body["paging"] = {"next": {"after": cursor, "link": f"{request.path}?after={cursor}"}}
    return answer_json(200, body)
