"""Send time by its address: order, group and file are those that were asked for; empty, and a group there is not."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accord.measures.send_time.reckon import send_time as measured
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import make_world
from tests.measures.company import scope
from tests.measures.test_send_time import by_hand

pytestmark = pytest.mark.django_db


def test_the_address_orders_the_table_and_the_file_is_its_own(
    cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    olga = signed_in("olga")
    assert "Here will stand when e-mail is answered" in olga.get("/send-time").content.decode()
    wrong = olga.get("/send-time?of=nobody").content.decode()
    assert "Nothing was sent to the seniority" in wrong and "Here will stand" in wrong
    mirror = by_hand().write(tmp_path / "by-hand")
    for place in ("accord.interfaces.web.views.send_time", "accord.workflows.send_time_file"):
        monkeypatch.setattr(
            f"{place}.send_times",
            lambda viewer, by, window, now, of="": measured(mirror, scope(mirror), by, of),
        )
    html = olga.get("/send-time?sort=sends&way=down").content.decode()
    rows = re.findall(r'<tr><th scope="row">([^<]*)<', html)
    assert rows[:2] == ["Tuesday morning, 6-12", "Saturday evening, 18-24"]
    assert "Monday morning, 6-12" not in rows and "Nothing was sent: " in html
    assert "Monday morning, 6-12" in html.split("Nothing was sent: ")[1].split("</p>")[0]
    assert 'aria-sort="descending"' in html and html.count("<rect") == 168
    assert "confounded" not in html
    of = olga.get("/send-time?by=seniority&of=director").content.decode()
    assert 'aria-current="true">director' in of
    told = olga.get("/send-time.csv?by=seniority")
    lines = list(csv.DictReader(io.StringIO(told.content.decode())))
    assert len(lines) == 168 and sum(int(line["sent"]) for line in lines) == 80
    [nine] = [line for line in lines if (line["weekday"], line["hour"]) == ("Tuesday", "9")]
    assert (nine["sent"], nine["answered"]) == ("40", "20")
    assert signed_in("victor").get("/send-time.csv").status_code == 403
