"""The credit page: the drawing says what the tables say, each table sorts by its address and leaves as a file."""

import csv
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from accord.interfaces.cli.commands.attribution import _lines
from accord.interfaces.web import sankey
from accord.interfaces.web.views import attribution as view
from accord.measures.attribution.credit_shapes import CompanyCredit
from accord.measures.attribution.credited import credit_company
from accord.measures.roi import Roi, roi
from accord.reporting.credit_tables import TABLES, lines_of, rows_of, sorted_by
from accord.reporting.ordering import WAYS, Sorting, cell_of, key_of
from accord.workflows import credit_file
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import make_world
from tests.measures.attribution.test_ways import _some
from tests.measures.company import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cast: Cast, settings: Any
) -> tuple[CompanyCredit, Roi]:
    """Credit of a company written by hand, on the page and in its files; asked for as ever."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    mirror = _some(5).write(tmp_path / "ways")
    found = credit_company(mirror, scope(mirror), seed=None)
    returns = roi(mirror, scope(mirror), found)
    for place in (view, credit_file):
        monkeypatch.setattr(
            place, "company_credit", lambda viewer, window=None, compare=False, now=None: found
        )
        monkeypatch.setattr(place, "company_roi", lambda viewer, window=None, now=None: returns)
    return found, returns


@pytest.fixture
def made(shown: tuple[CompanyCredit, Roi]) -> CompanyCredit:
    """Its credit."""
    return shown[0]


def test_the_drawing_is_as_high_as_its_deals_are_many(made: CompanyCredit) -> None:
    ways = made.ways
    for only, deals in (("", ways.won + ways.lost + ways.open), ("won", ways.won)):
        drawn = sankey.drawing_of(ways, only)
        assert drawn is not None
        first = [bar for bar in drawn.bars if bar.at == 1]
        ends = [bar for bar in drawn.bars if bar.at == 0]
        assert sum(bar.deals for bar in first) == sum(bar.deals for bar in ends) == deals
        assert sum(bar.height for bar in first) == pytest.approx(sankey.TALL)
        for n, (_x, at) in enumerate(drawn.columns, 1):  # nobody is lost on the way: what has ended runs on
            assert sum(b.deals for b in _links(ways, only) if b.at == n) == (0 if at == 0 else deals)
    assert sankey.drawing_of(replace(ways, flows=()), "") is None


class _Link:
    def __init__(self, at: int, deals: int) -> None:
        self.at, self.deals = at, deals


def _links(ways: Any, only: str) -> list[_Link]:
    outcomes = (only,) if only else sankey.OUTCOMES
    return [_Link(at, deals) for at, _, _, deals, _ in sankey._links(ways.flows, outcomes)]


def test_the_page_draws_sorts_and_says(made: CompanyCredit) -> None:
    olga = signed_in("olga")
    page = olga.get("/attribution?period=all").content.decode()
    assert 'class="sankey"' in page and "Which way deals came" in page and "What they said themselves" in page
    assert f"{made.ways.won} deals won, {made.ways.lost} lost, {made.ways.open} open now" in page
    down = olga.get("/attribution?sort=ways.open").content.decode()
    up = olga.get("/attribution?sort=ways.open&way=up").content.decode()
    assert 'aria-sort="descending"' in down and 'aria-sort="ascending"' in up
    assert olga.get("/attribution?sort=nothing.open&way=sideways&deals=x&by=y").status_code == 200
    assert olga.get("/attribution?compare=1&sort=models.c1").status_code == 200


@pytest.mark.parametrize("table", sorted(TABLES))
def test_each_table_leaves_in_the_order_of_the_address(shown: tuple[CompanyCredit, Roi], table: str) -> None:
    made, returns = shown
    olga = signed_in("olga")
    told = olga.get(f"/attribution/tables/{table}.csv?period=all")
    assert told.status_code == 200 and "attachment" in told["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(told.content.decode())))
    own = rows_of(table, made, returns, "channel")
    assert len(rows) == len(lines_of(table, own)) and (rows or table in ("told", "returns"))
    for row in rows:
        assert (
            row["clause"] == "attribution" and row["agreement"] == made.reading.hash and row["signed"] == "no"
        )
        assert "look_back" in row and row["model"] == (
            made.signed[0].label if table != "models" else row["model"]
        )


def stands_last(table: str, row: Any) -> bool:
    """Nobody's credit, the sum of what was spent, a model that is not reckoned."""
    if table == "credit":
        return row.number.rows is None
    return bool(not row.channel if table == "returns" else row.why_not if table == "models" else False)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_of_every_table_sorts_page_and_file_alike(
    shown: tuple[CompanyCredit, Roi], table: str
) -> None:
    made, returns = shown
    own = rows_of(table, made, returns, "channel")
    columns = sorted_by(table, made, returns)
    for column in columns:
        for way in WAYS:
            there = rows_of(table, made, returns, "channel", Sorting(column.name, way))
            assert sorted(map(id, there)) == sorted(map(id, own)), "sorting loses nobody"
            sortable = [row for row in there if not stands_last(table, row)]
            assert there[: len(sortable)] == sortable
            keys = [key_of(column, row) for row in sortable]
            known = [key for key in keys if key is not None]
            assert known == sorted(known, reverse=way == "down") and None not in keys[: len(known)]
    column, olga = columns[-1], signed_in("olga")
    for way in WAYS:
        query = urlencode({"sort": f"{table}.{column.name}", "way": way, "compare": "1"})
        told = csv.DictReader(
            io.StringIO(olga.get(f"/attribution/tables/{table}.csv?{query}").content.decode())
        )
        first = TABLES[table][0]
        wished = lines_of(table, rows_of(table, made, returns, "channel", Sorting(column.name, way)))
        assert [row[first.name] for row in told] == [str(cell_of(first, row)) for row in wished]


def test_models_are_sorted_by_what_they_give_a_channel(shown: tuple[CompanyCredit, Roi]) -> None:
    made, _returns = shown
    channel = made.spread[0].name
    page = signed_in("olga").get(f"/attribution?compare=1&sort=models.{channel}&way=up").content.decode()
    body = page.split('id="models-table"')[1].split("<tbody>")[1].split("</tbody>")[0]
    known = {
        model.label: {row.name: row.share for row in model.rows}
        for model in made.compare
        if not model.why_not
    }
    labels = [unescape(label) for label in re.findall(r'<th scope="row" translate="no">([^<]*)<', body)]
    shares = [known[label].get(channel, 0.0) for label in labels if label in known]
    assert len(labels) == len(made.compare) and len(shares) == len(known)
    assert shares == sorted(shares) and labels[: len(shares)] == [label for label in labels if label in known]


def test_a_table_that_is_none_is_said_and_a_viewer_takes_nothing_away(made: CompanyCredit) -> None:
    assert signed_in("olga").get("/attribution/tables/best.csv").status_code == 404
    victor = signed_in("victor")
    assert victor.get("/attribution/tables/ways.csv").status_code == 403
    assert "tables/ways.csv" not in victor.get("/attribution").content.decode()


def test_the_command_says_ways_and_what_they_said(made: CompanyCredit) -> None:
    lines = "\n".join(_lines(made, False))
    assert "WHICH WAY DEALS CAME" in lines and "WHAT THEY SAID THEMSELVES: 0 of" in lines
