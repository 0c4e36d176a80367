"""A campaign in a browser: planned, signed, its first wave leaves, the first hour says halt, and the wave is held.

ACCORD_PICTURES=1 writes the pictures into docs/images; without it they go to the test's own folder.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.campaigns.postbox import key, name_server
from tests.interfaces.browser_server import (
    PASSWORD,
    PEOPLE,
    Served,
    make_ready,
    program,
    running,
    seed_people,
)
from tests.interfaces.test_browser_walk import DESK, IMAGES, PHONE, violations
from tests.notices.servers import mail_server
from tests.operations.serving import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.long]
MANY = 60
_COMPANY = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
django.setup()
from datetime import UTC, datetime, timedelta
from accord.teams.people import SYSTEM
from accord.workflows.campaign_mail import CampaignMail, Pace, Signing, keep_campaign_mail, keep_pace, keep_signing
from tests.campaigns.postbox import SENDER, people
from tests.handoffs.company import AGREEMENT, sign
now = datetime.now(UTC)
pulse = (
    "pulse: {{looks: every minute for 60 minutes, counts: [human click, reply], click_released_after: 3 minutes, "
    "wrong_at_most: 1 in 20, halts_alone: [bounce 3 %], ramp_and_halt: person decides, too_small_under: 10}}\\n"
)
sign(AGREEMENT + pulse, now - timedelta(days=30))
people({many}, now)
keep_campaign_mail(SYSTEM, CampaignMail("smtp", SENDER, "Halden, 1 Quay, Delft", "127.0.0.1", {port}, "none"))
keep_signing(SYSTEM, Signing("letters", "accord.example", {pem!r}))
keep_pace(SYSTEM, Pace(20, 0))
"""


def test_planned_signed_sent_judged_and_halted(chromium: Any, tmp_path: Path) -> None:
    images = IMAGES if os.environ.get("ACCORD_PICTURES") == "1" else tmp_path
    folder = tmp_path / "installation"
    with mail_server() as box, name_server() as names:
        box.answers = {f"p{n}@c{n}.example": "550 5.1.1 nobody here" for n in range(0, MANY, 4)}
        make_ready(folder)
        seed_people(folder)
        program(folder, _COMPANY.format(many=MANY, port=box.port, pem=key().pem))
        with running(folder, ACCORD_DNS=f"127.0.0.1:{names.port}") as served:
            maya, sam = sign_in(chromium, served, "maya"), sign_in(chromium, served, "sam")
            address = planned(maya, served)
            signed(sam, address)
            started(maya, address)
            maya.wait_for_selector("text=Taken by the mail server", timeout=60_000)
            maya.wait_for_selector("text=No such mailbox")
            keep(maya, images, "wave")
            halted(maya, images)
            left = len(box.raw)
            assert 0 < left < MANY - len(box.answers), "held before everybody got it"
            maya.goto(served.address + "/campaigns/sends")
            maya.click("main a:text-is('Leak season')")
            maya.wait_for_selector("text=bounce")
            keep(maya, images, "send-halted")
            assert len(box.raw) == left, "nothing leaves while it is held"


def sign_in(browser: Any, served: Served, who: str) -> Any:
    """A page of somebody who has signed in."""
    page = browser.new_context(locale="en-GB", viewport=DESK, timezone_id="Europe/Amsterdam").new_page()
    page.set_default_timeout(60_000)
    page.goto(served.address + "/sign-in")
    page.fill("#email", f"{who}@halden.example")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector("nav.places")
    return page


def planned(maya: Any, served: Served) -> str:
    """Maya plans it for the next minute but one, asks Sam, and goes back to its page; its address."""
    wall = datetime.now(UTC).astimezone(ZoneInfo("Europe/Amsterdam")).replace(second=0, microsecond=0)
    maya.goto(served.address + "/campaigns/new")
    maya.fill("#name", "Leak season")
    maya.select_option("#kind", label="e-mail")
    maya.fill("#starts_at", f"{wall + timedelta(minutes=2):%Y-%m-%dT%H:%M}")
    maya.fill("#ends_at", f"{wall + timedelta(days=3):%Y-%m-%dT%H:%M}")
    maya.fill("#segment", "everybody")
    maya.select_option("#marketing_owner", label=PEOPLE["maya"][0])
    maya.select_option("#sales_owner", label=PEOPLE["sam"][0])
    maya.check("[name=sent_here]")
    maya.fill("#waves", "80, 20")
    maya.fill("[name=arm0-subject]", "A leak, {first_name|you}")
    maya.fill("[name=arm0-body]", "Three plants saw it before the night shift did.")
    maya.fill("[name=arm0-link]", "https://halden.example/leak")
    maya.click("button:text-is('Keep')")
    maya.wait_for_selector("h1:text-is('Leak season')")
    maya.click("button:has-text('Ask sales')")
    maya.wait_for_selector("text=Asked")
    return str(maya.url)


def signed(sam: Any, address: str) -> None:
    """Sam reads it and signs it as it stands."""
    sam.goto(address)
    sam.click("button:text-is('Sign as it stands')")
    sam.wait_for_selector("text=Signed as it stands")


def started(maya: Any, address: str) -> None:
    """Its start comes, and Maya starts the first wave."""

    def may() -> bool:
        maya.goto(address)
        return bool(maya.locator("button:has-text('Start wave 1')").count())

    wait_until(may, "the start of the campaign")
    maya.click("button:has-text('Start wave 1')")
    maya.wait_for_selector("h1:has-text('Wave 1 of 2')")


def halted(maya: Any, images: Path) -> None:
    """The guard halts it by itself; the page that follows it says so."""
    maya.wait_for_selector("text=The first hour says halt: bounce", timeout=240_000)
    maya.wait_for_selector("button:has-text('Let it go on')")
    keep(maya, images, "wave-held")


def keep(page: Any, images: Path, name: str) -> None:
    """Pictures light, dark and on a phone; axe finds nothing."""
    for theme, size in (("light", DESK), ("dark", DESK), ("phone", PHONE)):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.set_viewport_size(size)
        page.evaluate("scrollTo(0, 0)")
        assert violations(page) == [], f"{name} {theme}"
        assert not (theme == "phone" and page.evaluate("document.documentElement.scrollWidth > innerWidth"))
        page.screenshot(path=images / f"{name}-{theme}.png")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)
