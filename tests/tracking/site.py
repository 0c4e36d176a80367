"""A site of the customer's with Accord's script on it, visited in a real browser; what was kept and sent."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[2] / "src/accord/interfaces/tracking/browser/a.js"
MODES = ("strict", "consented", "denied", "withdrawn", "off")
SIGNALS = ("none", "gpc", "dnt")
QUERY = "?utm_source=xing&utm_campaign=autumn&q=pumps&email=canary@quiet.example&token=zz-secret#zz-fragment"
PERSON = "canary@quiet.example"
_PAGE = """<!doctype html><html><head><title>Canary Featherstone</title>
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src {accord} {site}; connect-src {accord}; form-action {accord} {site}">
<script src="{accord}/a.js" data-key="{key}" data-mode="{mode}" data-keep="q"></script>
<script src="/say.js"></script></head>
<body><a id="go" href="/next{query}">next</a><button id="press">press</button>
<form id="form" method="post" action="{accord}/f/{key}"><input name="email"><input type="checkbox" name="consent">
<input type="hidden" name="_next" value="/thanks"><button id="send">send</button></form>{tall}</body></html>"""
_SAY = """
const how = "%s";
if (how === "consented" || how === "withdrawn") accord.consent(true);
if (how === "denied" || how === "withdrawn") accord.consent(false);
accord.identify("17", {email: "canary@quiet.example"});
addEventListener("DOMContentLoaded", () => {
  document.getElementById("press").addEventListener("click", () => accord.track("Button Pressed", {which: "one"}));
});
"""


@dataclass
class Seen:
    """What one visit left on the device, and what left the device."""

    stored: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def visitors(self) -> list[str]:
        """Every id of a visitor that was sent, in order."""
        return [e["anonymousId"] for e in self.events] + [
            f["accord_id"] for f in self.forms if "accord_id" in f
        ]


Kept = Callable[[], list[dict[str, Any]]]


class _Site(BaseHTTPRequestHandler):
    def __init__(self, *given: Any, site: "Site") -> None:
        self.site = site
        super().__init__(*given)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        said = _SAY % self.site.how if path == "/say.js" else self.site.page()
        self.send_response(200)
        self.send_header(
            "Content-Type", "text/javascript" if path == "/say.js" else "text/html; charset=utf-8"
        )
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@dataclass
class Site:
    """A small site on a port of its own."""

    accord: str = ""
    key: str = ""
    how: str = "strict"
    address: str = ""

    def page(self) -> str:
        """Each of its pages."""
        mode = {"denied": "consented", "withdrawn": "consented"}.get(self.how, self.how)
        return _PAGE.format(
            accord=self.accord, site=self.address, key=self.key, mode=mode, query=QUERY, tall="<br>" * 200
        )


@contextmanager
def site() -> Iterator[Site]:
    """Serve it until the end of the block."""
    made = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, site=made))
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def visit(browser: Any, made: Site, how: str, signal: str, kept: Kept, script: str = "") -> Seen:
    """Look at a page, scroll, press, go to the next, send its form; with another script where one is given.

    What a page sends as it goes away is seen where it arrives: `kept` gives what was kept since it was asked last.
    """
    kept()
    made.how, seen = how, Seen()
    headers = {"gpc": {"Sec-GPC": "1"}, "dnt": {"DNT": "1"}}.get(signal, {})
    context = browser.new_context(extra_http_headers=headers)
    context.add_init_script(
        {
            "gpc": "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})",
            "dnt": "Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})",
        }.get(signal, "")
    )
    if script:
        context.route("**/a.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page = context.new_page()
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda m: seen.errors.append(m.text) if "Security Policy" in m.text else None)
    context.on("request", partial(_note, seen, made.accord))
    page.goto(made.address + "/pricing" + QUERY)
    page.mouse.move(30, 30)
    page.mouse.wheel(0, 200)
    page.click("#press")
    page.click("#go")
    page.wait_for_url("**/next**")
    page.fill("[name=email]", PERSON)
    page.click("#send")
    page.wait_for_url("**/thanks")
    _note_storage(seen, context, page)
    arrived = kept()
    for _ in range(50):
        if sum(event["call"] == "page" for event in arrived) >= 2 or _is_silent(how, signal):
            break
        page.wait_for_timeout(100)
        arrived += kept()
    context.close()
    _settle(kept)
    held = {event["messageId"] for event in arrived}
    seen.events = arrived + [event for event in seen.events if event["messageId"] not in held]
    return seen


def _settle(kept: Kept) -> None:
    """What a closing page still sends belongs to no later visit: wait until nothing has come for a second."""
    quiet_since, until = time.monotonic(), time.monotonic() + 20
    while time.monotonic() < min(quiet_since + 1, until):
        time.sleep(0.1)
        if kept():
            quiet_since = time.monotonic()


def _note(seen: Seen, accord: str, request: Any) -> None:
    if not request.url.startswith(accord) or request.method == "OPTIONS":
        return
    seen.urls.append(request.url)
    path, body = request.url[len(accord) :], request.post_data or ""
    if path.startswith("/v1/"):
        seen.events.append(json.loads(body) | {"call": path[4:]})
    elif path.startswith("/f/"):
        seen.forms.append(dict(re.findall(r"([^&=]+)=([^&]*)", body)))


def _note_storage(seen: Seen, context: Any, page: Any) -> None:
    for cookie in context.cookies():
        seen.stored["cookie " + cookie["name"]] = cookie["value"]
    kept = page.evaluate(
        "async () => ({...localStorage, ...sessionStorage, ...Object.fromEntries("
        "(await indexedDB.databases()).map((d) => ['db ' + d.name, '']))})"
    )
    seen.stored |= kept


def breaches(seen: Seen, how: str, signal: str) -> list[str]:
    """What a visit did that its mode and the browser's signal do not allow; empty: nothing."""
    found = [*seen.errors]
    known, silent = (
        how == "consented" and signal == "none",
        signal != "none" or how in ("denied", "withdrawn", "off"),
    )
    if bool(seen.stored) != known:
        found.append(f"stored {sorted(seen.stored)}")
    if bool(seen.events) == silent:
        found.append(f"{len(seen.events)} events")
    if not silent:
        found += _of_events(seen, known)
    elif seen.visitors:
        found.append("a form with an id")
    if len(seen.forms) != 1 or "email" not in seen.forms[0]:
        found.append("the form was not sent")
    outside = (
        json.dumps(seen.events) + str([form.get("accord_page", "") for form in seen.forms]) + str(seen.urls)
    )
    said = json.dumps([event for event in seen.events if event["call"] != "identify"])
    if any(word in outside for word in ("zz-secret", "zz-fragment", "Featherstone")) or PERSON in said:
        found.append("more of the page's address than is allowed")
    return found


def _is_silent(how: str, signal: str) -> bool:
    """Whether nothing but the form may be sent."""
    return signal != "none" or how in ("denied", "withdrawn", "off")


def _of_events(seen: Seen, known: bool) -> list[str]:
    found = []
    pages = [event for event in seen.events if event["call"] == "page"]
    if [event["call"] for event in seen.events if event["call"] == "track"] != ["track"] or len(pages) < 2:
        found.append(f"events {[event['call'] for event in seen.events]}")
    if len(set(seen.visitors)) != (1 if known else 3 if len(pages) > 2 else 2):
        found.append(f"{len(set(seen.visitors))} ids")
    if known != any(event["call"] == "identify" for event in seen.events):
        found.append("identify")
    first = pages[0]["properties"] if pages else {}
    if not (first.get("scrolled") and first.get("pointer") and first.get("dwell_seconds", -1) >= 0):
        found.append(f"hits {first}")
    if pages and "?utm_source=xing&utm_campaign=autumn&q=pumps" not in first["url"]:
        found.append(f"address {first['url']}")
    if known != ("first_utm_source" in seen.forms[0] and "utm_all" in seen.forms[0]):
        found.append("campaigns of the form")
    return found
