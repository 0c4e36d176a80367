"""A table's order stands in its address: every column both ways, rows without a figure last, the rest kept."""

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client, RequestFactory
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.sorting import Order, order_of, plain
from accord.measures.leak_lines import KINDS
from accord.measures.leaks import leaks
from accord.measures.number import Number
from accord.measures.speed.reckon import speed_to_lead
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import make_world
from tests.measures.company import scope
from tests.measures.test_leaks import each_by_hand

COLUMNS: dict[str, Promise] = {"name": _("Name"), "leads": _("Leads"), "share": _("Share")}
ROWS: list[dict[str, object]] = [
    {"name": "a", "leads": 3, "share": None},
    {"name": "b", "leads": 1, "share": 0.5},
    {"name": "c", "leads": 3, "share": Decimal("0.25")},
    {"name": "d", "leads": 2, "share": "n/a"},
]

LINES = {f"leak:{kind.leak}" for kind in KINDS}


def order(address: str) -> Order:
    """The order that an address asks for."""
    return order_of(RequestFactory().get("/table" + address), COLUMNS, "year")


def names(address: str) -> str:
    """The rows' names in that order."""
    return "".join(str(row["name"]) for row in order(address).rows(ROWS, lambda row, name: row[name]))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "abcd"),
        ("?sort=name&way=down", "dcba"),
        ("?sort=leads&way=down", "acdb"),  # ties stay in the order in which they were given
        ("?sort=leads&way=up", "bdac"),
        ("?sort=share&way=down", "bcad"),  # without a figure: last either way
        ("?sort=share&way=up", "cbad"),
        ("?sort=__class__&way=down", "abcd"),
        ("?sort=leads&way=sideways", "acdb"),
    ],
)
def test_rows_stand_as_the_address_says(address: str, told: str) -> None:
    assert names(address) == told


def test_a_head_turns_its_own_column_and_keeps_the_rest_of_the_address() -> None:
    made = order("?sort=leads&way=down&from=2027-01-01&offset=50&other=1")
    asked = {head.name: parse_qs(head.address.removeprefix("?")) for head in made.heads}
    assert {name: (found["sort"], found["way"]) for name, found in asked.items()} == {
        "name": (["name"], ["up"]), "leads": (["leads"], ["up"]), "share": (["share"], ["down"]),
    }  # fmt: skip
    assert all(found["from"] == ["2027-01-01"] and found["period"] == ["year"] for found in asked.values())
    assert not any({"offset", "other"} & set(found) for found in asked.values())
    assert [head.way for head in made.heads] == ["", "down", ""]
    assert parse_qs(made.kept.removeprefix("&")) == {"sort": ["leads"], "way": ["down"]}


def test_a_figure_is_a_number_or_nothing() -> None:
    number = Number("n", "N", Decimal(3), "EUR", "", "")
    assert plain(number) == 3.0 and plain(replace(number, value=None)) is None
    assert plain(replace(number, value="1 of 2")) is None and plain(None) is None and plain(True) is None


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


@pytest.mark.django_db
def test_waiting_by_class_is_ordered_and_handed_over(olga: Client) -> None:
    [up] = figures(olga, "/speed?sort=leads&way=up", "speed-")
    [down] = figures(olga, "/speed?sort=leads&way=down", "speed-")
    assert (up, down) == (["4", "11"], ["11", "4"])
    assert "<tfoot><tr>" in olga.get("/speed").content.decode(), "all together is no class"
    told = list(csv.DictReader(io.StringIO(olga.get("/speed.csv").content.decode())))
    assert {line["label"] for line in told} and len(told) == 3 * (len(up) + 1) + 2
    assert signed_in("victor").get("/speed.csv").status_code == 403
