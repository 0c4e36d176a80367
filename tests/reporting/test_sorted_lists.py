"""Lists in pages are sorted whole before a page is cut: every row once, by what is shown, and files stand alike."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from accord.contacts.models import Account
from accord.contacts.reads import find_names
from accord.measures.mirror import Mirror
from accord.reporting import coverage, reckoned, retention
from accord.reporting.collided import NEWEST, sorted_collisions
from accord.reporting.collided import TO_SORT as COLLISIONS
from accord.reporting.ordering import AS_GIVEN, DOWN, UP, WAYS, Column, Sorting
from accord.vocabulary.facts import FactKind as K
from accord.workflows.at_risk_file import at_risk_file
from accord.workflows.collision_file import collision_lines
from accord.workflows.targets_file import targets_file
from tests.agreement.contact.company import MONDAY
from tests.cast import Cast, make_cast
from tests.contacts.policy.world import bring_pia, did, pia, sign
from tests.measures import test_coverage, test_retention
from tests.measures.company import NOW, Company, scope

pytestmark = pytest.mark.django_db
AGREED = test_retention.AGREED
NAMES = ["émile", "Zoë", "ada", "Émile & Co", "Bo", "zebra", "10 Fjords", "Ada"]
SAM = "005000000000002AAA"
DAY = timedelta(days=1)
Rows = tuple[Any, ...]


@pytest.fixture
def cast(db: None) -> Cast:
    """Everyone, with the users behind them: owners are sorted by their names."""
    return make_cast()


def stand(company: Company, cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The company as the mirror that stands, its accounts by name; owned by Sam, Maya, somebody unknown, nobody."""
    for key, name in enumerate(NAMES, 1):
        Account.objects.create(pk=key, name=name)
    owners = {
        2: SAM,
        3: f"user:{cast.maya.user_id}",
        5: "crm-unknown",
        6: SAM,
        7: f"user:{cast.maya.user_id}",
    }
    for row in (*company.small["people"], *company.small["deals"]):
        row["owner"] = owners.get(row["account"], "")
    mirror = company.write(folder, AGREED)
    words = scope(mirror, AGREED)

    @contextmanager
    def current_mirror(folder: Path, now: datetime) -> Iterator[Mirror]:
        yield mirror

    reckoned.forget_answers()
    monkeypatch.setattr(reckoned, "open_current", current_mirror)
    monkeypatch.setattr(reckoned, "scope_for", lambda agreement, mirror, window, now: words)


def plain(text: str) -> str:
    return normalize("NFD", text).encode("ascii", "ignore").decode().lower()


def owner(cast: Cast, row: Any) -> str:
    return plain({SAM: "Sam", f"user:{cast.maya.user_id}": "Maya"}.get(row.owner, row.owner))


def check(
    columns: tuple[Column, ...],
    said: Callable[[str, Any], Any],
    read: Callable[..., Any],
    key: Callable[[Any], object],
) -> None:
    """Every column, both ways, in pages of two, against a sort of our own."""
    given = read(sorting=AS_GIVEN, limit=1_000)
    assert {SAM, "crm-unknown", ""} < {row.owner for row in given.rows}, "an order of names is none of keys"
    assert given.next_offset is None and len({*map(key, given.rows)}) == len(given.rows) > 4
    for column in columns:
        for way in WAYS:
            found: list[Any] = []
            offset: int | None = 0
            while offset is not None:
                page = read(sorting=Sorting(column.name, way), offset=offset, limit=2)
                found, offset = [*found, *page.rows], page.next_offset
            known = [row for row in given.rows if said(column.name, row) not in (None, "")]
            rest = [row for row in given.rows if said(column.name, row) in (None, "")]
            told = [said(column.name, row) for row in found[: len(known)]]
            assert told == sorted((said(column.name, row) for row in known), reverse=way == DOWN), column.name
            assert [key(row) for row in found[len(known) :]] == [key(row) for row in rest]
            assert {*map(key, found)} == {*map(key, given.rows)} and len(found) == len(given.rows)


