"""The mirror follows the record: however it grew, it is what a rebuild gives; the cost is that of news."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.agreement import templates
from accord.contacts.merge import merge, unmerge
from accord.contacts.models import Identity
from accord.measures.layout import FORMAT
from accord.measures.manifest import Manifest, read_manifest
from accord.measures.mirror import open_mirror
from accord.reporting.mirror import refresh as refreshing
from accord.reporting.mirror.current import open_current
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.mirror.refresh import refresh
from accord.teams.drafts import start_draft
from accord.vocabulary.errors import Refused
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from tests.cast import Cast
from tests.contacts.bringing import bring, company, deal, fact, person
from tests.reporting.made import NOW

pytestmark = pytest.mark.django_db


def ref(number: int, kind: RecordKind = RecordKind.person) -> Ref:
    return Ref("crm", kind, str(number))


def leads(folder: Path) -> list[tuple[object, ...]]:
    mirror = open_mirror(folder)
    rows = mirror.fetch("SELECT contact, lead, source, furthest FROM leads ORDER BY contact, lead")
    mirror.close()
    return [tuple(row.values()) for row in rows]


def last_change(folder: Path, manifest: Manifest, table: str) -> int:
    return manifest.tables[table][-1].rows


def test_a_refresh_folds_only_contacts_with_news(folder: Path, draft: str) -> None:
    bring([person(str(n)) for n in range(50)], [fact(ref(n), FactKind.form_submitted, n) for n in range(50)])
    first = refresh(folder, NOW)
    assert (first.tables["leads"][0].rows, first.facts[0].rows) == (50, 50)
    bring([], [fact(ref(n), FactKind.page_view, 60) for n in (3, 4)])
    second = refresh(folder, NOW)
    assert second.version == first.version + 1
    assert [s.rows for s in second.facts] == [50, 2]
    assert last_change(folder, second, "leads") == 2
    assert second.tables["leads"][0] == first.tables["leads"][0], "what stood is not written again"


def test_without_news_nothing_is_written(folder: Path, draft: str) -> None:
    bring([person("1")], [fact(ref(1), FactKind.form_submitted)])
    first = refresh(folder, NOW)
    before = sorted(folder.rglob("*"))
    assert refresh(folder, NOW) == first
    assert sorted(folder.rglob("*")) == before


def test_a_merge_and_its_undoing_move_the_leads(folder: Path, draft: str, cast: Cast) -> None:
    keys = bring(
        [person("1"), person("2")],
        [fact(ref(1), FactKind.form_submitted, 1, channel="event"), fact(ref(2), FactKind.form_submitted, 2)],
    )
    refresh(folder, NOW)
    assert len(leads(folder)) == 2
    seats = dict(Identity.objects.values_list("key", "contact_id"))
    done = merge(cast.maya, seats[keys[ref(1)]], seats[keys[ref(2)]], "one person", NOW)
    refresh(folder, NOW)
    assert [row[2] for row in leads(folder)] == ["event"]
    unmerge(cast.maya, done.act_key, "two after all", NOW)
    refresh(folder, NOW)
    assert len(leads(folder)) == 2
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_a_deal_follows_its_person_and_a_company_counts_for_its_people(folder: Path, draft: str) -> None:
    acme, one = ref(9, RecordKind.company), ref(1)
    bring([company("9", name="Acme Ltd"), person("1", belongs_to=acme)], [fact(one, FactKind.page_view, 1)])
    refresh(folder, NOW)
    bring([], [fact(acme, FactKind.attribute, 2, value="industry=manufacturing")])
    bring([], [fact(acme, FactKind.attribute, 2, value="employees=300")])
    refresh(folder, NOW)
    mirror = open_mirror(folder)
    assert mirror.fetch("SELECT fit_now FROM leads") == [{"fit_now": 35_000}]
    mirror.close()
    won = ref(5, RecordKind.deal)
    bring([deal("5", people=(one,))], [fact(won, FactKind.deal_won, 5, amount=100, currency="EUR")])
    refresh(folder, NOW)
    mirror = open_mirror(folder)
    assert [row["amount"] for row in mirror.ask("deals_won", zone="UTC")] == [100]
    assert mirror.fetch("SELECT won_at IS NOT NULL AS won FROM leads") == [{"won": True}]
    mirror.close()
    assert rebuild(folder, NOW, verify=True).differences == ()


STEP = st.one_of(
    st.tuples(st.just("touch"), st.integers(0, 5), st.integers(0, 100)),
    st.tuples(st.just("deal"), st.integers(0, 5), st.integers(0, 100)),
    st.tuples(st.just("same"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("refresh"), st.just(0), st.just(0)),
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEP, min_size=3, max_size=14))
def test_however_it_grew_it_is_what_a_rebuild_gives(
    tmp_path_factory: pytest.TempPathFactory, draft: str, steps: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("mirror")
    for n, (what, one, other) in enumerate(steps):
        if what == "touch":
            channel = ["event", "email", ""][other % 3]
            bring([person(str(one))], [fact(ref(one), FactKind.form_submitted, other, channel=channel)])
        elif what == "deal":
            record = deal(str(one), version=n + 1, people=(ref(other % 6),))
            bring(
                [record],
                [fact(ref(one, RecordKind.deal), FactKind.deal_won, other, amount=n, currency="EUR")],
            )
        elif what == "same":
            bring([person(str(one), version=n + 1, email=f"p{other}@acme.com")])
        else:
            refresh(folder, NOW)
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_verify_names_what_differs(folder: Path, draft: str) -> None:
    """The mutant: a mirror that misses a change of whose is whose."""
    for n in (1, 2):  # one after the other: the first contact is the one who came first
        bring([person(str(n))], [fact(ref(n), FactKind.form_submitted, n)])
    refresh(folder, NOW)
    Identity.objects.filter(contact_id=max(Identity.objects.values_list("contact_id", flat=True))).update(
        contact_id=min(Identity.objects.values_list("contact_id", flat=True))
    )
    found = {d.table: d.keys for d in rebuild(folder, NOW, verify=True).differences}
    assert found == {"identity": 1, "leads": 1, "stays": 1, "duplicates": 1, "people": 1, "touches": 1}
    assert rebuild(folder, NOW, verify=True).differences == (), "the rebuild put it right"


@pytest.mark.parametrize("text", ["{", "{}", '{"format": 99}'])
def test_a_manifest_that_cannot_be_read_says_what_to_do_and_a_rebuild_does_it(
    folder: Path, draft: str, text: str
) -> None:
    bring([person("1")], [fact(ref(1), FactKind.form_submitted)])
    refresh(folder, NOW)
    (folder / "manifest.json").write_text(text)
    with pytest.raises(Refused, match="accord mirror --rebuild"):
        refresh(folder, NOW)
    assert rebuild(folder, NOW, verify=True).leads == 1
    assert len(leads(folder)) == 1


def test_what_an_earlier_release_left_is_made_anew_by_itself(folder: Path, draft: str) -> None:
    bring([person("1")], [fact(ref(1), FactKind.form_submitted, 1)])
    first = refresh(folder, NOW)
    before = leads(folder)
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": FORMAT - 1}))
    with pytest.raises(Refused, match="this release reads"):
        read_manifest(folder)
    with open_current(folder, NOW, wait=False) as mirror:
        assert mirror.manifest.version > first.version
        assert {part.file for part in first.facts} <= {file for file, _since in mirror.manifest.retired}
    assert leads(folder) == before


def test_a_crash_before_the_manifest_leaves_what_stood(
    folder: Path, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring([person("1")], [fact(ref(1), FactKind.form_submitted)])
    first = refresh(folder, NOW)

    class Cut(Exception):
        """The power went."""

    def cut(*_: object) -> None:
        raise Cut

    bring([person("2")], [fact(ref(2), FactKind.form_submitted)])
    with monkeypatch.context() as patched:
        patched.setattr(refreshing, "publish", cut)
        with pytest.raises(Cut):
            refresh(folder, NOW)
    assert read_manifest(folder) == first
    refresh(folder, NOW)
    assert len(leads(folder)) == 2
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_many_small_refreshes_leave_few_files(folder: Path, draft: str) -> None:
    bring([person(str(n)) for n in range(5)])
    for n in range(40):
        bring([], [fact(ref(n % 5), FactKind.page_view, n)])
        refresh(folder, NOW)
    manifest = read_manifest(folder)
    assert len(manifest.facts) <= 13
    assert all(len(parts) <= 18 for parts in manifest.tables.values())
    assert sum(s.rows for s in manifest.facts) == 40
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_another_agreement_folds_everyone_anew(folder: Path, draft: str, cast: Cast) -> None:
    bring([person("1")], [fact(ref(1), FactKind.form_submitted)])
    first = refresh(folder, NOW)
    start_draft(cast.olga, templates.read("demand-waterfall"), now=NOW + timedelta(minutes=1))
    second = refresh(folder, NOW + timedelta(minutes=2))
    assert second.agreement_hash != first.agreement_hash
    assert [s.id for s in second.stages] != [s.id for s in first.stages]
    assert len(second.tables["leads"]) == 1
    assert rebuild(folder, NOW + timedelta(minutes=3), verify=True).differences == ()
