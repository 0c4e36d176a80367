"""Every word on a page can be translated: no bare text in a template, none from the views."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real

from accord.interfaces import web
from tests.cast import PASSWORD, Cast

TEMPLATES = sorted((Path(web.__file__).parent / "templates").rglob("*.html"))
BLOCK = re.compile(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", re.S)
NAMED = re.compile(r"""\s(?:title|alt|placeholder|aria-label)=(["'])(.*?)\1""")
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<[^>]*>|&\w+;", re.S)
# Commands, keys, clauses, the names of file formats, how acts name a person: the same in every language.
CLAUSE = r'<span class="clause[^"]*" translate="no">[^<{]*</span>'
VERBATIM = re.compile(
    CLAUSE + r"|<pre.*?</pre>|<kbd>.*?</kbd>|accord sql|\b(?:SQL|CSV|JSON|PDF)\b|\buser:\d+", re.S
)


def bare(text: str) -> list[str]:
    """Words of a template that no translation reaches, in text and in attributes that are read aloud."""
    text = VERBATIM.sub("", BLOCK.sub("", text))
    text = re.sub(r"{%.*?%}|{{.*?}}", lambda m: m[0].replace("<", "").replace(">", ""), text, flags=re.S)
    named = [re.sub(r"{%.*?%}|{{.*?}}", "", m[2]) for m in NAMED.finditer(text)]
    return [w for part in (*named, TAGS.sub("\n", text)) for w in re.findall(r"[A-Za-z]{2,}[^\n]*", part)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_has_a_bare_word(path: Path) -> None:
    assert bare(path.read_text()) == []


@pytest.mark.parametrize(
    "mutant", ["<p>Hello there</p>", '<input placeholder="Type here">', "{% if x %}<b>Bare</b>{% endif %}"]
)
def test_a_bare_word_is_found(mutant: str) -> None:
    assert bare(mutant)


class Pseudo:
    """A language in which every text stands in brackets."""

    def __init__(self, real: Any) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.real, name)
        return self._bracket(found) if name in {"gettext", "ngettext", "pgettext", "npgettext"} else found

    @staticmethod
    def _bracket(say: Callable[..., str]) -> Callable[..., str]:
        return lambda *texts: f"⟦{say(*texts)}⟧"


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every translation goes through the pseudo language."""
    real = trans_real.translation
    monkeypatch.setattr(trans_real, "translation", lambda language: Pseudo(real(language)))
    translation.deactivate_all()
    monkeypatch.setattr(trans_real, "_default", Pseudo(real("en")))


SPOKEN = re.compile(r"<(h1|h2|th|button|label|legend|summary|caption|dt)\b[^>]*>(.*?)</\1>", re.S)
PAGES = (
    "/today",
    "/board",
    "/journey",
    "/journey/companies",
    "/agreement",
    "/people",
    "/data",
    "/data/uploads",
)


@pytest.mark.parametrize("address", PAGES)
def test_headings_and_controls_are_translated(address: str, cast: Cast, pseudo: None) -> None:
    client = Client()
    client.post("/sign-in", {"email": "olga@accord.example", "password": PASSWORD})
    html = client.get(address).content.decode()
    spoken = [re.sub(r"<[^>]*>", " ", m[2]).strip() for m in SPOKEN.finditer(html)]
    assert spoken
    # What remains outside the brackets are names: of people, files, templates, never words of ours.
    assert [t for t in spoken if t and "⟦" not in t and not is_a_name(t)] == []


def is_a_name(text: str) -> bool:
    """Names of the cast, keys, and the names of templates."""
    return bool(
        re.fullmatch(
            r"(Maya|Sam|Rita|Victor|Olga|Iris)\b.*|[?/]|\S+( [–-] \S+)+|.*waterfall|hubspot.*", text, re.S
        )
    )
