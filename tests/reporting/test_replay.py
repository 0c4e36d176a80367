"""A draft replayed through the record: nothing is written, nothing differs where nothing changed, rights hold."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection

from accord.reporting.replay import MOST_DAYS, replay
from accord.teams.drafts import start_draft
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.facts import FactKind
from tests.cast import Cast
from tests.contacts.bringing import NOW as START
from tests.contacts.bringing import bring, fact, person
from tests.reporting.made import NOW
from tests.reporting.test_versions import LOOSE, STRICT, ref_of, seal

pytestmark = pytest.mark.django_db
DRAFT = LOOSE.replace("version: 1,", "version: 3,")


def asked_for_prices() -> None:
    """A price asked for on each of six days, all within the last 90."""
    for day in (40, 50, 60, 70, 80, 110):
        bring([person(f"p{day}")], [fact(ref_of(day), FactKind.pricing_request, day)])


def test_the_record_and_the_mirror_are_the_same_to_the_byte(folder: Path, cast: Cast) -> None:
    seal(LOOSE, START, 1)
    asked_for_prices()
    drafts = [start_draft(cast.olga, text, now=NOW).id for text in (STRICT, DRAFT)]
    replay(cast.olga, drafts[0], now=NOW)  # the first brings the mirror up
    before = record(), files(folder)
    changed = replay(cast.olga, drafts[0], days=80, now=NOW)
    assert (record(), files(folder)) == before
    assert (changed.figures[0].now, changed.figures[0].draft) == (5, 0)
    assert {row.clauses for row in changed.rows} == {("qualified_lead.hot",)}
    assert replay(cast.olga, drafts[1], now=NOW).differences == 0
    assert (record(), files(folder)) == before


def record() -> str:
    """Every row of every table."""
    text = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            text.append(repr((table, sorted(map(repr, cursor.fetchall())))))
    return sha256("".join(text).encode()).hexdigest()


def files(folder: Path) -> str:
    found = sorted(path for path in folder.parent.rglob("*") if path.is_file() and "sqlite" not in path.name)
    assert any(path.suffix == ".parquet" for path in found)
    return sha256(b"".join(str(path).encode() + path.read_bytes() for path in found)).hexdigest()


def test_before_the_first_signature_another_draft_stands_in(folder: Path, cast: Cast) -> None:
    asked_for_prices()
    first = start_draft(cast.olga, LOOSE, now=NOW).id
    with pytest.raises(NotFound, match="no second draft"):
        replay(cast.olga, first, now=NOW)
    second = start_draft(cast.olga, STRICT, now=NOW + timedelta(minutes=1)).id
    made = replay(cast.olga, second, now=NOW + timedelta(minutes=2))
    assert made.figures[0].now == 6 and made.figures[0].draft == 0 and not made.now.signed


def test_a_draft_with_errors_names_each_with_its_remedy(folder: Path, cast: Cast) -> None:
    seal(LOOSE, START, 1)
    wrong = start_draft(cast.olga, LOOSE.replace("currency: EUR", "currencie: EUR"), now=NOW).id
    with pytest.raises(Invalid) as raised:
        replay(cast.olga, wrong, now=NOW)
    assert raised.value.issues and all(issue.remedy for issue in raised.value.issues)
    fine = start_draft(cast.olga, STRICT, now=NOW).id
    for days in (0, MOST_DAYS + 1):
        with pytest.raises(Invalid, match="days cannot be replayed"):
            replay(cast.olga, fine, days=days, now=NOW)


def test_counts_are_everybodys_rows_and_owners_are_not(folder: Path, cast: Cast) -> None:
    seal(LOOSE, START, 1)
    asked_for_prices()
    draft = start_draft(cast.olga, STRICT, now=NOW).id
    seen = {who: replay(getattr(cast, who), draft, now=NOW) for who in ("olga", "maya", "victor")}
    assert len({(made.figures, made.by_source, made.differences) for made in seen.values()}) == 1
    assert len(seen["olga"].rows) == len(seen["maya"].rows) == 6 and seen["victor"].rows == ()
    assert not seen["maya"].people and all(row.now.owner == "" for row in seen["maya"].rows)
