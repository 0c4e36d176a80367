"""The first five minutes in a browser, on the product as it is served; axe finds nothing; pictures are kept.

ACCORD_PICTURES=1 writes the pictures into docs/images; without it they go to the test's own folder.
"""

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.interfaces.browser_exports import Exports, write_exports
from tests.interfaces.browser_server import Served, serve

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
IMAGES = Path(__file__).parents[2] / "docs" / "images"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
Shoot = Callable[[Any, str], None]
# What the browser's console must never say: a breach of the policy, a part of a page that htmx looks for in vain.
BREACHES = ("Content Security Policy", "returned no matches", "htmx:targetError", "htmx:swapError")


@pytest.fixture(scope="module")
def served(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An installation with people and a template, and no data yet."""
    with serve(tmp_path_factory.mktemp("accord")) as running:
        yield running


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """What both teams bring."""
    return write_exports(tmp_path_factory.mktemp("exports"), datetime.now(UTC))


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go."""
    return IMAGES if os.environ.get("ACCORD_PICTURES") == "1" else tmp_path_factory.mktemp("images")


def sign_in(browser: Any, served: Served, name: str, **options: Any) -> Any:
    """A page on which this person has signed in; a script error or a complaint of the console fails the test."""
    context = browser.new_context(locale="en-GB", viewport=options.pop("viewport", DESK), **options)
    context.set_default_timeout(90_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.on("console", lambda m: pytest.fail(m.text) if any(b in m.text for b in BREACHES) else None)
    page.goto(served.address + "/sign-in")
    page.fill("#email", f"{name}@halden.example")
    page.fill("#password", served.passwords[name])
    page.click("main button[type=submit]")
    page.wait_for_selector("nav.places")
    return page


def violations(page: Any) -> list[str]:
    """What axe finds on the page as it stands, by all its rules."""
    page.evaluate("async () => { await document.fonts.ready; }")
    # In one go: after a wait the page's own policy, which forbids eval, holds again.
    page.evaluate("(source) => { (0, eval)(source); }", AXE.read_text())
    options = {"resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [f"{v['id']}: {[n['target'] for n in v['nodes'][:3]]}" for v in found]


def bring(
    page: Any, served: Served, file: Path, change: Callable[[str], str] | None = None, source: str = ""
) -> None:
    """Upload a file, look at it, try it, import it, and wait until it is read to the end."""
    page.goto(served.address + "/data/uploads")
    page.set_input_files("#file", str(file))
    page.click("text=Look at it")
    if source:
        page.fill("#source", source)
    if change:
        page.fill("#mapping", change(page.input_value("#mapping")))
    page.click("text=Try it: read all, book nothing")
    page.wait_for_selector("text=/would happen/i")
    page.click("button[value=import]")
    page.wait_for_selector("text=/read to the end/i")


def with_what_they_asked(mapping: str) -> str:
    """The guessed mapping, edited as a person would: what each asked for."""
    assert "email: Email" in mapping
    asked = {"demo": "demo_request", "price": "pricing_request", "guide": "content_download"}
    facts = [
        f"- kind: {kind}\n  at: Created\n  channel: Channel\n  where: {{Asked for: [{word}]}}\n"
        for word, kind in asked.items()
    ]
    return mapping.rstrip() + "\n" + "".join(facts)


def test_first_five_minutes(chromium: Any, served: Served, exports: Exports, images: Path) -> None:
    olga = sign_in(chromium, served, "olga")
    expect(olga.locator("text=Here will stand who is waiting")).to_be_visible()
    bring(olga, served, exports.marketing, with_what_they_asked, "marketing")
    olga.screenshot(path=images / "upload-light.png")
    bring(olga, served, exports.leads, source="crm")
    for file in (exports.tasks, exports.deals):
        served.accord("import", str(file), "--source", "crm")
    olga.click("text=Why do our numbers differ?")
    expect(olga.locator(".headline-numbers .big")).to_have_text(["412", "187", "150"])
    counted = [int(t) for t in steps(olga)]
    assert counted[0] + sum(counted[1:-1]) == counted[-1]
    olga.click("tr:has-text('Counted twice by marketing') a.door")
    expect(olga.locator("main")).to_contain_text("visible to you")
    olga.goto(served.address + "/board/difference")
    olga.click("text=Next: the people waiting now")
    expect(olga.locator("h1")).to_have_text(re.compile(r"\d+ people are waiting now"))
    olga.click("[data-row] a[data-open] >> nth=0")
    expect(olga.locator(".timeline .moment").first).to_be_visible()
    olga.goto(served.address + "/board")
    olga.focus(".kpi .door >> nth=1")
    expect(olga.locator(".why:popover-open")).to_be_visible()
    olga.keyboard.press("Escape")
    expect(olga.locator(".why:popover-open")).to_have_count(0)
    olga.click(".kpi .door >> nth=1")
    expect(olga.locator("pre.sql")).to_be_visible()
    with olga.expect_download() as taken:
        olga.click("text=Take it away")
    assert taken.value.suggested_filename == "leads.zip"


def steps(page: Any) -> list[str]:
    """The bridge's counts with their signs, in order."""
    texts = page.locator(".bridge td.n").evaluate_all("cells => cells.map(c => c.innerText.split('\\n')[0])")
    return [re.sub(r"[^\d-]", "", t.replace("−", "-").split(" people")[0]) or "0" for t in texts]


def test_two_people_edit_and_sign(chromium: Any, served: Served) -> None:
    maya, sam = sign_in(chromium, served, "maya"), sign_in(chromium, served, "sam")
    maya.goto(served.address + "/agreement")
    maya.click("text=Work on this draft")
    edit(maya, "sales_promises.follow_up", "sales_promises.follow_up.share", "lots", fits=False)
    expect(maya.locator(".clause-form .problem")).to_be_visible()
    assert maya.input_value("[name='sales_promises.follow_up.share']") == "lots"  # what was typed stays
    fill(maya, "sales_promises.follow_up", "sales_promises.follow_up.share", "92 %")
    edit(maya, "agreement.in_force", "agreement.in_force", date.today().isoformat())
    maya.reload()
    expect(maya.locator("[id='sales_promises.follow_up']")).to_contain_text("92 %")
    sign(maya, served.passwords["maya"])
    expect(maya.locator("text=Your signature stands.")).to_be_visible()
    sam.goto(maya.url)
    sign(sam, "not my password")
    expect(sam.locator("text=The password is not right")).to_be_visible()
    sign(sam, served.passwords["sam"])
    expect(sam.locator("text=Signed by all: it is sealed.")).to_be_visible()
    expect(sam.locator("[id='sales_promises.follow_up']")).to_contain_text("92 %")
    sam.click("text=Amend")
    edit(sam, "sales_promises.follow_up", "sales_promises.follow_up.share", "94 %")
    changes = sam.inner_text(".differences").replace("\n", " ")
    assert "sales_promises.follow_up.share 92 % → 94 %" in changes
    assert "agreement.version 1 → 2" in changes


def edit(page: Any, clause: str, field: str, value: str, fits: bool = True) -> None:
    """Open a clause in place and save one value."""
    box = page.locator(f"[id='{clause}']")
    box.hover()
    box.locator("a.edit").click()
    fill(page, clause, field, value, fits)


def fill(page: Any, clause: str, field: str, value: str, fits: bool = True) -> None:
    """Save one value of a clause whose form is open; it is prose again, or comes back with what is wrong."""
    form = f"#form-{clause.replace('.', '-')}"
    page.fill(f"{form} [name='{field}']", value)
    with page.expect_response(lambda r: r.request.method == "POST"):
        page.click(f"{form} >> text=Save the clause")
    page.wait_for_selector(f"[id='{clause}']" if fits else f"{form} .problem")


def sign(page: Any, password: str) -> None:
    """Sign with a password, from the draft or from the page of signing."""
    if "/sign" not in page.url:
        page.click("main .head >> text=Sign")
    page.fill("main #password", password)
    page.click("text=Sign these words")
    page.wait_for_load_state("networkidle")


PAGES = {
    "today": "/today",
    "leads": "/leads",
    "leads-became": "/leads/became",
    "leads-answered": "/leads/answered",
    "routes": "/leads/routes?kind=marketing_to_sales&country=NL",
    "words": "/leads/words?q=pump",
    "absences": "/people/away",
    "board": "/board?sort=sources.won",
    "difference": "/board/difference",
    "collisions": "/board/collisions?sort=happened.person&sort=rate",
    "number": "/board/numbers/leads",
    "promises": "/promises",
    "leaks": "/leaks",
    "leak": "/board/numbers/leak:harmed",
    "attribution": "/attribution?compare=1&deals=won&sort=flows.won",
    "credit-runs": "/attribution/runs",
    "credit": "/board/numbers/credit:won",
    "speed": "/speed",
    "send-time": "/send-time?by=country&sort=rate",
    "quality": "/quality?by=class&sort=won",
    "retention": "/retention?sort=risk.due&sort=net",
    "hears": "/hears?sort=share",
    "sends": "/campaigns/sends",
    "campaigns": "/campaigns",
    "content": "/content",
    "content-ask": "/content/ask",
    "content-new": "/content/new",
    "content-messages": "/content/messages",
    "content-use": "/content/use",
    "campaign-new": "/campaigns/new",
    "campaign-calendar": "/campaigns/calendar",
    "campaign-unsigned": "/campaigns/unsigned",
    "campaign-results-named": "/campaigns/results",
    "coverage": "/coverage?period=year&sort=name&sort=levels.known",
    "pack": "/pack",
    "survey": "/survey",
    "survey-answer": "/survey/answer",
    "people": "/journey",
    "companies": "/journey/companies",
    "same": "/journey/same",
    "agreement": "/agreement",
    "data": "/data",
    "doctor": "/data/doctor",
    "sync": "/data/sync",
    "import": "/data/imports/1",
    "uploads": "/data/uploads",
    "users": "/people",
    "new-user": "/people/new",
    "roster": "/people/roster",
    "audit": "/people/audit",
    "second-factor": "/second-factor",
    "notices": "/notices",
    "notice-wishes": "/people/notices",
    "questions": "/board/questions",
    "talk": "/talk/about/number:leads",
    "password": "/password",
    "own-exports": "/own-exports",
    "go-live": "/go-live",
    "not-found": "/nothing",
}
KEPT = {"today", "board", "difference", "people", "agreement"}


@pytest.mark.parametrize("theme", ["light", "dark", "phone"])
def test_axe_finds_nothing(theme: str, chromium: Any, served: Served, exports: Exports, images: Path) -> None:
    page = sign_in(chromium, served, "olga", **look(theme))
    found: dict[str, list[str]] = {}
    for name, address in {**PAGES, **ones(page, served, exports)}.items():
        found |= checked(page, theme, **{name: served.address + address})
        if name in KEPT | {"person", "draft"}:
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=images / f"{name}-{theme}.png")
    assert found == {}


def look(theme: str) -> dict[str, Any]:
    """The browser's options for a theme."""
    options: dict[str, Any] = {"color_scheme": "dark" if theme == "dark" else "light"}
    return options | ({"viewport": PHONE} if theme == "phone" else {})


def checked(page: Any, theme: str, **where: str) -> dict[str, list[str]]:
    """What axe and the ruler find on these addresses, by name; nothing where all is well."""
    found = {}
    for name, address in where.items():
        answer = page.goto(address)
        assert answer.status < 500 and page.url == address, f"{name} leads to {page.url}"
        if bad := violations(page):
            found[f"{name} {theme}"] = bad
        if theme == "phone" and page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[f"{name} width"] = ["the page is wider than the phone"]
    return found


@pytest.mark.parametrize("theme", ["light", "dark", "phone"])
def test_axe_finds_nothing_before_signing_in(theme: str, chromium: Any, served: Served) -> None:
    context = chromium.new_context(locale="en-GB", **{"viewport": DESK, **look(theme)})
    page = context.new_page()
    found = checked(page, theme, sign_in=served.address + "/sign-in")
    page.fill("#email", "nobody@halden.example")
    page.fill("#password", "not a password")
    page.click("main button[type=submit]")
    page.wait_for_selector(".problem")
    assert found == {} and violations(page) == []
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark", "phone"])
def test_axe_finds_nothing_where_an_agreement_is_made(theme: str, chromium: Any, served: Served) -> None:
    maya = sign_in(chromium, served, "maya", **look(theme))
    draft = served.address + draft_of(maya, served)
    clause = "sales_promises.follow_up"
    found = checked(
        maya,
        theme,
        sign=f"{draft}/sign",
        replay=f"{draft}/replay",
        text=f"{draft}/text",
        clause=f"{draft}/clauses/{clause}",
    )
    maya.goto(draft)
    box = maya.locator(f"[id='{clause}']")
    box.hover()
    box.locator("a.edit").click()
    maya.wait_for_selector(f"#form-{clause.replace('.', '-')}")
    assert found == {} and violations(maya) == []


def draft_of(page: Any, served: Served) -> str:
    """The address of a draft that is open, begun from the agreement in force where there is none."""
    page.goto(served.address + "/agreement")
    link = page.locator("a[href*='/drafts/']")
    if not link.count():
        page.click("text=Amend")
        page.wait_for_url("**/drafts/*")
        return "/" + page.url.split("/", 3)[3]
    return str(link.first.get_attribute("href"))


def ones(page: Any, served: Served, exports: Exports) -> dict[str, str]:
    """One person, one company, one draft and one upload, as far as there are any."""
    found = {}
    for name, listed in (
        ("person", f"/journey?q={exports.star}"),
        ("company", "/journey/companies"),
        ("upload", "/data/uploads"),
    ):
        page.goto(served.address + listed)
        link = page.locator("[data-row] a[data-open]").first
        if link.count():
            found[name] = link.get_attribute("href")
    page.goto(served.address + "/agreement")
    for name, link in (("draft", "a[href*='/drafts/']"), ("version", "a[href*='/versions/']")):
        if page.locator(link).count():
            found[name] = page.locator(link).first.get_attribute("href")
    return found


# Last: a demonstration lets anyone look as anyone, and stays one.
@pytest.mark.parametrize("theme", ["light", "dark", "phone"])
def test_axe_finds_nothing_in_the_bar_of_a_demonstration(theme: str, chromium: Any, served: Served) -> None:
    served.becomes_a_demonstration()
    page = sign_in(chromium, served, "victor", **look(theme))
    page.goto(served.address + "/board")
    expect(page.locator(".demo button[name=person]")).to_have_count(5)
    assert checked(page, theme, board=served.address + "/board") == {}
    page.click(".demo button[name=person] >> nth=1")
    page.wait_for_url("**/today")


def test_axe_catches_a_planted_fault(chromium: Any, served: Served) -> None:
    page = sign_in(chromium, served, "maya")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert any("label" in v for v in violations(page))
