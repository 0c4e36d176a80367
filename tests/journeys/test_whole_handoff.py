"""One lead from an anonymous visit to what marketing hears, in a browser, on the product as people run it.

ACCORD_PICTURES=1 writes the pictures into docs/images; without it they go to the test's own folder.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from tests.interfaces.browser_server import free_port, run
from tests.interfaces.test_browser_walk import BREACHES, DESK, IMAGES, PHONE, violations
from tests.journeys.handing_company import colleagues_answer, make_company, records
from tests.journeys.shop import Shop, open_shop
from tests.journeys.test_click_as_a_rep import Demo, start
from tests.operations.serving import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.long]
PATIENCE = 90_000  # milliseconds
BUYER, COMPANY, ADDRESS = "Nora Quist", "Brenner Pumps", "nora.quist@brenner-pumps.example"
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
QUESTION = "Does it measure salt water below zero?"


@dataclass(slots=True)
class Walk:
    """The running company, the shop with its snippet, everybody's pages, and where pictures go."""

    folder: Path
    demo: Demo
    shop: Shop
    browser: Any
    images: Path

    def sign_in(self, who: str) -> Any:
        """A page of somebody who has signed in; a script error or a complaint of the console fails the test."""
        page = self.page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.on("console", lambda m: pytest.fail(m.text) if any(b in m.text for b in BREACHES) else None)
        page.goto(self.demo.address + "/sign-in")
        page.fill("#email", f"{who}@halden.example")
        found = re.search(rf"{who}@halden\.example\s+(\S+)", self.demo.said)
        assert found
        page.fill("#password", found.group(1))
        page.click("main button[type=submit]")
        page.wait_for_selector("nav.places")
        return page

    def page(self) -> Any:
        """A page of somebody whom nothing knows yet; it does not call itself headless, which would be a machine's."""
        context = self.browser.new_context(locale="en-GB", viewport=DESK, user_agent=USER_AGENT)
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def keep(self, page: Any, name: str, *, clear: bool = True) -> None:
        """Pictures of a page as it stands, light, dark and on a phone; axe finds nothing in any of them."""
        for theme, size in (("light", DESK), ("dark", DESK), ("phone", PHONE)):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.set_viewport_size(size)
            page.evaluate("scrollTo(0, 0)")
            assert not clear or violations(page) == [], f"{name} {theme}"
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not (theme == "phone" and wide), f"{name} is wider than the phone"
            page.screenshot(path=self.images / f"{name}-{theme}.png")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK)

    def until(self, page: Any, address: str, selector: str) -> None:
        """Open a page again and again until something stands on it."""

        def stands() -> bool:
            page.goto(address)
            return bool(page.locator(selector).count())

        wait_until(stands, f"{selector} on {address}")


