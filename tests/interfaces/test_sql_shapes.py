"""What someone types never becomes SQL: whatever stands in a list, search, sort or report, the statements that
run keep their shape.

Every page and every GET address of the API is asked with values made from a grammar of injections, in each of
its parameters, in each word of its path, and in parameters that it does not have. ACCORD_SHAPE_PROBES (4,000 in
`long` unless told) says how many times.
"""

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver

from accord.contacts.models import Contact
from accord.interfaces.web.access import ACCESS
from accord.teams.keys import make_key
from accord.teams.models import User
from tests.cast import Cast
from tests.interfaces.doors import api_operations, places
from tests.interfaces.sql_shapes import BENIGN, NAMES, injection, listening, shape_of
from tests.interfaces.world import World, make_world

pytestmark = pytest.mark.django_db
WEB = Path(__file__).resolve().parents[2] / "src" / "accord" / "interfaces" / "web"
_READ = re.compile(r"GET(?:\.get|\.getlist)?[\(\[]\s*\"(\w+)\"")
_PLACE = re.compile(r"\{(\w+)\}|<(?:(\w+):)?(\w+)>")
SIGN_OUT = {"sign-out", "switch", "asset"}


@dataclass(frozen=True, slots=True)
class Address:
    """A GET address: its text with places, those of them that hold words, its parameters, and who asks it."""

    text: str
    words: tuple[str, ...]
    parameters: tuple[str, ...]
    known: dict[str, int]
    client: Client

    def ask(self, values: dict[str, str]) -> None:
        """Ask it, places in the path filled from the values, the rest as parameters."""

        def fill(match: re.Match[str]) -> str:
            name = match[1] or match[3]
            return quote(values.get(name) or str(self.known.get(name, "leads")), safe="")

        path = _PLACE.sub(fill, self.text)
        asked = {name: value for name, value in values.items() if name not in self.words}
        with transaction.atomic():
            self.client.get(f"{path}?{urlencode(asked)}")
            transaction.set_rollback(True)


def patterns() -> Iterator[URLPattern]:
    """Every address that stands in the first or second rank of the URL conf: all of the pages do."""
    for pattern in get_resolver().url_patterns:
        yield from getattr(pattern, "url_patterns", [pattern])


def addresses(cast: Cast, world: World) -> Iterator[Address]:
    """Every page and every GET operation; new ones are found by themselves."""
    known = places(world, "") | {"contact_id": world.own}
    pages, key = (
        Client(raise_request_exception=False),
        make_key(cast.olga, "olga@accord.example", label="t", lasts=timedelta(days=1), now=datetime.now(UTC)),
    )
    pages.force_login(User.objects.get(email="olga@accord.example"))
    read = {name for file in WEB.rglob("*.py") for name in _READ.findall(file.read_text())}
    for page in patterns():
        text = str(page.pattern)
        if page.name in ACCESS and page.name not in SIGN_OUT:
            words = tuple(name for _, kind, name in _PLACE.findall(text) if kind != "int")
            yield Address("/" + text, words, tuple(sorted(read)), known, pages)
    api = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)
    for _, method, path, operation in api_operations():
        if method.upper() == "GET":
            told = operation.get("parameters", [])
            words = tuple(
                p["name"] for p in told if p["in"] == "path" and p["schema"].get("type") == "string"
            )
            asked = tuple(p["name"] for p in told if p["in"] == "query")
            yield Address(path, words, asked, known, api)


@pytest.fixture
def doors(cast: Cast, tmp_path: Path, settings: Any) -> list[Address]:
    """Every address, before a small world."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    return list(addresses(cast, make_world(cast, tmp_path)))


def learn(doors: list[Address]) -> set[str]:
    """The shapes of every address asked plainly, twice: what is made once is made the first time."""
    with listening() as shapes:
        for door in [*doors, *doors]:
            door.ask({})
    return shapes


def plain(door: Address, names: list[str]) -> set[str]:
    """The shapes that plain values give in these places and parameters, together and each alone."""
    with listening() as shapes:
        for value in BENIGN:
            door.ask(dict.fromkeys(names, value))
            for name in names if len(names) > 1 else []:
                door.ask({name: value})
    return shapes


def probe(doors: list[Address], probes: int, seed: int = 1) -> list[str]:
    """Statements of a shape that plain values in the same places do not give."""
    draw, found, shapes = random.Random(seed), list[str](), learn(doors)
    for number in range(probes):
        door = doors[number % len(doors)]
        names = [*door.words, *door.parameters]
        own = draw.sample(names, min(len(names), draw.randint(1, 2))) if names else []
        values = {name: injection(draw) for name in own}
        values |= {draw.choice(NAMES): injection(draw) for _ in range(draw.randint(0, 1))}
        if draw.random() < 0.1:
            values[injection(draw)] = draw.choice(BENIGN)
        with listening() as run:
            door.ask(values)
        if run - shapes:
            shapes |= plain(door, own)
        found += [f"{door.text} {values}: {shape}"[:600] for shape in run - shapes]
    return found


def test_no_value_changes_a_statement(doors: list[Address]) -> None:
    assert len(doors) > 40
    assert probe(doors, 150) == []


@pytest.mark.long
def test_no_value_of_many_changes_a_statement(doors: list[Address]) -> None:
    assert probe(doors, int(os.environ.get("ACCORD_SHAPE_PROBES", "600")), seed=2) == []


def by_text(request: HttpRequest, **_: object) -> HttpResponse:
    """A mutant: what was typed stands in the statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM contacts_contact WHERE owner = '{request.GET.get('q', '')}'")
    return HttpResponse()


def by_direction(request: HttpRequest, **_: object) -> HttpResponse:
    """A mutant: the direction of a sort is taken as it comes (the fault of CVE-2026-3105)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM contacts_contact ORDER BY id {request.GET.get('offset', '')[:0]}")
        cursor.execute(f"SELECT id FROM contacts_contact ORDER BY id, {request.GET.get('reason') or 'id'}")
    return HttpResponse()


def by_names(request: HttpRequest, **_: object) -> HttpResponse:
    """A mutant: parameters become lookups."""
    list(Contact.objects.filter(**{k: v for k, v in request.GET.items() if k in NAMES}))
    return HttpResponse()


@pytest.mark.parametrize("mutant", [by_text, by_direction, by_names])
def test_a_page_that_trusts_what_is_typed_is_caught(doors: list[Address], mutant: Any) -> None:
    page = next(door for door in doors if door.text == "/journey")
    pattern = next(p for p in patterns() if p.name == "journey")
    real = pattern.callback
    pattern.callback = mutant
    try:
        assert probe([page], 300)
    finally:
        pattern.callback = real


def test_a_shape_is_what_remains_without_literals() -> None:
    same = [
        "SELECT a FROM t WHERE b = 'x' AND c IN (1, 2)",
        "SELECT a  FROM t WHERE b = 'it''s' AND c IN (3)",
    ]
    assert len(set(map(shape_of, same))) == 1
    broken = "SELECT a FROM t WHERE b = '' OR 1=1 --' AND c IN (1)"
    assert shape_of(broken) != shape_of(same[0])
