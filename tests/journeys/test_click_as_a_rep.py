"""Click as a rep: what is done in the demonstration's pretend CRM stands on the person's page in Accord, by itself."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener, urlopen

import pytest

from tests.interfaces.browser_server import environ, free_port, program
from tests.operations.serving import alive, children_of, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
_MAKE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
django.setup()
from dataclasses import replace
from datetime import UTC, datetime
from accord.simulation.plan import HALDEN
from accord.teams.people import SYSTEM
from accord.workflows.make_demonstration import make_demonstration
plan = replace(HALDEN, people=200, deals=8, months=3, campaigns=2)
make_demonstration(SYSTEM, now=datetime.now(UTC), plan=plan)
"""


@dataclass(slots=True)
class Demo:
    """A running `accord demo`: its process, what it printed, both addresses, Sam's browser."""

    process: "subprocess.Popen[str]"
    said: str
    address: str
    crm: str
    browser: OpenerDirector

    def page(self, path: str) -> str:
        """A page as Sam sees it, who sees what every rep does, in words with one blank between."""
        text: str = self.browser.open(self.address + path, timeout=60).read().decode()
        return " ".join(text.split())

    def sees(self, path: str, *words: str) -> None:
        """Wait until all of these stand on a page."""
        wait_until(lambda: all(word in self.page(path) for word in words), f"{words} on {path}")

    def act(self, act: str, **fields: str) -> str:
        """Send a form of the pretend CRM, as a click on its button does; the page it leads to."""
        data = urlencode({"act": act, **fields}).encode()
        text: str = urlopen(f"{self.crm}/act", data, timeout=60).read().decode()
        assert "Done:" in text, text
        return text

    def stop(self) -> list[int]:
        """Ctrl-C; the processes that ran, none of which may still."""
        ran = [pid for child in children_of(self.process.pid) for pid in (child, *children_of(child))]
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(90) == 0
        return [pid for pid in ran if alive(pid)]


def start(folder: Path, port: int) -> Demo:
    """Start it as people do, and sign in as Sam with the password it prints."""
    command = [sys.executable, "-m", "accord.interfaces.cli.main", "demo", "--port", str(port)]
    with (folder / "server.log").open("a") as log:
        process = subprocess.Popen(
            command, env=environ(folder), stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert process.stdout is not None
    said = ""
    while "click as a rep" not in said:
        line = process.stdout.readline()
        assert line, said + (folder / "server.log").read_text()
        said += line
    address, crm = (match.group(1) for match in re.finditer(r"(http://[\d.:]+)", said))
    made = Demo(process, said, address, crm, build_opener(HTTPCookieProcessor(CookieJar())))
    wait_until(lambda: _answers(address) and _answers(crm), "both addresses")
    form = made.page("/sign-in")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    password = re.search(r"sam@halden\.example\s+(\S+)", said)
    assert token and password
    fields = {"csrfmiddlewaretoken": token.group(1), "email": "sam@halden.example"}
    fields |= {"password": password.group(1), "next": ""}
    made.browser.open(f"{address}/sign-in", urlencode(fields).encode(), timeout=60)
    return made


def _answers(address: str) -> bool:
    try:
        return bool(urlopen(address, timeout=5).status)
    except OSError:
        return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds a small demonstration, not yet served."""
    made = tmp_path_factory.mktemp("demo")
    program(made, _MAKE)
    return made


@pytest.fixture
def demo(folder: Path) -> Iterator[Demo]:
    """The demonstration, served with its pretend CRM."""
    made = start(folder, free_port())
    yield made
    if made.process.poll() is None:
        assert made.stop() == []


def records(crm: str, kind: str) -> list[dict[str, str]]:
    """The records of the pretend CRM as they truly are."""
    import json

    found: list[dict[str, str]] = json.loads(urlopen(f"{crm}/__twin/records/{kind}", timeout=60).read())
    return found


def test_what_a_rep_clicks_there_stands_here_and_both_end_together(demo: Demo, folder: Path) -> None:
    users = {row["Name"]: row["Id"] for row in records(demo.crm, "User")}
    rita = users["Rita Okafor"]
    lead = next(
        row
        for row in records(demo.crm, "Lead")
        if row["OwnerId"] == rita and row["Status"] == "Open - Not Contacted" and row["Email"]
    )
    found = re.search(
        r'href="(/journey/people/\d+)', demo.page(f"/journey?{urlencode({'q': lead['Email']})}")
    )
    assert found, lead
    page = found.group(1)
    calls = demo.page(page).lower().count("call")

    demo.act("log_call", who=lead["Id"], by=rita)
    wait_until(lambda: demo.page(page).lower().count("call") > calls, "the call")
    demo.act("change_status", lead=lead["Id"], status="Working - Contacted", by=rita)
    demo.sees(page, "Working - Contacted")
    other = users["Julia Sandberg"]
    demo.act("change_owner", record=lead["Id"], owner=other, by=rita)
    demo.sees(page, other)
    demo.act("convert", lead=lead["Id"], by=other)
    contact = next(row["ConvertedContactId"] for row in records(demo.crm, "Lead") if row["Id"] == lead["Id"])
    demo.sees(page, contact)
    assert demo.stop() == []

    again = start(folder, free_port())
    try:
        assert "reading " not in again.said
        assert [r["ConvertedContactId"] for r in records(again.crm, "Lead") if r["Id"] == lead["Id"]] == [
            contact
        ]
        assert contact in again.page(page)
        again.act("log_call", who=contact, by=other, outcome="Left voicemail")
        calls = again.page(page).lower().count("call")
        wait_until(lambda: again.page(page).lower().count("call") > calls, "the call at the other address")
    finally:
        assert again.stop() == []
    assert "Traceback" not in (folder / "server.log").read_text()
