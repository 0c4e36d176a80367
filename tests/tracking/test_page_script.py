"""The page script in a real browser: without consent nothing is stored and nobody is known again."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.tracking.served import Served, run, served
from tests.tracking.site import MODES, PERSON, SCRIPT, SIGNALS, Kept, Site, breaches, site, visit

LARGEST = 3_072  # bytes with gzip


# One address may send twenty forms at once: the scripts that do more come to a product of their own.
@pytest.fixture(scope="module")
def running(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Site]]:
    """The product as it is served, and a site with its script."""
    yield from serve_site(tmp_path_factory)


@pytest.fixture(scope="module")
def another(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Site]]:
    """The same once more."""
    yield from serve_site(tmp_path_factory)


def serve_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Site]]:
    """A fresh installation, served, with a browser's key for a fresh site."""
    with site() as made, served(tmp_path_factory.mktemp("site"), worker=False) as accord:
        made.accord = accord.address
        made.key = run(
            accord.environ,
            "write-keys",
            "make",
            "--kind",
            "browser",
            "--source",
            "website",
            "--origin",
            made.address,
        ).split()[0]
        yield accord, made


@pytest.mark.browser
@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("how", MODES)
def test_no_consent_no_tracking(chromium: Any, running: tuple[Served, Site], how: str, signal: str) -> None:
    accord, made = running
    seen = visit(chromium, made, how, signal, kept_by(accord))
    assert breaches(seen, how, signal) == []
    assert not accord.ask("SELECT 1 FROM ledger_deadletter")


def kept_by(accord: Served) -> Kept:
    """What the product has kept since this was asked last: events only, each with the call it came by."""
    after = [0]

    def kept() -> list[dict[str, Any]]:
        rows = accord.ask(
            "SELECT seq, body, context FROM ledger_inboxitem "
            f"WHERE door = 'segment' AND seq > {after[0]} ORDER BY seq"
        )
        after[0] = max([after[0], *(int(str(seq)) for seq, _, _ in rows)])
        return [
            json.loads(bytes(body)) | {"call": json.loads(str(context))["call"]} for _, body, context in rows
        ]  # type: ignore[arg-type]

    return kept


MUTANTS = {
    "stores before anybody agreed": (
        ("strict", "none"),
        "agreed = recall() !== null;\n  else forget();",
        "agreed = true;\n  else agreed = true;",
    ),
    "hears no GPC": (("strict", "gpc"), "nav.globalPrivacyControl === true", "false"),
    "hears no DNT": (("consented", "dnt"), 'nav.doNotTrack === "1"', "false"),
    "forgets nothing": (("withdrawn", "none"), "localStorage.removeItem(PLACE)", "void 0"),
    "sends on after a refusal": (("denied", "none"), "      off = true;\n", ""),
    "is never off": (("off", "none"), 'mode === "off" || refused', "refused"),
    "keeps whole addresses": (
        ("consented", "none"),
        "return found.origin + path",
        "return String(found) + path",
    ),
    "keeps one id for all pages": (
        ("strict", "none"),
        "const once = random();",
        "const once = (sessionStorage.a = sessionStorage.a || random());",
    ),
    "says who somebody is unasked": (("strict", "none"), 'if (agreed) event("identify"', 'event("identify"'),
}


@pytest.mark.browser
@pytest.mark.parametrize("name", MUTANTS)
def test_a_script_that_does_more_is_caught(chromium: Any, another: tuple[Served, Site], name: str) -> None:
    (how, signal), text, instead = MUTANTS[name]
    whole = SCRIPT.read_text()
    assert text in whole, "the mutant changes nothing"
    assert breaches(
        visit(chromium, another[1], how, signal, kept_by(another[0]), whole.replace(text, instead)),
        how,
        signal,
    )


@pytest.mark.django_db
def test_the_script_is_small_plain_and_the_same_for_everybody() -> None:
    answer = Client().get("/a.js")
    text = answer.content.decode()
    assert len(gzip.compress(answer.content, 9)) <= LARGEST
    assert not [
        word for word in ("eval(", "Function(", "innerHTML", "document.write", "import ") if word in text
    ]
    assert "Set-Cookie" not in answer.headers and answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = Client().get("/a.js", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get("/.well-known/gpc.json").json()["gpc"] is True
    assert PERSON not in text
