"""Texts that were read lately: a page reads the same text several times, and reading takes its time."""

from functools import lru_cache

from accord.agreement import Parsed
from accord.agreement import parse as parse_now
from accord.agreement.nodes import Mapping
from accord.agreement.text import read_text


@lru_cache(maxsize=32)
def parse(text: str) -> Parsed:
    """The document of a text, or its issues; frozen, so it may be shared."""
    return parse_now(text)


@lru_cache(maxsize=32)
def outline(text: str) -> Mapping | None:
    """The nodes of a text; None where it has no whole outline."""
    return read_text(text)[0]
