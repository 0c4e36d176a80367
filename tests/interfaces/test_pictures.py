"""Every chart as a picture: pressed in a browser, looked at pixel by pixel; light and alike on every screen."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.interfaces.browser_server import Served, run, running
from tests.interfaces.test_browser_walk import look, sign_in

pytestmark = pytest.mark.browser
SALES, LINE, BAR, HATCH = "7532a8", "636a74", "8c8779", "636a74"


@dataclass(frozen=True)
class Chart:
    """One chart: where it stands, its file, its colour, its shapes, its clause, and how wide it is laid out."""

    address: str
    name: str
    colour: str
    shapes: str
    clause: str
    wide: int = 1200


CHARTS = [
    Chart("/speed", "waiting", LINE, "path", "sales_promises.first_attempt"),
    Chart("/send-time", "send-time", "", "rect", "contact_policy.hours"),
    Chart("/quality", "quality", LINE, ".whisker", "count.conversion"),
    Chart("/quality", "quality-by-month", BAR, "rect", "count.conversion"),
    Chart("/retention", "renewals", BAR, "rect", "retention"),
    Chart("/board", "journey", SALES, ".river", "count.conversion"),
    Chart("/board", "sources", LINE, ".whisker", "count.conversion"),
    Chart("/board", "months", BAR, "rect", "count.conversion"),
    Chart("/board/difference", "difference", SALES, "rect", "count.lead"),
    Chart("/board/collisions", "collisions", LINE, ".whisker", "contact_policy", 800),
    Chart("/hears", "hears", LINE, "rect", "hearing"),
    Chart("/attribution", "credit-ways", "", "path", "attribution"),
    Chart("/attribution", "credit-models", LINE, ".whisker", "attribution"),
]
NAMES = [chart.name for chart in CHARTS]
# What a picture's pixels are, by colour: laid out here by the browser that made it, on a page without a policy.
LOOK = """async (data) => {
  const image = new Image();
  image.src = data;
  await image.decode();
  const canvas = document.createElement("canvas"), found = new Map();
  Object.assign(canvas, { width: image.width, height: image.height });
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  paper.drawImage(image, 0, 0);
  const dots = new Uint32Array(paper.getImageData(0, 0, image.width, image.height).data.buffer);
  for (const dot of dots) found.set(dot, (found.get(dot) || 0) + 1);
  const part = (n) => (n & 255).toString(16).padStart(2, "0");
  const name = (dot) => part(dot) + part(dot >> 8) + part(dot >> 16);
  const often = [...found].sort((a, b) => b[1] - a[1]).slice(0, 400).map(([dot, n]) => [name(dot), n]);
  const colours = Object.fromEntries(often);
  return { wide: image.width, high: image.height, corner: name(dots[0]), colours, whole: found.size };
}"""

# Keeps what is drawn, to read the words in it.
LISTEN = """() => {
  const write = XMLSerializer.prototype.serializeToString;
  XMLSerializer.prototype.serializeToString = function (node) { return (window.told = write.call(this, node)); };
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration company, served."""
    folder = tmp_path_factory.mktemp("accord")
    told = json.loads(run(folder, "demo", "--no-serve", "--json"))
    with running(folder) as made:
        made.passwords = {each["email"].partition("@")[0]: each["password"] for each in told["sign_ins"]}
        yield made


@pytest.fixture(scope="module")
def pages(chromium: Any, served: Served) -> dict[str, Any]:
    """A browser of each kind, signed in once."""
    return {theme: sign_in(chromium, served, "olga", **look(theme)) for theme in ("light", "dark", "phone")}


@pytest.fixture(scope="module")
def glass(chromium: Any) -> Any:
    """A page of no site, to look at pictures with."""
    return chromium.new_context().new_page()


def taken(page: Any, name: str) -> bytes:
    """The picture that the button of this chart hands over; pressed from the keyboard."""
    button = page.locator(f"[data-picture='accord-{name}.png']")
    button.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == f"accord-{name}.png"
    return Path(download.value.path()).read_bytes()


def seen(glass: Any, picture: bytes) -> Any:
    """Its size and how many of its pixels have which colour."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return glass.evaluate(LOOK, "data:image/png;base64," + base64.b64encode(picture).decode())


def drawn(found: Any, bare: Any, chart: Chart) -> bool:
    """Whether the chart's own colour covers far more than its words and rules do without it."""
    if chart.colour:
        return bool(found["colours"].get(chart.colour, 0) > 2 * bare["colours"].get(chart.colour, 0) + 300)
    painted = sum(n for colour, n in found["colours"].items() if colour != "ffffff")
    return bool(painted > 1.5 * sum(n for colour, n in bare["colours"].items() if colour != "ffffff"))


def emptied(page: Any, chart: Chart) -> None:
    """Take the shapes out of a chart, and leave its words."""
    page.evaluate(
        "([name, shapes]) => document.querySelector(`[data-picture='accord-${name}.png']`).closest('.card')"
        ".querySelectorAll(`svg:not(.icon) ${shapes}, svg${shapes.startsWith('.') ? shapes : '.none'}`)"
        ".forEach((each) => each.remove())",
        [chart.name, chart.shapes],
    )


def test_every_page_with_a_chart_offers_each_of_its_charts(pages: dict[str, Any], served: Served) -> None:
    page = pages["light"]
    for address in dict.fromkeys(chart.address for chart in CHARTS):
        page.goto(served.address + address)
        buttons = page.locator("[data-picture]").evaluate_all("all => all.map((b) => b.dataset.picture)")
        assert buttons == [f"accord-{chart.name}.png" for chart in CHARTS if chart.address == address]
        # No chart without a button: every drawing stands in a card that has one.
        alone = "svg:not(.icon, .mark, .away, .away *)"
        bare = page.locator(f"main {alone}").evaluate_all(
            "all => all.filter((s) => !s.closest('.card')?.querySelector('[data-picture]')).length"
        )
        assert bare == 0, address


EVERYWHERE = "quality-by-month"  # pressed in every theme and on the phone; the others are where there is time


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_a_chart_leaves_as_a_picture_that_stands_alone(
    chart: Chart, pages: dict[str, Any], served: Served, glass: Any
) -> None:
    _stands_alone(chart, pages if chart.name == EVERYWHERE else {"light": pages["light"]}, served, glass)


@pytest.mark.long
@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_a_picture_is_the_same_on_every_screen(
    chart: Chart, pages: dict[str, Any], served: Served, glass: Any
) -> None:
    _stands_alone(chart, pages, served, glass)


def _stands_alone(chart: Chart, pages: dict[str, Any], served: Served, glass: Any) -> None:
    pictures = {}
    for theme, page in pages.items():
        page.goto(served.address + chart.address)
        page.evaluate(LISTEN)
        pictures[theme] = taken(page, chart.name)
        words = "".join(ElementTree.fromstring(page.evaluate("told"))[1].itertext())
        title, period = page.inner_text("h1"), page.locator(".head .periods [aria-current]")
        assert title in words and f"Accord · {chart.clause}" in words and "as of " in words
        assert not period.count() or period.inner_text() in words
        assert page.evaluate("document.activeElement.dataset.picture") == f"accord-{chart.name}.png"
        assert page.locator("iframe").count() == 0
    found = seen(glass, pictures["light"])
    assert found["wide"] == 2 * chart.wide and 600 < found["high"] < 16000 and found["corner"] == "ffffff"
    assert found["whole"] > 20
    # Light on white and the same to the pixel, wherever it was pressed.
    assert len(set(pictures.values())) == 1
    page.goto(served.address + chart.address)
    emptied(page, chart)
    bare = seen(glass, taken(page, chart.name))
    assert drawn(found, bare, chart) and not drawn(bare, bare, chart)


def test_a_picture_that_cannot_be_drawn_says_so(pages: dict[str, Any], served: Served) -> None:
    page = pages["light"]
    page.goto(served.address + "/speed")
    page.evaluate("() => { Image.prototype.decode = () => Promise.reject(new Error('no')); }")
    page.click("[data-picture]")
    page.wait_for_selector("text=The picture could not be drawn here. Print the page instead.")
    expect(page.locator("[data-picture]")).to_be_enabled()


def test_young_cohorts_are_hatched_and_say_how_long_they_wait(pages: dict[str, Any], served: Served) -> None:
    page = pages["light"]
    for address in ("/quality", "/retention", "/board"):
        page.goto(served.address + address)
        assert page.locator(".cohort-chart rect.too-young").count() > 0, address
        fill = "e => getComputedStyle(e).fill"
        assert page.locator(".cohort-chart rect.too-young").first.evaluate(fill) == 'url("#young")'
        assert page.locator("pattern#young").count() == 1
        assert "Hatched: too young to be compared." in page.inner_text("main") and "left" in page.inner_text(
            "main"
        )
