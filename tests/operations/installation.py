"""A private installation in a folder of its own, worked on through the command line and by short programs."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.interfaces.browser_server import environ, make_ready

ROOT = Path(__file__).resolve().parents[2]
CANARIES = ("zz-canary-9001", "canary.bird@quietfeather.example", "Canaria Featherstone")
LEADS = f"""Id,Email,Name,Company,Created,Origin
{CANARIES[0]},{CANARIES[1]},{CANARIES[2]},Quietfeather,2026-01-05 10:00:00,social
L2,bob@loud.example,Bob Loud,Loud,2026-01-06 10:00:00,social
L3,dee@calm.example,Dee Calm,Calm,2026-01-07 10:00:00,social
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """A data folder, and its database when that is a PostgreSQL."""

    folder: Path
    database: str = ""

    def environ(self, **more: str) -> dict[str, str]:
        """The environment in which commands work on it."""
        named = {"ACCORD_DATABASE_URL": self.database} if self.database else {}
        return environ(self.folder) | named | {"DJANGO_SETTINGS_MODULE": "accord.config.settings"} | more

    def ask(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """One command, however it ends."""
        command = [sys.executable, "-m", "accord.interfaces.cli.main", *words]
        return subprocess.run(command, env=self.environ(**more), capture_output=True, text=True, cwd=ROOT)

    def run(self, *words: str, **more: str) -> str:
        """One command that must work; its output."""
        done = self.ask(*words, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def program(self, text: str, *words: str) -> Any:
        """A short program on it, after `import django; django.setup()`; the JSON value of its last line."""
        head = "import json, sys, django; django.setup()\n"
        command = [sys.executable, "-c", head + text, *words]
        done = subprocess.run(command, env=self.environ(), capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None

    def holding(self, words: tuple[str, ...]) -> list[str]:
        """The files of the folder that hold one of the words, in any case."""
        found = set()
        for path in (p for p in self.folder.rglob("*") if p.is_file()):
            content = path.read_bytes().lower()
            found |= {path.name for word in words if word.lower().encode() in content}
        return sorted(found)


# Imports a text, keeps an upload, and writes one message that waits to be sent.
BRING = """
from datetime import UTC, datetime
from pathlib import Path
from accord.ledger.outbox import put_message
from accord.vocabulary.people import Role, Viewer
from accord.workflows.import_export_file import import_export_file
from accord.workflows.uploads import keep_upload
from tests.operations.installation import LEADS
from tests.workflows.exports import MAPPING
olga, now = Viewer(1, Role.ops), datetime.now(UTC)
path = Path(sys.argv[1])
path.write_text(LEADS)
import_export_file(olga, path, source="marketing", mapping=MAPPING, now=now)
path.unlink()
keep_upload(olga, "leads.csv", [LEADS.encode()], now=now)
put_message("chat", "user:1", "hello", {}, cause="test", now=now)
"""
ERASE = """
from datetime import UTC, datetime
from accord.contacts.models import Identity
from accord.ledger.models import SourceRecord
from accord.vocabulary.people import Role, Viewer
from accord.workflows.erase_person import erase_person
key = SourceRecord.objects.get(external_id=sys.argv[1]).key
erase_person(Viewer(1, Role.ops), Identity.objects.get(key=key).contact_id, now=datetime.now(UTC))
"""
# Every row of every table that a restore does not change on purpose, as one digest a table.
STATE = """
from hashlib import blake2b
from django.db import connection
skip = {"django_session", "ledger_installed", "ledger_act", "sqlite_sequence"}
said = {}
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        if table not in skip:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(map(repr, cursor.fetchall()))
            said[table] = [len(rows), blake2b("\\n".join(rows).encode(), digest_size=8).hexdigest()]
print(json.dumps(said))
"""


def make_installation(folder: Path, database: str = "") -> Installation:
    """An installation with a draft, three people, an upload and a message that waits."""
    made = Installation(folder, database)
    if database:
        made.run("init", "--template", "hubspot-lifecycle")
    else:
        make_ready(folder, "--template", "hubspot-lifecycle")
    made.program(BRING, str(folder / "leads.csv"))
    return made


def fresh_database(url: str, name: str) -> str:
    """An empty database of that name on the private server; its address."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
    start, _, rest = url.partition("/accord?")
    return f"{start}/{name}?{rest}"
