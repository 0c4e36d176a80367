"""Finds a named person's figures in whatever a door answers: pages, JSON, lines of the command line.

A figure is told of a person where a name of theirs and a number of theirs stand in one row, one list entry, one
sentence, one JSON object or one line, or where the page's heading is their name.
"""

import json
import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from typing import Any

ROWS = {"tr", "li", "p", "dl", "figure", "article", "option", "summary", "label", "h1", "h2", "h3", "h4", "a"}
SAID_BY = {"title", "aria-label", "alt", "content", "value"}  # attributes that people are shown or told
VOID = {"meta", "link", "input", "img", "br", "hr", "path", "rect", "circle", "line", "use"}
NOT_FIGURES = re.compile(r"(^|_)(id|key|hash|prefix|version|seq)$|_id$")


def tells(body: str, names: Collection[str], numbers: Collection[int]) -> list[str]:
    """Every place of an answer that tells one of these numbers of the person with these names."""
    text = body.lstrip()
    if text[:1] in "{[":
        try:
            return list(_in_json(json.loads(text), names, numbers))
        except ValueError:
            pass
    if text[:1] == "<":
        page = _Page()
        page.feed(body)
        about = any(_names(row, names) for tag, row in page.rows if tag == "h1")
        return [row[:200] for _, row in page.rows if _counts(row, numbers) and (about or _names(row, names))]
    return [line[:200] for line in body.splitlines() if _names(line, names) and _counts(line, numbers)]


def _in_json(
    value: Any, names: Collection[str], numbers: Collection[int], above: bool = False
) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _in_json(each, names, numbers, above)
    elif isinstance(value, dict):
        own = [each for each in value.values() if isinstance(each, str)]
        named = above or any(_names(text, names) for text in own)
        for key, each in value.items():
            if NOT_FIGURES.search(key):
                continue
            if named and (
                each in numbers if type(each) is int else isinstance(each, str) and _counts(each, numbers)
            ):
                yield f"{key}: {each}"
            # What hangs below someone's entry is about them, but for lists of entries of their own.
            below = (named and not isinstance(each, list)) or _names(key, names)
            if below and type(each) is int and each in numbers and not named:
                yield f"{key}: {each}"
            yield from _in_json(each, names, numbers, below)


class _Page(HTMLParser):
    """The rows of a page with everything that is said in them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[str, str]] = []
        self.open: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = [value or "" for name, value in attrs if name in SAID_BY or name.startswith("data-")]
        if tag in ROWS:
            self.open.append((tag, []))
        for _, texts in self.open:
            texts.extend(said)

    def handle_data(self, data: str) -> None:
        for _, texts in self.open:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        at = next((n for n in range(len(self.open) - 1, -1, -1) if self.open[n][0] == tag), None)
        if at is not None:
            self.rows += [(name, " ".join(" ".join(texts).split())) for name, texts in self.open[at:]]
            del self.open[at:]


def _names(text: str, names: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)


def _counts(text: str, numbers: Collection[int]) -> bool:
    return any(re.search(rf"(?<![\w.,:/#-]){number}(?![\w:/-]|[.,]\d)", text) for number in numbers)
