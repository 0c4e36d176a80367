"""Sales asks for a case study from a dossier; it is drafted, reviewed, published, shared, opened, and on the board.

ACCORD_PICTURES=1 writes the pictures into docs/images; without it they go to the test's own folder.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from tests.interfaces.browser_server import PASSWORD, Served, serve
from tests.interfaces.test_browser_walk import BREACHES, DESK, IMAGES, PHONE, violations
from tests.journeys.content_company import make_company
from tests.operations.serving import wait_until

pytestmark = pytest.mark.browser
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
QUESTION = "Who with ten plants did this?"


@dataclass(slots=True)
class Walk:
    """The running company, the browser, where the case study lies, and where pictures go."""

    served: Served
    browser: Any
    drive: str
    images: Path

    def page(self) -> Any:
        """A page of somebody whom nothing knows yet; it does not call itself headless, which would be a machine's."""
        context = self.browser.new_context(locale="en-GB", viewport=DESK, user_agent=USER_AGENT)
        context.set_default_timeout(90_000)
        return context.new_page()

    def sign_in(self, who: str) -> Any:
        """A page of somebody who has signed in; a script error or a complaint of the console fails the test."""
        page = self.page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.on("console", lambda m: pytest.fail(m.text) if any(b in m.text for b in BREACHES) else None)
        page.goto(self.served.address + "/sign-in")
        page.fill("#email", f"{who}@halden.example")
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_selector("nav.places")
        return page

    def keep(self, page: Any, name: str, at: str = "") -> None:
        """Pictures of a page as it stands, light, dark and on a phone; axe finds nothing in any of them."""
        for theme, size in (("light", DESK), ("dark", DESK), ("phone", PHONE)):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.set_viewport_size(size)
            assert violations(page) == [], f"{name} {theme}"
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not (theme == "phone" and wide), f"{name} is wider than the phone"
            page.evaluate("scrollTo(0, 0)")
            if at:
                page.locator(at).scroll_into_view_if_needed()
            page.screenshot(path=self.images / f"{name}-{theme}.png")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK)

    def until(self, page: Any, address: str, selector: str) -> None:
        """Open a page again and again until something stands on it."""

        def stands() -> bool:
            page.goto(self.served.address + address)
            return bool(page.locator(selector).count())

        wait_until(stands, f"{selector} on {address}")


@contextmanager
def open_drive() -> Iterator[str]:
    """The company's drive: it shows the case study to whoever has its address."""

    class Drive(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<!doctype html><title>Case</title><h1>Ten plants, one leak a week less</h1>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Drive)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/cases/ten-plants"
    finally:
        server.shutdown()


