"""Segment's own programs, unchanged, against the product as it is served: what they sent stands in the ledger."""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.vocabulary.facts import FactKind
from tests.tracking.served import Served, served

NODE_SDK = "@segment/analytics-node@3.1.0"
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("sdks")) as made:
        yield made


def stands(made: Served, user: str) -> tuple[Counter[str], set[str], str]:
    """The kinds of a contact's facts, the outside ids of its records, and the address."""
    made.wait_until_taken()
    members = f"""
        SELECT r.key, r.external_id, r.email FROM contacts_identity i JOIN ledger_sourcerecord r ON r.key = i.key
        WHERE i.contact_id = (SELECT j.contact_id FROM contacts_identity j JOIN ledger_sourcerecord s ON s.key = j.key
                              WHERE s.external_id = 'user:{user}')"""
    records = made.ask(members)
    keys = ", ".join(str(row[0]) for row in records)
    kinds = made.ask(f"SELECT kind FROM ledger_fact WHERE subject IN ({keys})")
    dead = made.ask("SELECT reason, detail FROM ledger_deadletter")
    assert dead == []
    counted = Counter(FactKind(int(str(kind))).name for (kind,) in kinds)
    return counted, {str(row[1]) for row in records}, "".join(str(row[2]) for row in records)


def test_the_python_sdk_runs_unchanged(running: Served) -> None:
    from segment.analytics.client import Client

    failures: list[object] = []
    for packed in (False, True):
        client = Client(
            running.key, host=running.address, gzip=packed, on_error=lambda *said: failures.append(said)
        )
        client.page(anonymous_id="py-visitor", properties={"url": "https://www.halden.example/pricing"})
        client.identify(
            "py-1", {"email": "pia@halden.example", "name": "Pia Lund"}, anonymous_id="py-visitor"
        )
        client.group("py-1", "halden", {"name": "Halden"})
        for n in range(120):
            client.track("py-1", "Content Downloaded", {"n": n})
        client.track("py-1", "Demo Requested")
        client.screen("py-1", name="Home")
        client.alias("py-0", "py-1")
        client.shutdown()
    assert failures == []
    kinds, members, email = stands(running, "py-1")
    assert kinds == {"content_download": 240, "demo_request": 2, "pricing_page": 2, "page_view": 2}
    assert members == {"user:py-1", "anon:py-visitor", "user:py-0", "anon:py-0"}
    assert email == "pia@halden.example"


def test_the_node_sdk_runs_unchanged(running: Served, tmp_path: Path) -> None:
    install_node_sdk(tmp_path)
    shutil.copy(HERE / "send.mjs", tmp_path)
    done = subprocess.run(
        ["node", "send.mjs", running.address, running.key],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    kinds, members, email = stands(running, "node-1")
    assert (kinds["content_download"], kinds["demo_request"], kinds["pricing_page"], kinds["page_view"]) == (
        40,
        1,
        1,
        1,
    )
    assert members == {"user:node-1", "anon:node-visitor", "user:node-0", "anon:node-0"}
    assert email == "noor@halden.example"


def install_node_sdk(folder: Path) -> None:
    """Install it from the configured registry; a named skip without Node 20 or npm, a failure where CI requires it."""
    reason = _install(folder)
    if reason and "node" in os.environ.get("ACCORD_REQUIRE", ""):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def _install(folder: Path) -> str:
    if not shutil.which("node") or not shutil.which("npm"):
        return "needs Node >= 20 and npm, absent here"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0] or 0) < 20:
        return f"needs Node >= 20, here is {version}"
    (folder / "package.json").write_text('{"private": true, "type": "module"}')
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", NODE_SDK]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180)
    return "" if done.returncode == 0 else f"npm could not install {NODE_SDK}: {done.stderr[-300:]}"
