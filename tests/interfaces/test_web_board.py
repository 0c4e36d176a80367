"""The board's page: of how many a share is, both teams' promises, served at once, a future date named."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from accord.agreement import apply, templates
from accord.interfaces.web.measured import beside, measured_beside
from accord.reporting import dashboard
from accord.reporting.board import Board, Number, SourceRow, Window
from accord.reporting.cycle import find_cycle_window
from accord.teams.agreements import Sealed
from accord.teams.drafts import start_draft
from tests.cast import Cast
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import make_world

pytestmark = pytest.mark.django_db
TEMPLATE = "awareness-engage-attract-convert"
Changed = Callable[..., None]


@pytest.fixture
def victor(cast: Cast, tmp_path: Path, settings: Any) -> Client:
    """A viewer before a board with four leads."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    return signed_in("victor")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Changed:
    """The board is shown with these fields changed."""
    real = dashboard.board

    def change(**fields: Any) -> None:
        def changed(*args: Any, **options: Any) -> Board:
            made = real(*args, **options)
            return replace(made, **{k: v(made) if callable(v) else v for k, v in fields.items()})

        monkeypatch.setattr(dashboard, "board", changed)

    return change


def test_a_share_says_of_how_many_it_is(victor: Client) -> None:
    html = victor.get("/board").content.decode()
    assert "Shares are of matured leads only" in html
    assert len(re.findall(r"\d+ of \d+ matured", html)) >= 3
    number = victor.get("/board/numbers/conversions").content.decode()
    assert re.search(r"\d+ of \d+ matured leads", number)


def test_sources_are_sorted_by_their_heads_and_the_period_keeps_the_order(
    victor: Client, shown: Changed
) -> None:
    leads = {"ads": 4, "event": 9, "referral": None}
    none = Number("n", "N", None, "leads", "", "")
    rows = tuple(SourceRow(name, replace(none, value=n), *[none] * 5) for name, n in leads.items())
    shown(sources=rows)
    for way, told in (("up", ["ads", "event", "referral"]), ("down", ["event", "ads", "referral"])):
        html = victor.get(f"/board?sort=sources.leads&way={way}").content.decode()
        body = html.split('id="sources-table"')[1].split("</table>")[0]
        assert re.findall(r'<tr><th scope="row"><span translate="no">([^<]*)<', body) == told
        assert body.count("aria-sort") == 1
        assert f'href="?period=quarter&amp;sort=sources.leads&amp;way={way}"' in html


def test_both_teams_promises_stand_beside_each_other(victor: Client) -> None:
    html = victor.get("/board").content.decode()
    columns = re.findall(r'<section aria-labelledby="promised-(\w+)">(.*?)</section>', html, re.S)
    assert [team for team, _ in columns] == ["marketing", "sales"]
    for _team, column in columns:
        assert "data-door" in column and "from the first hand-off" in column
        assert "to be measured:" in column and "no measure yet" not in column


def test_the_page_takes_the_last_finished_board_and_asks_for_the_next(
    victor: Client, shown: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    real = dashboard.board
    monkeypatch.setattr(
        dashboard, "board", lambda *a, wait=True, **o: (asked.append(wait), real(*a, wait=wait, **o))[1]
    )
    assert 'hx-trigger="every' not in victor.get("/board").content.decode()
    assert asked == [False]
    shown(stale=True)
    html = victor.get("/board?period=year").content.decode()
    assert "a newer one is being made" in html and "as of" in html
    assert 'hx-get="/board?period=year"' in html
    again = victor.get("/board?period=year", headers={"HX-Request": "true"})
    assert (again.status_code, again.content) == (204, b"")
    shown(stale=False)
    assert 'id="main"' in victor.get("/board", headers={"HX-Request": "true"}).content.decode()


def test_a_date_in_the_future_is_named(victor: Client, shown: Changed) -> None:
    assert "dated in the future" not in victor.get("/board").content.decode()
    later = timezone.now() + timedelta(days=5)
    shown(freshness=lambda made: (replace(made.freshness[0], newest_at=later),))
    assert "dated in the future" in victor.get("/board").content.decode()


def test_the_cycle_is_a_period_once_it_has_begun(cast: Cast) -> None:
    start_draft(
        cast.maya, apply(templates.read(TEMPLATE), {"agreement.cycle": "2027-Q1"}), now=timezone.now()
    )

    def at(*day: int) -> Window | None:
        return find_cycle_window(cast.victor, datetime(*day, 12, tzinfo=UTC))  # type: ignore[misc]

    assert at(2026, 12, 31) is None
    assert at(2027, 2, 1) == Window(date(2027, 1, 1), date(2027, 2, 2))
    assert at(2027, 6, 1) == Window(date(2027, 1, 1), date(2027, 4, 1))


def test_the_page_offers_the_cycle_of_today(victor: Client, cast: Cast) -> None:
    today = timezone.localdate()
    draft = apply(templates.read(TEMPLATE), {"agreement.cycle": f"{today.year}-Q{(today.month + 2) // 3}"})
    start_draft(cast.maya, draft, now=timezone.now())
    html = victor.get("/board?period=cycle").content.decode()
    assert re.search(r'period=cycle" aria-current="true">this agreement cycle<', html)
    # The agreement's page reads its clauses over the same days, and its doors lead there.
    agreement = victor.get("/agreement").content.decode()
    assert "over this agreement cycle" in agreement and "?period=cycle" in agreement


def test_beside_a_clause_stands_what_is_measured(victor: Client, cast: Cast) -> None:
    board = dashboard.board(cast.victor, now=timezone.now())
    measured = measured_beside(board)

    def names(path: str) -> list[str] | None:
        found = beside(measured, path)
        return None if found is None else [number.name for number, _says in found.numbers]

    assert names("kpis.conversions") == names("count.conversion") == ["conversions"]
    assert names("sales_promises.follow_up") == ["in_time_share"]
    assert names("marketing_promises.volume") == ["leads", "hot_leads"]
    assert names("stages.attract") == ["entered:attract", "share_of_previous:attract"]
    assert names("marketing_promises.support") == []  # could be measured, and is not yet
    assert names("systems.crm") is None  # nothing to measure
    html = victor.get("/agreement").content.decode()
    follow_up = html[html.index('id="sales_promises.follow_up"') :].partition("</div></div>")[0]
    assert 'href="/board/numbers/in_time_share?' in follow_up
    assert (
        "not measured yet"
        in html[html.index('id="marketing_promises.support"') :].partition("</div></div>")[0]
    )


def test_a_version_whose_day_has_not_come_is_not_in_force_now() -> None:
    now = datetime(2027, 2, 1, tzinfo=UTC)

    def history(starts: datetime, until: datetime | None = None) -> str:
        version = Sealed("h" * 64, "", "halden", 1, starts, now, until, ())
        return render_to_string(
            "web/parts/agreement_history.html", {"versions": [version], "drafts": [], "now": now}
        )

    later, earlier = now + timedelta(days=20), now - timedelta(days=20)
    assert "– now" in history(earlier)
    assert "In force from" in history(later) and "– now" not in history(later)
    assert "– now" not in history(earlier, later)
    assert "Replaced before its day" in history(later, later)