@pytest.fixture(scope="module")
def walk(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The company, served; a drive beside it."""
    images = IMAGES if os.environ.get("ACCORD_PICTURES") == "1" else tmp_path_factory.mktemp("images")
    with serve(tmp_path_factory.mktemp("content")) as served, open_drive() as drive:
        make_company(served.folder)
        yield Walk(served, chromium, drive, images)
        assert "Traceback" not in (served.folder / "server.log").read_text()


def test_from_a_customers_question_to_the_board(walk: Walk) -> None:
    rita, maya, sam = (walk.sign_in(who) for who in ("rita", "maya", "sam"))
    piece = asked_from_the_dossier(walk, rita)
    made_together(walk, piece, maya, sam)
    link = shared(walk, rita)
    opened(walk, link)
    walk.until(rita, rita_lead(rita), "#content >> text=/opened 1 time/")
    walk.keep(rita, "content-shared", "#content")
    on_the_board(walk, sam)


def rita_lead(page: Any) -> str:
    """Where the one lead's page is, once it was opened."""
    return str(page.evaluate("sessionStorage.getItem('lead')"))


def asked_from_the_dossier(walk: Walk, rita: Any) -> str:
    """Two clicks from the dossier; the page of the request."""
    walk.until(rita, "/leads", "a:has-text('Nora Quist')")
    rita.click("a:has-text('Nora Quist') >> nth=0")
    rita.wait_for_selector("#content")
    rita.evaluate("sessionStorage.setItem('lead', location.pathname)")
    rita.click("#content >> text=Ask for a piece")
    rita.fill("#title", "Case study: ten plants")
    rita.fill("#question", QUESTION)
    rita.fill("#segment", "water")
    rita.click("main button[type=submit]")
    rita.wait_for_selector(f"text={QUESTION}")
    return str(rita.evaluate("location.pathname"))


def made_together(walk: Walk, piece: str, maya: Any, sam: Any) -> None:
    """Accepted, drafted with a retired phrase that is pointed out, given back, drafted anew, reviewed, published."""
    maya.goto(walk.served.address + piece)
    maya.click("button[value=accept]")
    for text in ("An AI-powered view of ten plants", "How ten plants see a leak before the night shift does"):
        maya.fill("#link", walk.drive)
        maya.fill("#text", text)
        maya.click("button[value=draft]")
        maya.wait_for_selector("text=drafted")
        expect(maya.locator("text=Retired phrases in it")).to_have_count(int("AI-powered" in text))
        sam.goto(walk.served.address + piece)
        if "AI-powered" in text:
            sam.fill("#reason", "we retired that word")
        sam.click(f"button[name=fine][value='{int('AI-powered' not in text)}']")
        sam.wait_for_selector("text=/Done/")
        maya.goto(walk.served.address + piece)
    maya.click("button[value=publish]")
    maya.wait_for_selector("text=published")
    expect(maya.locator("#versions-title")).to_be_visible()


def shared(walk: Walk, rita: Any) -> str:
    """The tracked link that a rep copies; it says nothing of whom it is for, or where it leads."""
    rita.goto(walk.served.address + rita_lead(rita))
    rita.select_option("#piece", label="Case study: ten plants")
    rita.click("#content button[value=link]")
    link = str(rita.input_value("#content input[readonly] >> nth=0"))
    assert "/l/" in link and "nora" not in link and "ten-plants" not in link
    expect(rita.locator("text=not opened yet")).to_be_visible()
    return (
        walk.served.address + urlsplit(link).path
    )  # where it is served here; people reach it by its own address


def opened(walk: Walk, link: str) -> None:
    """A scanner looks first and is not counted; the buyer opens it and reads, as the company's site tells."""
    for method in ("HEAD", "GET"):
        scanner = Request(link, method=method, headers={"User-Agent": "Barracuda Sentinel (EE)"})
        assert urlopen(scanner, timeout=60).url == walk.drive
    buyer = walk.page()
    buyer.goto(link)
    assert buyer.url == walk.drive and "Ten plants" in buyer.inner_text("h1")
    key = walk.served.accord("write-keys", "make", "--kind", "server", "--source", "web").split()[0]
    said = {
        "writeKey": key, "userId": "nora", "messageId": "read", "name": "Case",
        "properties": {"url": walk.drive, "dwell_seconds": 40, "scrolled": True, "pointer": True},
        "context": {"userAgent": USER_AGENT, "consent": {"categoryPreferences": {"web_tracking": True}}},
    }  # fmt: skip
    headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT}
    told = Request(walk.served.address + "/v1/page", json.dumps(said).encode(), headers)
    assert urlopen(told, timeout=60).status == 200


def on_the_board(walk: Walk, sam: Any) -> None:
    """Half of what has lain long enough is unused; the new piece was opened once, by a person."""
    walk.until(sam, "/content/use", "tr:has-text('Case study: ten plants') >> text=too young to judge")
    row = sam.locator("tr:has-text('Case study: ten plants') >> nth=-1")
    assert [cell.strip() for cell in row.locator("td.n").all_inner_texts()][:3] == ["1", "0", "1"]
    assert "Old price list" in sam.inner_text("section[aria-labelledby=retire-title]")
    walk.keep(sam, "content-use")
    walk.until(sam, "/board", "#unused-title")
    card = sam.locator("section[aria-labelledby=unused-title]")
    assert "50" in card.inner_text() and "1 of 2" in card.inner_text() and "35" in card.inner_text()
    card.locator(".door >> nth=0").click()
    sam.wait_for_selector("pre.sql")
    assert "Old price list" in sam.inner_text("main") and "content.unused_after" in sam.inner_text("main")
