"""Lead quality by its address: the order, the dimension and the file are those that were asked for."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accord.measures.quality import quality as measured
from accord.measures.quality_lines import DIMENSIONS
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import make_world
from tests.measures.company import scope
from tests.measures.test_quality import by_hand

pytestmark = pytest.mark.django_db


def names(olga: Client, query: str) -> list[str]:
    """The rows in the order of the page."""
    html = olga.get(f"/quality?{query}").content.decode()
    return re.findall(r'<tr><th scope="row" translate="no">([^<]*)<', html)


def test_the_address_orders_the_table_and_the_file_is_its_own(
    cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    olga = signed_in("olga")
    assert "Here will stand" in olga.get("/quality").content.decode()
    assert "Here will stand" in olga.get("/speed?period=quarter").content.decode()
    mirror = by_hand().write(tmp_path / "by-hand")
    made = {by: measured(mirror, scope(mirror), by) for by in DIMENSIONS}
    for place in ("accord.interfaces.web.views.quality", "accord.workflows.quality_file"):
        monkeypatch.setattr(f"{place}.lead_quality", lambda viewer, by, window, now: made[by])
    assert names(olga, "by=source&sort=name&way=up") == ["ads", "event", "referral"]
    assert names(olga, "by=source&sort=won") == ["event", "ads", "referral"]
    assert names(olga, "by=source&sort=waited&way=up")[-1] == "referral", "without a figure: last either way"
    assert names(olga, "by=source&sort=waited&way=down")[-1] == "referral"
    assert names(olga, "by=nonsense&sort=nonsense&way=nonsense") == ["ads", "event", "referral"]
    html = olga.get("/quality?by=class&sort=won").content.decode()
    assert 'aria-sort="descending"' in html and "by=class&amp;sort=won&amp;way=up" in html
    told = olga.get("/quality.csv?by=source")
    lines = list(csv.DictReader(io.StringIO(told.content.decode())))
    assert "quality-by-source.csv" in told["Content-Disposition"]
    assert [(line["row"], line["leads"], line["won_hits"], line["revenue"]) for line in lines] == [
        ("ads", "4", "1", "900.00"), ("event", "2", "1", "300.00"), ("referral", "1", "0", "0"),
        ("All together", "7", "2", "1200.00"),
    ]  # fmt: skip
    assert signed_in("victor").get("/quality.csv").status_code == 403