def test_target_accounts(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand(test_coverage.by_hand(), cast, tmp_path, monkeypatch)

    def read(**asked: Any) -> Any:
        return coverage.targets_to_act_on(cast.maya, now=NOW, **asked)

    def said(name: str, row: Any) -> Any:
        plainly = {"name": plain(row.name), "missing": len(row.missing), "owner": owner(cast, row)}
        return plainly.get(name) if name in plainly else getattr(row, name)

    check(coverage.TO_SORT, said, read, lambda row: row.account_id)
    for way in WAYS:
        sorting = Sorting("name", way)
        told = csv.DictReader(io.StringIO(targets_file(cast.maya, window=None, now=NOW, sorting=sorting)))
        assert [int(line["account_id"]) for line in told] == [
            row.account_id for row in read(sorting=sorting).rows
        ]
    assert read(sorting=Sorting("none", UP)) == read(), "a column there is not: as they are given"


def test_customers_at_risk(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    company = test_retention.by_hand()
    for account, (ours, theirs) in enumerate([("2027-01-02", "2027-01-09"), ("2026-11-02", "2027-01-05")], 3):
        company.fact(account, K.email_sent, ours)
        company.fact(account, K.email_click, theirs)
    stand(company, cast, tmp_path, monkeypatch)

    def read(**asked: Any) -> Any:
        return retention.customers_at_risk(cast.maya, now=NOW, **asked)

    def said(name: str, row: Any) -> Any:
        plainly = {"name": plain(row.name), "signs": len(row.signs), "owner": owner(cast, row)}
        return plainly.get(name) if name in plainly else getattr(row, name)

    check(retention.TO_SORT, said, read, lambda row: row.account_id)
    for sorting in (Sorting("amount", UP), Sorting("due", DOWN)):
        told = csv.DictReader(io.StringIO(at_risk_file(cast.maya, now=NOW, sorting=sorting)))
        assert [line["account_id"] for line in told] == [
            str(row.account_id) for row in read(sorting=sorting).rows
        ]


def test_collisions(cast: Cast) -> None:
    sign()
    for number, name in enumerate(NAMES[:4]):
        ref = pia(number).ref
        talk = did(ref, K.conversation, MONDAY - (number % 3 + 3) * DAY, actor="crm-rita")
        mails = [
            did(ref, K.email_sent, MONDAY - (hour + number) * DAY / 24, campaign=f"c{hour}")
            for hour in (1, 30)
        ]
        bring_pia(number, talk, *mails, name=name)
    asked = (cast.maya, MONDAY - 20 * DAY, MONDAY + DAY, MONDAY + DAY)
    given = sorted_collisions(*asked, limit=1_000)
    assert given.rows_visible == len(given.rows) > 6 and given.offset == 0
    names = find_names(cast.maya, {row.contact_id for row in given.rows})
    assert {*names.values()} == {*NAMES[:4]}
    said: dict[str, Callable[[Any], Any]] = {
        "person": lambda row: plain(names[row.contact_id]),
        "touch": lambda row: row.touch.at,
        "other": lambda row: max(side.at for side in row.against),
        "clause": lambda row: plain(row.clause),
    }
    assert {*said} == {column.name for column in COLLISIONS}
    for name, of in said.items():
        for way in WAYS:
            sorting = Sorting(name, way)
            pages = [
                sorted_collisions(*asked, offset=offset, limit=3, sorting=sorting)
                for offset in range(0, len(given.rows), 3)
            ]
            found = [row for page in pages for row in page.rows]
            assert [of(row) for row in found] == sorted(map(of, given.rows), reverse=way == DOWN)
            assert len(found) == len(given.rows) and {*map(repr, found)} == {*map(repr, given.rows)}
            assert pages[1].offset == 3 and pages[1].collided == given.collided
            lines = csv.DictReader(io.StringIO("".join(collision_lines(*asked, sorting))))
            told = list(dict.fromkeys((line["contact_id"], line["at"], line["clause"]) for line in lines))
            assert told == [(str(row.contact_id), row.touch.at.isoformat(), row.clause) for row in found]
    assert sorted_collisions(*asked, sorting=NEWEST, limit=1_000) == given
