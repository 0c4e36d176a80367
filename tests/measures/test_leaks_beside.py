"""Beside the leak ledger: segments that sales dropped with what was spent on them, and content that lies unused."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from accord.measures.leak_beside import BesideLeaks, _parts
from accord.measures.leaks import leaks
from accord.measures.number import Number
from accord.measures.rows import fetch_rows
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import Company, scope
from tests.measures.test_leaks import call, qualified


def company(dropped: int, worked: int) -> Company:
    """Leads of mining that nobody tried, and of water that were all tried, of two channels; and what was spent."""
    made = Company()
    for key in range(1, dropped + worked + 1):
        qualified(made, key, "2027-01-04 09:00", "ads" if key % 3 else "events")
        made.fact(
            key, K.attribute, "2027-01-01", value="industry=Mining" if key <= dropped else "industry=Water"
        )
        if key > dropped:
            call(made, key, "2027-01-04 09:30")
    for channel, amount in (("ads", 100_001), ("events", 70_000)):
        made.fact(900, K.spend, "2027-01-02", source="ads", channel=channel, amount=amount, currency="EUR")
    return made


def found(tmp_path: Path, made: Company) -> BesideLeaks:
    mirror = made.write(tmp_path)
    return leaks(mirror, scope(mirror)).beside


def test_a_segment_nobody_worked_is_named_with_its_part_of_the_spend(tmp_path: Path) -> None:
    made = company(30, 60)
    mirror = made.write(tmp_path)
    ledger = leaks(mirror, scope(mirror))
    (segment,) = ledger.beside.segments
    assert segment.name == "mining" and segment.tried.part is not None
    assert (segment.tried.part.hits, segment.tried.part.cases) == (0, 30)
    # By hand: of 90 leads 60 came by ads and 30 by events; of mining's 30 those are 20 and 10.
    assert segment.spent.value == Decimal("333.34") + Decimal("233.33")
    for number in (segment.tried, segment.spent):
        assert number.rows is not None and len(fetch_rows(mirror, scope(mirror), number.rows)) == 30
    never = next(line for line in ledger.lines() if line.leak == "never")
    assert never.leads.value == 30  # each stands in the ledger once; what is beside adds nothing
    assert ledger.harmed.value == sum(int(line.leads.value or 0) for line in ledger.lines())


def test_the_parts_of_a_channel_sum_to_its_spend_to_the_cent(tmp_path: Path) -> None:
    mirror = company(31, 66).write(tmp_path)
    words = scope(mirror)
    rows = mirror.ask("leak_segments", **words.bound())
    spend = mirror.ask("spend_by_channel", **words.bound())
    assert sum(_parts(words, rows, spend).values()) == 170_001


def test_few_leads_or_one_that_was_tried_is_no_dropped_segment(tmp_path: Path) -> None:
    few = found(tmp_path / "few", company(2, 60))
    assert few.segments == () and few.segments_say.startswith("none of 2 segments")
    one = company(30, 60)
    call(one, 1, "2027-01-20 09:00")
    assert found(tmp_path / "one", one).segments == ()
    rare = company(10, 0)  # where the others are seldom tried as well, none of ten is chance
    for key in range(101, 161):
        qualified(rare, key, "2027-01-04 09:00")
        rare.fact(key, K.attribute, "2027-01-01", value="industry=Water")
        if key <= 112:
            call(rare, key, "2027-01-04 09:30")
    assert found(tmp_path / "rare", rare).segments == ()
    nobody = company(0, 10)
    nobody.facts = [fact for fact in nobody.facts if fact["kind"] != K.attribute]
    assert found(tmp_path / "nobody", nobody).segments_say.startswith("no system says of which industry")


def test_content_is_judged_by_its_last_use_alone(tmp_path: Path) -> None:
    made = company(1, 1)
    made.fact(1, K.content_download, "2026-11-01", asset="guide")  # 150 days ago
    made.fact(1, K.content_download, "2026-11-01", asset="case")
    made.fact(2, K.email_sent, "2027-02-01", asset="case")  # used since
    mirror = made.write(tmp_path)
    content: Number = leaks(mirror, scope(mirror)).beside.content
    assert content.part is not None and (content.part.hits, content.part.cases) == (1, 2)
    assert content.rows is not None
    (row,) = fetch_rows(mirror, scope(mirror), content.rows)
    assert row["value"] == "guide"
    words = scope(mirror)
    assert words.document is not None
    silent = replace(
        words, document=replace(words.document, content=None), leaks=replace(words.leaks, content_days=None)
    )
    none = leaks(mirror, silent).beside.content
    assert none.value is None and none.note.startswith("the agreement does not say")
