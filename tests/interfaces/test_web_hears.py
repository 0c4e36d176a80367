"""The page of what sales hears: empty it teaches, full it says the spike; its file has every number."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accord.interfaces.web.views import hears as view
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import make_world
from tests.measures.hears.test_hears import company, reckoned

pytestmark = pytest.mark.django_db


def test_empty_it_teaches_and_full_it_says_the_spike(
    cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    olga = signed_in("olga")
    assert "Here will stand what sales hears" in olga.get("/hears").content.decode()
    made, _, _ = reckoned(company(), tmp_path / "heard")
    monkeypatch.setattr(view, "company_hears", lambda viewer, segment="", window=None, now=None: made)
    page = olga.get("/hears").content.decode()
    assert "12 people, where 1.0 were to be expected" in page
    assert "/leads/words" not in page, "no words were noted at a lead"
    for way in ("up", "down"):
        asked = f"?sort=share&way={way}&sort=rivals.lost&way={way}"
        html, file = (olga.get(f"/hears{end}{asked}").content.decode() for end in ("", ".csv"))
        assert html.count(f'aria-sort="{way.replace("up", "a").replace("down", "de")}scending"') >= 1
        said = [row for row in csv.DictReader(io.StringIO(file)) if row["name"].startswith("hears:week:")]
        shares = [float(row["value"] or 0) for row in said if row["value"]]
        assert shares == sorted(shares, reverse=way == "down") and len(said) == len(made.topics) > 2
        topics = re.findall(r'</span><br><span translate="no">([^<]*)</span></th><td class="by-week">', html)
        assert topics == [row["name"].partition(":")[2].split(":", 2)[2] for row in said]
    told = olga.get("/hears.csv")
    figures = {row["name"]: row for row in csv.DictReader(io.StringIO(told.content.decode()))}
    assert float(figures["hears:week:question:price"]["value"]) == pytest.approx(0.6)
    assert (figures["hears:spikes"]["value"], figures["hears:spikes"]["clause"]) == (
        "1",
        "hearing.false alarm",
    )


def test_a_segment_that_is_none_is_said_in_two_lines_and_the_page_shows_all(
    cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    told = signed_in("olga").get("/hears?segment=<b>fod")
    page = told.content.decode()
    assert told.status_code == 404
    assert "No outcome in these weeks is of a company of" in page
    assert "Here will stand what sales hears" in page
    assert "<b>fod" not in page
    assert signed_in("olga").get("/hears.csv?segment=fod").status_code == 404
