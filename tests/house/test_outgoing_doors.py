"""Nothing leaves this machine but through the one place that looks where it goes."""

import ast
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src" / "accord"
NETWORK = {
    "aiohttp", "asyncio", "ftplib", "http.client", "http.server", "httpx", "hubspot", "imaplib", "poplib", "requests",
    "simple_salesforce", "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3",
    "websockets", "xmlrpc",
}  # fmt: skip
# Who else may name one of them, and why.
NAMED = {
    "connectors/outgoing/": "the one place",
    "connectors/hubspot/live/session.py": "the vendor's client; session.guard puts its pools under the rules",
    "connectors/salesforce/live/session.py": "the vendor's client; session.guard puts its session under the rules",
    "connectors/salesforce/live/bulk.py": "the vendor's client, over the same session",
    "connectors/salesforce/live/answers.py": "the session that is guarded, and its errors",
    "workflows/carriers.py": "campaigns' letters to a mail server that operations named",
    "workflows/notice_mail.py": "the errors of the mail server that operations named; Django opens it",
    "interfaces/cli/commands/serve.py": "binds a port to see whether it is free",
}


def named_in(path: Path) -> set[str]:
    """The modules of the network that a file imports, at its top or anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
        found |= {m for m in NETWORK for name in names if name == m or name.startswith(f"{m}.")}
    return found


def test_only_named_places_reach_the_network() -> None:
    files = [p for p in SRC.rglob("*.py") if "migrations" not in p.parts]
    using = {str(p.relative_to(SRC)): named_in(p) for p in files}
    strangers = {f: m for f, m in using.items() if m and not f.startswith(tuple(NAMED))}
    assert not strangers, f"send through accord.connectors.outgoing: {strangers}"


def test_every_named_place_still_needs_its_name() -> None:
    used = {str(p.relative_to(SRC)) for p in SRC.rglob("*.py") if named_in(p)}
    assert not [name for name in NAMED if not any(file.startswith(name) for file in used)]


def test_the_finder_catches_its_mutants(tmp_path: Path) -> None:
    for text in ("import requests", "from urllib import request", "import urllib.request as r", "import socket",
                 "def f():\n    from http.client import HTTPConnection"):  # fmt: skip
        mutant = tmp_path / "mutant.py"
        mutant.write_text(text)
        assert named_in(mutant), text
    mutant.write_text("from urllib.parse import quote\nimport http\n")
    assert not named_in(mutant)


def test_every_live_session_is_guarded_where_it_is_opened() -> None:
    opening = {
        p.name: t for p in (SRC / "workflows").glob("*.py") if "open(connection, " in (t := p.read_text())
    }
    assert set(opening) == {"connections.py"}
    opened = opening["connections.py"].split(".open(connection, ")
    assert len(opened) == 2
    assert "session.guard(" in opened[1][:300]
