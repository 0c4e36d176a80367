"""One person's letter from the signed words: names filled in, links replaced, the way out added. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from accord.campaigns.shapes import Arm

FIELDS = ("first_name", "name", "company")
LINK = "link"
SPELLED = ", ".join(f"{{{one}}}" for one in (*FIELDS, LINK))
_FIELD = re.compile(r"\{(\w+)(?:\|([^{}]{0,80}))?\}")
_URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_ADDRESS = re.compile(r"[/\\@]|www\.", re.IGNORECASE)
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it leaves: plain, and the same for who reads it as HTML."""

    subject: str
    text: str
    html: str


def unknown_words(text: str) -> list[str]:
    """Names between braces that nothing is known as, in order."""
    return [name for name, _ in _FIELD.findall(text) if name not in (*FIELDS, LINK)]


def links_of(arm: Arm) -> tuple[str, ...]:
    """Every web address that an arm's letter leads to, each once, in order."""
    urls = _URL.findall(arm.body)
    return tuple(dict.fromkeys([*([arm.link] if arm.link else []), *urls]))


def write_letter(
    arm: Arm, who: Mapping[str, str], tracked: Mapping[str, str], *, unsubscribe: str, imprint: str
) -> Written:
    """Fill in an arm's words for one person: `{first_name|there}` says `there` where no name is known.

    `tracked` gives the address that stands for each of `links_of`. The last lines say who writes and how to stop.
    """
    link = tracked.get(arm.link, arm.link)
    fill = _filler({**who, LINK: link})
    body = arm.body if not arm.link or f"{{{LINK}}}" in arm.body else f"{arm.body.rstrip()}\n\n{{{LINK}}}"
    # Addresses are replaced before names are filled in: nobody's name can become a link.
    said = _FIELD.sub(fill, _URL.sub(lambda found: tracked.get(found[0], found[0]), body))
    subject = " ".join(_FIELD.sub(fill, arm.subject).split())[:_LONGEST_SUBJECT]
    end = "\n".join(line for line in (imprint, f"No more of this: {unsubscribe}") if line)
    text = f"{said.rstrip()}\n\n-- \n{end}\n"
    return Written(subject, text, _html(text, {*tracked.values(), unsubscribe}))


def _filler(values: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    """A name that looks like an address is none: mail programs would make a link of it."""

    def fill(found: re.Match[str]) -> str:
        value = values.get(found[1], "").strip()
        odd = found[1] != LINK and _ADDRESS.search(value)
        return (found[2] or "") if odd or not value else value

    return fill


def _html(text: str, links: set[str]) -> str:
    """The same words; of addresses only ours become links, so that no name can smuggle one in."""
    shown = escape(text)
    for one in sorted(links, key=len, reverse=True):
        told = escape(one)
        shown = shown.replace(told, f'<a href="{told}">{told}</a>')
    lines = shown.replace("\n", "<br>\n")
    return f'<!doctype html><html><body style="font-family:sans-serif;max-width:40em">{lines}</body></html>'
