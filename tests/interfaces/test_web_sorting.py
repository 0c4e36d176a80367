"""The orders of a page's tables stand in its address, and files leave in the order that is on the screen."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.sorting import Orders, Table, orders_of
from accord.measures.leak_lines import KINDS
from accord.measures.leaks import leaks
from accord.measures.speed.reckon import speed_to_lead
from accord.reporting.ordering import DOWN, Sorting, figure, given, words
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import make_world
from tests.measures.company import scope
from tests.measures.test_leaks import each_by_hand

TABLE = Table(
    {"name": _("Name"), "leads": _("Leads"), "share": _("Share")},
    (given("name"), figure("leads"), figure("share")),
)
WAYS = Table(
    {"way": _("Way"), "cost: a.b": "a.b"}, (words("way"), figure("cost: a.b")), Sorting("cost: a.b", DOWN)
)
LINES = {f"leak:{kind.leak}" for kind in KINDS}


def orders(address: str, **asked: str) -> Orders:
    """The orders that an address asks for, on a page of two tables."""
    return orders_of(RequestFactory().get("/table" + address), {"": TABLE, "ways": WAYS}, **asked)


def said(address: str) -> dict[str, list[str]]:
    """The words of an address."""
    return parse_qs(address.partition("#")[0].removeprefix("?"))


@pytest.mark.parametrize(
    ("address", "first", "ways"),
    [
        ("", ("name", "up"), ("cost: a.b", "down")),
        ("?sort=leads", ("leads", "down"), ("cost: a.b", "down")),
        ("?sort=leads&way=up", ("leads", "up"), ("cost: a.b", "down")),
        ("?sort=leads&way=sideways", ("leads", "down"), ("cost: a.b", "down")),
        ("?sort=__class__&way=down", ("name", "up"), ("cost: a.b", "down")),
        ("?sort=ways.way&way=down", ("name", "up"), ("way", "down")),
        ("?sort=ways.cost:+a.b&way=up", ("name", "up"), ("cost: a.b", "up")),
        ("?sort=other.way&way=down", ("name", "up"), ("cost: a.b", "down")),
        ("?sort=ways.way&way=down&sort=share&way=up", ("share", "up"), ("way", "down")),
        ("?sort=leads&way=up&sort=share&way=down", ("leads", "up"), ("cost: a.b", "down")),
    ],
)
def test_tables_stand_as_the_address_says(
    address: str, first: tuple[str, str], ways: tuple[str, str]
) -> None:
    made = orders(address)
    assert (made[""].sorting, made["ways"].sorting) == (Sorting(*first), Sorting(*ways))
    again = orders(made.here)
    assert again.sortings == made.sortings, "a shared address gives the same tables"


def test_a_column_of_the_only_table_may_have_a_dot() -> None:
    asked = orders_of(RequestFactory().get("/table?sort=cost:+a.b&way=up"), {"": WAYS})
    assert asked[""].sorting == Sorting("cost: a.b", "up")


def test_heads_turn_their_own_table_and_keep_the_rest_of_the_address() -> None:
    made = orders("?sort=leads&way=down&sort=ways.way&way=up&offset=50", period="year", of="")
    asked = {head.name: said(head.address) for head in made[""].heads}
    assert {name: (found["sort"], found["way"]) for name, found in asked.items()} == {
        "name": (["ways.way", "name"], ["up", "up"]),
        "leads": (["ways.way", "leads"], ["up", "up"]),
        "share": (["ways.way", "share"], ["up", "down"]),
    }
    assert all(found["period"] == ["year"] for found in asked.values())
    assert not any({"offset", "of"} & set(found) for found in asked.values()), (
        "a new order begins on its first page"
    )
    assert [head.way for head in made[""].heads] == ["", "down", ""]
    assert [head.counted for head in made[""].heads] == [False, True, True]
    ways = [head.address for head in made["ways"].heads]
    assert all(address.endswith("#ways-table") for address in ways)
    assert [said(address)["sort"] for address in ways] == [["leads", "ways.way"], ["leads", "ways.cost: a.b"]]
    assert made.words == [("sort", "leads"), ("way", "down"), ("sort", "ways.way"), ("way", "up")]
    assert said(made.kept.removeprefix("&")) == {"sort": ["leads", "ways.way"], "way": ["down", "up"]}
    assert said(made.address(period="all", by="x")) == {**said(made.kept[1:]), "period": ["all"], "by": ["x"]}
    assert orders("", period="year").kept == "" and orders("", period="year").here == "?period=year"
    assert orders("").sorted_by("", Sorting("name")) == "?sort=name&way=up"


def test_a_head_says_its_order_and_leads_to_the_other() -> None:
    html = render_to_string("web/parts/heads.html", {"order": orders("?sort=leads&way=down")[""]})
    heads = re.findall(r"<th (.*?)</th>", html)
    assert ["aria-sort" in head for head in heads] == [False, True, False]
    assert 'class="n" aria-sort="descending"><a href="?sort=leads&amp;way=up">Leads' in heads[1]
    assert 'class="n"' not in heads[0]
    up = render_to_string("web/parts/heads.html", {"order": orders("?sort=leads&way=up")[""]})
    assert up.count('aria-sort="ascending"') == 1 and "descending" not in up


@pytest.fixture
def olga(cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Operations, beside a company worked by hand."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    mirror = each_by_hand().write(tmp_path / "by-hand")
    ledger, waits = leaks(mirror, scope(mirror)), speed_to_lead(mirror, scope(mirror))
    [only] = waits.classes
    other = replace(only, cell="7", label="Seventh", leads=replace(only.leads, name="speed:leads:7", value=4))
    waits = replace(waits, classes=(only, other))
    views = "accord.interfaces.web.views"
    monkeypatch.setattr(f"{views}.leaks.leak_ledger", lambda viewer, window, now: ledger)
    monkeypatch.setattr(f"{views}.speed.lead_speed", lambda viewer, window, now: waits)
    return signed_in("olga")


def figures(olga: Client, address: str, place: str) -> list[list[str]]:
    """The first figure of each row, table by table."""
    html = olga.get(address).content.decode()
    bodies = re.findall(r"<tbody>(.*?)</tbody>", html, re.S)
    cell = rf'<td class="n"><a class="door[^>]*aria-describedby="why-{place}[^>]*>([^<]*)</a>'
    return [
        [found.group(1) for row in re.split(r"<tr", body) if (found := re.search(cell, row))]
        for body in bodies
    ]


@pytest.mark.django_db
def test_the_leak_ledger_is_ordered_and_handed_over(olga: Client) -> None:
    given, down = (figures(olga, f"/leaks{query}", "leaks-") for query in ("", "?sort=leads&way=down"))
    assert [sorted(table) for table in given] == [sorted(table) for table in down] and given != down
    assert all([int(n) for n in table] == sorted(map(int, table), reverse=True) for table in down[:3])
    assert 'aria-sort="descending"' in olga.get("/leaks?sort=leads&way=down").content.decode()
    told = list(csv.DictReader(io.StringIO(olga.get("/leaks.csv").content.decode())))
    counted = [int(line["value"]) for line in told if line["name"] in LINES]
    assert sum(int(n) for table in down[:3] for n in table) == sum(counted) > 0
    assert signed_in("victor").get("/leaks.csv").status_code == 403
    down_file = csv.DictReader(io.StringIO(olga.get("/leaks.csv?sort=leads&way=down").content.decode()))
    lines = [line["value"] for line in down_file if line["name"] in LINES]
    assert lines == [n for table in down[:3] for n in table], "the file's lines stand as on the screen"


@pytest.mark.django_db
def test_waiting_by_class_is_ordered_and_handed_over(olga: Client) -> None:
    [up] = figures(olga, "/speed?sort=leads&way=up", "speed-")
    [down] = figures(olga, "/speed?sort=leads&way=down", "speed-")
    assert (up, down) == (["4", "11"], ["11", "4"])
    files = [olga.get(f"/speed.csv?sort=leads&way={way}").content.decode() for way in ("up", "down")]
    orders_told = [re.findall(r"^speed:leads:[^,]*,[^,]*,(\d+)", told, re.M)[:2] for told in files]
    assert orders_told == [["4", "11"], ["11", "4"]]
    assert "<tfoot><tr>" in olga.get("/speed").content.decode(), "all together is no class"
    told = list(csv.DictReader(io.StringIO(olga.get("/speed.csv").content.decode())))
    assert {line["label"] for line in told} and len(told) == 3 * (len(up) + 1) + 2
    assert signed_in("victor").get("/speed.csv").status_code == 403