@pytest.fixture(scope="module")
def walk(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The demonstration, signed and live, beside its pretend CRM."""
    folder = tmp_path_factory.mktemp("handing")
    make_company(folder)
    images = IMAGES if os.environ.get("ACCORD_PICTURES") == "1" else tmp_path_factory.mktemp("images")
    with open_shop() as shop:
        key = run(
            folder, "write-keys", "make", "--kind", "browser", "--source", "website", "--origin", shop.address
        )
        demo = start(folder, free_port())
        try:
            shop.accord, shop.key = demo.address, key.split()[0]
            yield Walk(folder, demo, shop, chromium, images)
        finally:
            assert demo.stop() == []
        assert "Traceback" not in (folder / "server.log").read_text()


def test_from_a_visit_to_what_marketing_hears(walk: Walk) -> None:
    maya, rita = walk.sign_in("maya"), walk.sign_in("rita")
    lead = listed_in_the_crm(walk)
    maya.goto(walk.demo.address + "/leads/became")
    maya.wait_for_selector("text=Nothing was handed over in this period")

    asks_for_a_demonstration(walk)
    maya.wait_for_selector("tr:has(th:text-is('Waiting')) td:nth-of-type(2):text-is('1')")
    rita.wait_for_selector(f"[data-lead] a:text-is('{BUYER}')")  # on her desk, which asks by itself too
    walk.keep(rita, "desk")
    rita.click(f"[data-lead] a:text-is('{BUYER}')")
    rita.wait_for_url("**/leads/*")
    walk.until(rita, rita.url, ".timeline .moment >> nth=2")  # what she looked at while nobody knew her, too
    walk.keep(rita, "dossier")

    calls_in_the_crm(walk, lead)
    maya.wait_for_selector("tr:has(th:text-is('Engaged')) td:nth-of-type(2):text-is('1')")
    walk.keep(maya, "became")
    walk.until(rita, rita.url, "dt:text-is('First response') + dd:not(:text-is('not yet'))")
    expect(rita.locator(".due-big")).to_have_count(0)  # nothing counts down any more
    says_the_outcome(rita)
    maya.wait_for_selector("tr:has(th:text-is('Dropped')) td:nth-of-type(2):text-is('1')")
    maya.wait_for_selector("text=no timing")
    maya.click(f"[data-lead] a:text-is('{BUYER}')")
    maya.wait_for_selector(f"text={QUESTION}")


def listed_in_the_crm(walk: Walk) -> str:
    """A lead that a list brought into the CRM, in the name of a rep who has left; its id there."""
    left = next(row["Id"] for row in records(walk.demo.crm, "User") if not row["IsActive"])
    first, last = BUYER.split()
    fields: dict[str, object] = {
        "FirstName": first,
        "LastName": last,
        "Company": COMPANY,
        "Email": ADDRESS,
        "Title": "Plant Manager",
    }
    fields |= {
        "Industry": "Manufacturing",
        "NumberOfEmployees": 400,
        "Country": "NL",
        "LeadSource": "Trade Show",
    }
    act = {"act": "create", "object": "Lead", "fields": fields | {"OwnerId": left}, "by": "Rita Okafor"}
    request = Request(
        f"{walk.demo.crm}/__twin/act", json.dumps(act).encode(), {"Content-Type": "application/json"}
    )
    urlopen(request, timeout=90).read()
    walk.demo.sees(f"/journey?q={ADDRESS}", BUYER)
    return next(row["Id"] for row in records(walk.demo.crm, "Lead") if row["Email"] == ADDRESS)


def asks_for_a_demonstration(walk: Walk) -> None:
    """Somebody looks at prices and a case, unknown; then asks, and says who they are."""
    visitor = walk.page()
    visitor.goto(walk.shop.address + "/pricing?utm_source=xing&utm_campaign=autumn")
    visitor.click("#agree")
    visitor.mouse.move(40, 40)
    visitor.click("text=A case")
    visitor.click("text=See it")
    visitor.fill("[name=email]", ADDRESS)
    visitor.fill("[name=name]", BUYER)
    visitor.fill("[name=company]", COMPANY)
    visitor.click("#send")
    visitor.wait_for_url("**/thanks")


def calls_in_the_crm(walk: Walk, lead: str) -> None:
    """The CRM has the lead with its new owner, task and due time; the rep logs her call there."""
    crm, record = walk.page(), f"{walk.demo.crm}/record/Lead/{lead}"
    walk.until(crm, record, "dt:text-is('Owner') + dd:text-is('Rita Okafor')")
    walk.until(crm, record, "tr:has-text('Not Started'):has-text('Rita Okafor')")
    expect(crm.locator("dt:text-matches('Accord Due')").first).to_be_visible()
    crm.select_option("#log_call-outcome", "Left voicemail")
    crm.click("button:text-is('Log a call')")
    crm.wait_for_selector("text=Done: log call.")
    walk.keep(crm, "pretend-crm")


def says_the_outcome(rita: Any) -> None:
    """Not now; and what the customer asked."""
    rita.select_option("#ending", "recycled|no timing")
    rita.fill("#question", QUESTION)
    rita.click("text=Keep")
    rita.wait_for_selector("text=Nobody has been told yet")


def test_both_teams_say_what_they_believe_and_meet(walk: Walk) -> None:
    maya, sam = walk.sign_in("maya"), walk.sign_in("sam")
    maya.goto(walk.demo.address + "/survey")
    maya.click("text=Open the round of this cycle")
    maya.wait_for_selector("text=of 13 people of both teams have answered")
    colleagues_answer(walk.folder)
    sam.goto(walk.demo.address + "/survey/answer")
    walk.keep(sam, "survey-answer")
    for who in (sam, maya):
        answers_on_a_phone(walk, who)
    maya.goto(walk.demo.address + "/survey")
    maya.wait_for_selector("text=10 of 13 people of both teams have answered")
    maya.click("text=Close the round")
    maya.wait_for_selector("text=10 of 13 answered")
    walk.keep(maya, "survey")
    sam.goto(walk.demo.address + "/promises")
    walk.keep(sam, "promises")
    sam.goto(walk.demo.address + "/pack")
    decides(sam)
    walk.keep(sam, "pack")
    with sam.expect_download() as taken:
        sam.click("main .acts >> text=PDF")
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    sam.click("text=Close the pack")
    sam.wait_for_selector("text=it stays as it was shown")
    expect(sam.locator("text=Answer demo requests first").first).to_be_visible()


def answers_on_a_phone(walk: Walk, who: Any) -> None:
    """Two questions, two touches, sent."""
    who.set_viewport_size(PHONE)
    who.goto(walk.demo.address + "/survey/answer")
    for n in range(2):
        who.check(f"fieldset >> nth={n} >> input >> nth=0")
    who.click("text=Send")
    who.wait_for_selector("text=Thank you.")
    who.set_viewport_size(DESK)


def decides(sam: Any) -> None:
    """What was agreed in the meeting stands on its log."""
    sam.fill("#decide-text", "Answer demo requests first")
    sam.click("form:has(#decide-text) button")
    sam.wait_for_selector("text=Answer demo requests first")
