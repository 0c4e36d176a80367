"""The HubSpot twin: routes, token, limits."""

from collections.abc import Callable
from typing import Any

from twins.common.faults import Fault
from twins.common.twin import Twin
from twins.common.web import BadJsonError, Request, Response, answer_json
from twins.hubspot.acts import Acts
from twins.hubspot.errors import HubSpotError, over_limit
from twins.hubspot.limits import Limits
from twins.hubspot.links import Links
from twins.hubspot.lists import Lists
from twins.hubspot.marketing import Marketing
from twins.hubspot.others import Others
from twins.hubspot.pages import Pages
from twins.hubspot.portal import Portal, Source
from twins.hubspot.preferences import Preferences
from twins.hubspot.records import Records
from twins.hubspot.schema import read_objects
from twins.hubspot.search import Search
from twins.hubspot.seed import load, load_properties
from twins.hubspot.webhooks import Webhooks

TOKEN = "pat-eu1-twin"  # noqa: S105 - the pretend token of a pretend portal
BROKEN = {
    401: ("INVALID_AUTHENTICATION", "The OAuth token used to make this call expired 5 minute(s) ago."),
    403: ("MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call."),
    500: ("INTERNAL_ERROR", "There was a problem with the request."),
    502: ("INTERNAL_ERROR", "There was a problem with the request."),
    503: ("SERVICE_UNAVAILABLE", "Service temporarily unavailable."),
    504: ("TIMEOUT", "The request timed out."),
}


