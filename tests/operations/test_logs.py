"""No log holds anybody: real work and real failures with canaries in every place, then every log is searched."""

import json
import logging
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from accord.config.logs import Json, Plain, configure, make_logging
from accord.vocabulary.errors import Invalid
from accord.vocabulary.faults import trace_of
from tests.operations.installation import BRING, CANARIES, LEADS, Installation
from tests.operations.serving import Serving, serving

SECRET = "canary.bird@quietfeather.example"
FORMS = {"plain": Plain(), "json": Json()}


def logged(
    name: str, form: str, level: int, message: object, *given: object, problem: BaseException | None = None
) -> str:
    """One record in one form."""
    trace = (type(problem), problem, problem.__traceback__) if problem else None
    record = logging.LogRecord(name, level, "x.py", 1, message, given, trace)  # type: ignore[arg-type]
    return FORMS[form].format(record)


def failures() -> Iterator[BaseException]:
    """Exceptions of many makers whose messages quote what they were given."""
    from django.core.exceptions import DisallowedHost, ValidationError
    from pydantic import BaseModel

    class Shape(BaseModel):
        """A number."""

        number: int

    def nested() -> None:
        try:
            int(SECRET)
        except ValueError as problem:
            raise KeyError(SECRET) from problem

    acts: list[Any] = [
        lambda: int(SECRET),
        lambda: {}[SECRET],
        lambda: Shape(number=SECRET),  # type: ignore[arg-type]
        lambda: Path(f"/nowhere/{SECRET}").read_text(),
        lambda: json.loads(f'{{"{SECRET}"'),
        lambda: SECRET.encode().decode("utf-16"),
        nested,
    ]
    for act in acts:
        try:
            act()
        except Exception as problem:
            yield problem
    for made in (
        DisallowedHost(SECRET),
        ValidationError({"email": [SECRET]}),
        Invalid("a.code", SECRET, SECRET, who=SECRET),
    ):
        try:
            raise made
        except Exception as problem:
            yield problem


@pytest.mark.parametrize("form", FORMS)
def test_an_exception_is_told_without_what_it_carries(form: str) -> None:
    found = list(failures())
    assert len(found) >= 9
    for problem in found:
        said = logged("accord.web", form, logging.ERROR, "%s broke", SECRET, problem=problem)
        assert SECRET not in said
        assert "Canar" not in said
        assert type(problem).__name__ in said
        assert "test_logs.py" in said


def test_the_mutant_that_prints_messages_is_caught() -> None:
    record = logging.LogRecord("accord", logging.ERROR, "x.py", 1, "%s", (SECRET,), None)
    assert SECRET in logging.Formatter().format(record)
    assert any(SECRET in str(problem) for problem in failures())


def test_what_the_database_refuses_is_told_without_the_row(postgres_url: str, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect(postgres_url) as server:
        server.execute("CREATE TEMP TABLE t (email text PRIMARY KEY)")
        server.execute("INSERT INTO t VALUES (%s)", [SECRET])
        with pytest.raises(psycopg.errors.UniqueViolation) as caught:
            server.execute("INSERT INTO t VALUES (%s)", [SECRET])
    assert SECRET in str(caught.value)
    told = "\n".join(trace_of(caught.value))
    assert SECRET not in told
    assert "UniqueViolation[23505]" in told


@pytest.mark.parametrize("form", FORMS)
def test_numbers_pass_and_texts_do_not(form: str) -> None:
    said = logged("accord.worker", form, logging.INFO, "%d of %s rows, %.1f%% of %(x)s, %5s", 3, SECRET, 0.5)
    assert "3 of … rows" in said
    assert SECRET not in said
    assert SECRET not in logged(
        "django.security.DisallowedHost", form, logging.ERROR, f"Invalid host: {SECRET}"
    )
    assert SECRET not in logged("django.request", form, logging.WARNING, "Not Found: %s", f"/people/{SECRET}")
    assert SECRET not in logged("x", form, logging.WARNING, "%(who)s", {"who": SECRET})
    assert "no worker" in logged("accord.worker", form, logging.WARNING, "no worker")


def test_json_is_one_object_on_one_line() -> None:
    problem = next(failures())
    said = logged("accord.web", "json", logging.ERROR, "line\nbreak %s", SECRET, problem=problem)
    assert "\n" not in said
    told = json.loads(said)
    assert (told["level"], told["logger"], told["fault"]) == ("error", "accord.web", "ValueError")


def test_what_no_thread_catches_is_logged_the_same_way(capfd: pytest.CaptureFixture[str]) -> None:
    before = threading.excepthook
    root, handlers = logging.getLogger(), list(logging.getLogger().handlers)
    try:
        configure(make_logging("json"))
        thread = threading.Thread(target=lambda: int(SECRET))
        thread.start()
        thread.join()
    finally:
        threading.excepthook = before
        root.handlers = handlers
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line["fault"] for line in lines] == ["ValueError"]
    assert SECRET not in json.dumps(lines)


