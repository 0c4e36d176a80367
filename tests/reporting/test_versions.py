"""Several signed versions: the mirror keeps each lead's own, folds anew what changes, and names them."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from accord.agreement import content_hash, templates
from accord.measures.mirror import open_mirror
from accord.reporting import dashboard
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.mirror.refresh import refresh
from accord.teams.models import SealedAgreement
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from tests.cast import Cast
from tests.contacts.bringing import NOW as START
from tests.contacts.bringing import bring, fact, person
from tests.reporting.made import NOW
from tests.reporting.test_refresh import last_change, ref

pytestmark = pytest.mark.django_db
LOOSE = templates.read("demand-waterfall")
STRICT = LOOSE.replace("version: 1,", "version: 2,").replace(
    "hot: [demo request, pricing request, contact us]", "hot: [demo request]"
)
CHANGE = START + timedelta(days=50)


def seal(text: str, since: datetime, version: int) -> str:
    """A version signed and in force since an instant; its hash."""
    found = content_hash(text)
    SealedAgreement.objects.create(
        hash=found, sealed=text.encode(), agreement_id="demand-waterfall", version=version,
        in_force_from=since, sealed_at=since,
    )  # fmt: skip
    return found


def asks(*days: int) -> None:
    """One more person for each day, who asks for a price then."""
    for day in days:
        bring([person(f"p{day}")], [fact(ref_of(day), FactKind.pricing_request, day)])


def ref_of(day: int) -> Ref:
    return Ref("crm", RecordKind.person, f"p{day}")


def verdicts(folder: Path) -> list[tuple[int, bool, str]]:
    """(day begun, qualified, hash of who judged) of each lead."""
    mirror = open_mirror(folder)
    rows = mirror.fetch("SELECT opened_at, qualified_at, agreement FROM leads ORDER BY opened_at")
    mirror.close()
    start = START.replace(tzinfo=None)
    return [((r["opened_at"] - start).days, r["qualified_at"] is not None, r["agreement"]) for r in rows]


def test_a_lead_keeps_the_version_it_began_under_and_a_later_one_gets_the_new(
    folder: Path, cast: Cast
) -> None:
    assert STRICT != LOOSE
    first = seal(LOOSE, START + timedelta(days=5), 1)
    asks(1, 10, 60)
    made = refresh(folder, NOW)
    assert [(day, yes) for day, yes, _ in verdicts(folder)] == [(1, True), (10, True), (60, True)]
    second = seal(STRICT, CHANGE, 2)
    now = refresh(folder, NOW)
    assert verdicts(folder) == [(1, True, first), (10, True, first), (60, False, second)]
    assert now.version == made.version + 1 and last_change(folder, now, "leads") == 1, "only what changes"
    assert now.tables["leads"][0] == made.tables["leads"][0]
    asks(70)
    assert last_change(folder, refresh(folder, NOW), "leads") == 1
    assert rebuild(folder, NOW, verify=True).differences == ()
    board = dashboard.board(cast.victor, now=NOW)
    used = [(v.hash, v.leads, v.before) for v in board.kpis[1].reading.versions]
    assert used == [(first, 2, 1), (second, 2, 0)]
    assert "before the agreement" in board.reading.history and "version 2" in board.reading.history


def test_a_version_for_open_leads_judges_those_under_way(folder: Path) -> None:
    seal(LOOSE, START, 1)
    asks(10)
    bring(
        [person("p20")],
        [fact(ref_of(20), FactKind.pricing_request, 20), fact(ref_of(20), FactKind.disqualified, 30)],
    )
    refresh(folder, NOW)
    seal(STRICT.replace("applies_to: new", "applies_to: open"), CHANGE, 2)
    assert last_change(folder, refresh(folder, NOW), "leads") == 1
    assert [(day, yes) for day, yes, _ in verdicts(folder)] == [(10, False), (20, True)]
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_a_version_of_the_future_judges_nobody_until_its_day(folder: Path) -> None:
    seal(LOOSE, START, 1)
    asks(10)
    seal(STRICT, NOW + timedelta(days=1), 2)
    first = refresh(folder, NOW)
    assert len(first.versions) == 1
    later = refresh(folder, NOW + timedelta(days=2))
    assert len(later.versions) == 2 and later.tables["leads"] == first.tables["leads"], "nothing to fold anew"


def test_signing_the_draft_as_it_stands_folds_nobody_anew(folder: Path, draft: str) -> None:
    bring([person("1")], [fact(ref(1), FactKind.form_submitted)])
    first = refresh(folder, NOW)
    seal(draft, START + timedelta(days=100), 1)
    second = refresh(folder, NOW)
    assert second.versions != first.versions and second.tables["leads"] == first.tables["leads"]


def test_other_stages_fold_everyone_and_count_together(folder: Path) -> None:
    seal(LOOSE, START, 1)
    asks(10, 60)
    refresh(folder, NOW)
    renamed = STRICT.replace("{id: sal, ", "{id: accepted_by_sales, ")
    assert renamed != STRICT
    seal(renamed, CHANGE, 2)
    made = refresh(folder, NOW)
    assert "accepted_by_sales" in [s.id for s in made.stages]
    assert [day for day, yes, _ in verdicts(folder) if yes] == [10]
    assert rebuild(folder, NOW, verify=True).differences == ()
