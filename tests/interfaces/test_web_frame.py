"""What every page promises: headers, a right, two-line errors, nothing inline, nothing written by GET."""

import re
from inspect import getclosurevars
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from accord.interfaces.web import urls
from accord.interfaces.web.access import ACCESS, Open
from accord.interfaces.web.assets import all_assets
from accord.interfaces.web.gate import page, public
from accord.interfaces.web.security import HEADERS
from accord.vocabulary.people import Viewer
from tests.cast import PASSWORD, Cast

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.I)
PLAIN = [
    p
    for p in urls.urlpatterns
    # Signing out acts; the provider's redirect back ends a sign-in, and is no page.
    if isinstance(p, URLPattern) and "<" not in str(p.pattern) and p.name not in {"sign-out", "sign-on-back"}
]
READS = [p.name for p in PLAIN if "GET" in getclosurevars(p.callback).nonlocals["request_method_list"]]


def signed_in(name: str) -> Client:
    """A browser in which this one of the cast has signed in."""
    client = Client()
    answer = client.post("/sign-in", {"email": f"{name}@accord.example", "password": PASSWORD})
    assert answer.status_code == 303
    return client


@pytest.fixture
def olga(cast: Cast) -> Client:
    """Operations: may open every page."""
    return signed_in("olga")


def test_every_address_has_a_line_in_the_table_and_every_line_an_address() -> None:
    named = {p.name for p in urls.urlpatterns if isinstance(p, URLPattern)}
    assert named == set(ACCESS)
    assert all(p.name for p in urls.urlpatterns if isinstance(p, URLPattern))


def test_a_page_that_is_not_in_the_table_cannot_be_made() -> None:
    def view(request: HttpRequest, viewer: Viewer) -> HttpResponse:
        return HttpResponse("open to all")

    with pytest.raises(ImproperlyConfigured, match="not in interfaces"):
        page("secret", "no-such-name", view)
    with pytest.raises(ImproperlyConfigured, match="needs a right"):
        public("people", "people", view)


@pytest.mark.parametrize("name", READS)
def test_every_page_carries_every_header(name: str, olga: Client) -> None:
    answer = olga.get(reverse(name))
    assert answer.status_code in {200, 302, 303}
    assert {k: answer.headers[k] for k in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", READS)
def test_no_page_has_anything_inline(name: str, olga: Client) -> None:
    html = olga.get(reverse(name), follow=True).getvalue().decode()
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|javascript:", html)


@pytest.mark.parametrize("name", READS)
def test_reading_writes_nothing(name: str, olga: Client) -> None:
    seen: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.extend([sql] if WRITES.match(sql) else [])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        answer = olga.get(reverse(name))
    if answer.headers.get("Content-Disposition", "").startswith("attachment"):
        # Whoever takes data away stands in the audit: one act, and nothing else.
        assert [sql.split("(")[0].strip() for sql in seen] in ([], ['INSERT INTO "ledger_act"'])
        return
    assert seen == []


def test_the_writing_watch_catches_a_writer(cast: Cast) -> None:
    seen: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.extend([sql] if WRITES.match(sql) else [])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        signed_in("olga")
    assert seen


@pytest.mark.parametrize("name", [n for n in READS if ACCESS[str(n)] is not Open.everyone])
def test_a_stranger_is_asked_to_sign_in(name: str, db: None) -> None:
    address = reverse(name)
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in?next=")
    part = Client().get(address, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (204, "/sign-in")


def test_a_missing_right_is_two_lines_and_403(cast: Cast) -> None:
    answer = signed_in("victor").get("/people")
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "Your role (viewer) may not see the list of people" in text
    assert "Ask someone in operations" in text


def test_what_is_not_there_is_two_lines_and_404(olga: Client) -> None:
    for address in ("/nothing", "/journey/people/999999", "/data/imports/999999", "/board/numbers/nonsense"):
        answer = olga.get(address)
        assert answer.status_code == 404
        assert 'class="what"' in answer.content.decode()
        assert 'class="do"' in answer.content.decode()


def test_a_failure_of_ours_shows_no_trace(olga: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from accord.interfaces.web.views import data

    def broken(viewer: Viewer) -> list[object]:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(data, "find_imports", broken)
    olga.raise_request_exception = False
    answer = olga.get("/data")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "broke on our side" in text
    assert "secret detail" not in text and "Traceback" not in text
    assert {k: answer.headers[k] for k in HEADERS} == HEADERS


def test_a_form_of_nobody_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"email": "olga@accord.example", "password": PASSWORD})
    assert answer.status_code == 403
    assert "no longer valid" in answer.content.decode()


def test_only_listed_methods_are_answered(olga: Client) -> None:
    assert olga.get("/sign-out").status_code == 405
    assert olga.post("/board").status_code == 405


@pytest.mark.parametrize("path", list(all_assets()))
def test_assets_are_served_and_kept_by_their_hash(path: str) -> None:
    tag = all_assets()[path].tag
    fresh = Client().get(f"/static/{path}?v={tag}")
    assert fresh.status_code == 200
    assert "immutable" in fresh.headers["Cache-Control"]
    assert Client().get(f"/static/{path}").headers["Cache-Control"] == "no-cache"
    assert Client().get(f"/static/{path}", headers={"If-None-Match": f'"{tag}"'}).status_code == 304


@pytest.mark.parametrize("path", ["../urls.py", "%2e%2e/urls.py", "/etc/passwd", "vendor/../../urls.py"])
def test_nothing_else_is_served(path: str, db: None) -> None:
    assert Client().get(f"/static/{path}").status_code == 404


def test_the_resolver_knows_no_other_pages() -> None:
    assert {p.name for p in get_resolver("accord.interfaces.web.urls").url_patterns} == set(ACCESS)
