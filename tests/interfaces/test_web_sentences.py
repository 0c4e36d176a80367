"""What the rooms below say reaches the reader in the reader's language: every text node of pages with data."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accord.interfaces.web.words import proper, translated
from accord.vocabulary.said import said
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.test_web_words import pseudo  # noqa: F401
from tests.interfaces.world import make_world

NAMES = {"time", "pre", "kbd", "code", "script", "style", "title"}  # and whatever says translate="no"
EMPTY = {"meta", "link", "input", "br", "path", "line", "rect", "wbr", "circle", "img", "hr"}
PAGES = ("/board", "/board/numbers/leads", "/board/numbers/attempted_share", "/board/difference", "/today")


class Texts(HTMLParser):
    """The text nodes that are words of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skipped: list[bool] = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            own = tag in NAMES or dict(attrs).get("translate") == "no"
            self.skipped.append(self.skipped[-1] or own)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self.skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped[-1]:
            self.found.append(data.strip())


def bare(html: str) -> list[str]:
    """Texts with a word outside the brackets that the pseudo language puts around each translation."""
    reader = Texts()
    reader.feed(html[html.index("<main") : html.index("</main>")])
    return [text for text in reader.found if re.search(r"[A-Za-z]{3,}", outside(text))]


def outside(text: str) -> str:
    """A text without what stands in brackets, however deep."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return text


@pytest.fixture
def maya(cast: Cast, tmp_path: Path, settings: Any) -> Client:
    """Marketing, with a world to look at."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    return signed_in("maya")


@pytest.mark.parametrize("address", PAGES)
def test_every_sentence_on_the_page_is_translated(address: str, maya: Client, pseudo: None) -> None:  # noqa: F811
    html = maya.get(address).content.decode()
    assert "⟦" in html
    assert bare(html) == []


def test_a_sentence_of_a_lower_room_that_goes_around_is_caught(
    maya: Client,
    pseudo: None,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mutant: labels and formulas are shown as they come."""
    monkeypatch.setattr("accord.interfaces.web.templatetags.accord.translated", str)
    assert any("matured leads" in text for text in bare(maya.get("/board").content.decode()))


def test_values_are_filled_in_after_the_words_are_translated(pseudo: None) -> None:  # noqa: F811
    text = said("only %(n)s of %(what)s", n=3, what=said("%(m)s leads", m=5))
    with translation.override("en"):
        assert translated(text) == "⟦only 3 of ⟦5 leads⟧⟧"
        assert translated("") == ""


def test_abbreviations_are_written_large() -> None:
    assert proper("mql to sdrs by sql") == "MQL to SDRs by SQL"
    assert proper("stages.mql and crm/leads.sql, squall") == "stages.mql and crm/leads.sql, squall"