class HubSpotTwin(Twin):
    """A pretend HubSpot portal."""

    vendor = "hubspot"
    defaults = {
        "budget": 625_000,  # calls a day (Professional)
        "burst_limit": 190,  # calls in ten seconds; 0 switches it off
        "search_limit": 5,  # searches a second; 0 switches it off
        "token": TOKEN,
        "app_id": 1_234_567,
        "client_secret": "twin-client-secret",
        "portal": 4_727_653,
        "time_zone": "Europe/Berlin",
        "merge_new_id": ["companies", "deals"],  # types whose merge makes a record with a new id
        "webhook_retry_seconds": 0.2,  # the first wait between tries (the vendor's is minutes)
        "scopes_missing": [],  # path prefixes that answer 403 MISSING_SCOPES
    }

    def routes(self) -> None:
        """Every path the twin answers."""
        self.objects = read_objects()
        self.portal = Portal(self.store, self.clock, self.objects, self.dice)
        self.links = Links(self.portal)
        self.limits = Limits(self.store, self.settings, self.dice)
        self.records = Records(self.portal, self.links, self.settings)
        self.others = Others(self.portal, self.links, self.settings)
        search = Search(self.records)
        base, records, others = "/crm/v3/objects/{kind}", self.records, self.others
        self._add("POST", f"{base}/search", search.search)
        self._add("POST", f"{base}/batch/read", records.batch_read)
        self._add("POST", f"{base}/batch/create", records.batch_create)
        self._add("POST", f"{base}/batch/update", records.batch_update)
        self._add("POST", f"{base}/batch/upsert", records.batch_upsert)
        self._add("POST", f"{base}/batch/archive", records.batch_archive)
        self._add("POST", f"{base}/merge", records.merge)
        self._add("POST", f"{base}/gdpr-delete", records.gdpr_delete)
        self._add("GET", base, records.page)
        self._add("POST", base, records.create)
        self._add("GET", f"{base}/{{key}}", records.read)
        self._add("PATCH", f"{base}/{{key}}", records.update)
        self._add("DELETE", f"{base}/{{key}}", records.archive)
        self._others(others)
        self._marketing()
        self._webhooks()
        self.acts = Acts(self).all()
        Pages(self)
        if self.store.find("twin.settings", "all") is not None:
            load_properties(self.portal, self.seed)

    def _others(self, others: Others) -> None:
        self._add("GET", "/crm/v3/owners", others.owners)
        self._add("GET", "/crm/v3/owners/{key}", others.owner)
        self._add("GET", "/account-info/v3/details", others.account)
        self._add("GET", "/crm/v3/pipelines/{kind}", others.pipelines)
        self._add("GET", "/crm/v3/pipelines/{kind}/{key}", others.pipeline)
        self._add("GET", "/crm/v3/pipelines/{kind}/{key}/stages", others.stages)
        self._add("GET", "/crm/v3/properties/{kind}", others.properties)
        self._add("POST", "/crm/v3/properties/{kind}", others.create_property)
        self._add("POST", "/crm/v3/properties/{kind}/batch/create", others.create_properties)
        self._add("GET", "/crm/v3/properties/{kind}/{name}", others.property)
        self._add("DELETE", "/crm/v3/properties/{kind}/{name}", others.archive_property)
        v4 = "/crm/v4/objects/{kind}/{key}/associations"
        self._add("PUT", f"{v4}/default/{{to}}/{{to_key}}", others.link_default)
        self._add("GET", f"{v4}/{{to}}", others.linked)
        self._add("PUT", f"{v4}/{{to}}/{{to_key}}", others.link)
        self._add("DELETE", f"{v4}/{{to}}/{{to_key}}", others.unlink)
        pairs = "/crm/v4/associations/{kind}/{to}/batch"
        self._add("POST", f"{pairs}/read", others.linked_batch)
        self._add("POST", f"{pairs}/create", others.link_batch)
        self._add("POST", f"{pairs}/archive", others.unlink_batch)
        self._add("POST", f"{pairs}/associate/default", others.link_defaults)

    def _marketing(self) -> None:
        self.marketing, self.lists = Marketing(self.portal, self.settings), Lists(self.portal)
        marketing, lists = self.marketing, self.lists
        self._add("GET", "/crm/v3/lists", lists.several)
        self._add("POST", "/crm/v3/lists", lists.create)
        self._add("POST", "/crm/v3/lists/search", lists.search)
        self._add("GET", "/crm/v3/lists/{key}", lists.read)
        self._add("DELETE", "/crm/v3/lists/{key}", lists.delete)
        self._add("GET", "/crm/v3/lists/{key}/memberships", lists.members)
        self._add("GET", "/crm/v3/lists/{key}/memberships/join-order", lists.members)
        self._add("PUT", "/crm/v3/lists/{key}/memberships/add", lists.add)
        self._add("PUT", "/crm/v3/lists/{key}/memberships/remove", lists.remove)
        self._add("PUT", "/crm/v3/lists/{key}/memberships/add-and-remove", lists.add_and_remove)
        self._add("GET", "/crm/v3/lists/records/{type_id}/{key}/memberships", lists.of_record)
        self._add("GET", "/marketing/v3/forms", marketing.forms)
        self._add("GET", "/marketing/v3/forms/{key}", marketing.form)
        self._add("GET", "/form-integrations/v1/submissions/forms/{key}", marketing.submissions)
        self._add("POST", "/submissions/v3/integration/submit/{portal}/{key}", marketing.submit)
        self._add("GET", "/marketing/v3/emails", marketing.emails)
        self._add("GET", "/marketing/v3/emails/{key}", marketing.email)
        self._add("GET", "/marketing/v3/campaigns", marketing.campaigns)
        self._add("GET", "/marketing/v3/campaigns/{key}", marketing.campaign)
        self._add("GET", "/marketing/v3/campaigns/{key}/reports/contacts/{kind}", marketing.campaign_contacts)
        self._add("GET", "/email/public/v1/events", marketing.events)
        self._add("GET", "/email/public/v1/events/{created}/{key}", marketing.event)
        self._add("GET", "/email/public/v1/campaigns", marketing.email_campaigns)
        self._add("GET", "/email/public/v1/campaigns/by-id", marketing.email_campaigns)
        self._add("GET", "/email/public/v1/campaigns/{key}", marketing.email_campaign)

        preferences, v4 = Preferences(self.portal), "/communication-preferences/v4"
        self.preferences = preferences
        self._add("GET", f"{v4}/definitions", preferences.definitions)
        self._add("POST", f"{v4}/statuses/batch/read", preferences.batch_read)
        self._add("GET", f"{v4}/statuses/{{address}}", preferences.statuses)
        self._add("POST", f"{v4}/statuses/{{address}}", preferences.update)
        self._add("POST", f"{v4}/statuses/{{address}}/unsubscribe-all", preferences.unsubscribe_all)

    def _webhooks(self) -> None:
        hooks = Webhooks(self.portal, self.settings)
        self.webhooks = self.portal.hooks = hooks
        base = "/webhooks/v3/{app}"
        self._add("GET", f"{base}/settings", hooks.read_settings)
        self._add("PUT", f"{base}/settings", hooks.put_settings)
        self._add("DELETE", f"{base}/settings", hooks.drop_settings)
        self._add("GET", f"{base}/subscriptions", hooks.subscriptions)
        self._add("POST", f"{base}/subscriptions", hooks.subscribe)
        for method in ("GET", "PATCH", "DELETE"):
            self._add(method, f"{base}/subscriptions/{{key}}", hooks.subscription)

    def after_unit(self, kept: bool) -> None:
        """Send what the webhooks held."""
        self.webhooks.release(kept)

    def stop(self) -> None:
        """Stop serving and delivering."""
        self.webhooks.stop()
        super().stop()

    def _add(self, method: str, path: str, handler: Callable[..., Response]) -> None:
        self.api.add(method, path, lambda request, **values: handler(request, self.app(), **values))

    def app(self) -> Source:
        """The private app as the source of a write."""
        return Source("INTEGRATION", str(self.settings["app_id"]))

    def load(self) -> None:
        """Fill the portal from the seed."""
        load(self.portal, self.links, self.seed)

    def guard(self, request: Request) -> Response | None:
        """The private app's token, its scopes, and the rate limits."""
        if request.path.startswith("/submissions/v3/"):
            return None
        if request.headers.get("authorization", "") != f"Bearer {self.settings['token']}":
            message = (
                "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can "
                "find more "
                "details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
            )
            return HubSpotError(401, "INVALID_AUTHENTICATION", message).answer(self.dice)
        if any(request.path.startswith(p) for p in self.settings["scopes_missing"]):
            return self._missing_scope(request)
        return self.limits.refuse(self.clock.true_now(), request.path.endswith("/search"))

    def _missing_scope(self, request: Request) -> Response:
        kind = request.path.split("/")[4] if request.path.startswith("/crm/v3/objects/") else "objects"
        scope = f"crm.objects.{kind}.{'read' if request.method == 'GET' else 'write'}"
        message = (
            "This app hasn't been granted all required scopes to make this call. Read more about required scopes "
            "here: https://developers.hubspot.com/scopes."
        )
        more = {
            "message": "One or more of the following scopes are required.",
            "context": {"requiredGranularScopes": [scope]},
        }
        links = {"scopes": "https://developers.hubspot.com/scopes"}
        return HubSpotError(403, "MISSING_SCOPES", message, errors=[more], links=links).answer(self.dice)

    def dressed(self, request: Request, response: Response) -> Response:
        """Limit headers on all but searches; the server's time; a correlation id."""
        if not request.path.endswith("/search") and response.status != 401:
            response.headers |= self.limits.headers(self.clock.true_now())
        response.headers["Date"] = f"{self.clock.now():%a, %d %b %Y %H:%M:%S} GMT"
        return response

    def broken(self, fault: Fault) -> Response:
        """The body HubSpot sends with this status."""
        if fault.status == 429:
            policy = fault.code or "TEN_SECONDLY_ROLLING"
            answer = answer_json(429, over_limit(policy, self.dice))
        else:
            category, message = BROKEN.get(fault.status, BROKEN[500])
            answer = HubSpotError(fault.status, fault.code or category, message).answer(self.dice)
        if fault.retry_after is not None:
            answer.headers["Retry-After"] = str(int(fault.retry_after))
        return answer

    def refused(self, problem: Exception) -> Response | None:
        """HubSpot's own errors, and bodies that are no JSON or lack what they must have."""
        if isinstance(problem, HubSpotError):
            return problem.answer(self.dice)
        if isinstance(problem, (BadJsonError, KeyError, TypeError, AttributeError)):
            message = f"Invalid input JSON on line 1, column 1: {problem}"
            return HubSpotError(400, "VALIDATION_ERROR", message).answer(self.dice)
        return None

    def missing(self, request: Request, allowed: list[str]) -> Response:
        """404, or 405 where another method would do."""
        if allowed:
            return HubSpotError(405, "METHOD_NOT_ALLOWED", "HTTP 405 Method Not Allowed").answer(self.dice)
        message = "Unable to find the requested resource"
        return HubSpotError(404, "OBJECT_NOT_FOUND", message).answer(self.dice)

    def owner(self, name: str) -> dict[str, Any]:
        """An owner by id, address or full name."""
        for row in self.store.rows("owner").values():
            full = f"{row.get('firstName', '')} {row.get('lastName', '')}"
            if name in (row["id"], row.get("email"), full):
                return row
        raise ValueError(f"no owner '{name}'")