# -- the product as it runs ----------------------------------------------------------------------------------------


def call(opener: Any, served: Serving, path: str, data: bytes | None = None, **headers: str) -> int:
    """One request; its status."""
    asked = urllib.request.Request(served.address + path, data, headers)
    try:
        return int(opener.open(asked, timeout=60).status)
    except urllib.error.HTTPError as problem:
        return problem.code


def use(served: Serving) -> list[int]:
    """Pages, wrong passwords, searches, wrong bodies, events: with the canaries in every place."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    quoted = urllib.parse.quote(SECRET)
    statuses = [call(opener, served, "/sign-in")]
    token = next(c.value for c in jar if c.name == "csrftoken") or ""
    form = {"username": SECRET, "password": CANARIES[2], "csrfmiddlewaretoken": token}
    statuses.append(call(opener, served, "/sign-in", urllib.parse.urlencode(form).encode()))
    key = Installation(served.folder).run("keys", "make", "olga@x.example", "--label", "t").split()
    bearer = {"Authorization": f"Bearer {next(word for word in key if word.startswith('acc_'))}"}
    asked = ("{}", "sign-in?next=/{}", "journey?search={}", "api/v1/contacts?search={}", "api/v1/people/{}")
    for path in (*asked, "hooks/{}/x", "u/{}", "v1/{}"):
        path = "/" + path.format(quoted)
        statuses.append(call(opener, served, path, **bearer))
    body = json.dumps({"email": SECRET, "name": CANARIES[2], "role": SECRET}).encode()
    for path in (
        "/api/v1/people",
        f"/api/v1/contacts/{quoted}/merge",
        "/v1/track",
        "/v1/identify",
        f"/hooks/{quoted}/y",
    ):
        statuses.append(call(opener, served, path, body, **bearer, **{"Content-Type": "application/json"}))
        statuses.append(
            call(opener, served, path, body[:-9], **bearer, **{"Content-Type": "application/json"})
        )
    statuses.append(call(opener, served, "/metrics", Host=SECRET))
    return statuses


BREAK = """
from datetime import UTC, datetime
from django.db import connection
from accord.ledger.jobs import enqueue_job
now, canary = datetime.now(UTC), "canary.bird@quietfeather.example"
for kind in ("import_upload", "match_accounts"):
    enqueue_job(kind, canary, due_at=now, payload={"token": canary})
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE contacts_contact RENAME TO canary_contacts")
"""


def test_a_served_installation_logs_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with serving(folder, ACCORD_LOG="json") as served:
        made = Installation(folder)
        made.run("people", "add", "olga@x.example", "--role", "ops", "--name", CANARIES[2])
        made.program(BRING, str(tmp_path / "leads.csv"))
        (tmp_path / "bad.csv").write_text(LEADS + f'"{SECRET},"broken\n')
        made.ask("import", str(tmp_path / "bad.csv"), "--source", SECRET)
        made.ask("contacts", "find", SECRET)
        statuses = use(served)
        assert statuses[0] == 200
        assert 404 in statuses
        # Now its tables are gone, so that pages, the API, the command line and the worker really break.
        made.program(BREAK)
        assert max(use(served)) >= 500
        made.ask("contacts", "find", SECRET)
        made.ask("work", "--once")
    logs = [path for path in folder.iterdir() if path.suffix == ".log"]
    assert {"server.log", "faults.log"} <= {path.name for path in logs}
    for path in logs:
        text = path.read_text().lower()
        assert [
            word for word in CANARIES if word.lower() in text or urllib.parse.quote(word.lower()) in text
        ] == []
        assert "quietfeather" not in text
    lines = (folder / "server.log").read_text().splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert any(line.get("fault") == "OperationalError" for line in told), lines
    assert len(told) >= len(lines) - 3  # the supervisor's own words
