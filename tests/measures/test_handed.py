"""What is promised of a single lead after its hand-off, against leads worked by hand."""

from pathlib import Path

from accord.measures.handed import name_of
from accord.measures.kept import Kept, kept
from accord.measures.reckon import reckon
from accord.measures.rows import fetch_rows
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import Company, scope
from tests.measures.test_leaks import call, each_by_hand, end, qualified


def company() -> Company:
    """The leak ledger's leads, one tried as agreed and called out of reach, one whose owner came late."""
    made = each_by_hand()
    qualified(made, 20, "2027-01-04 09:00")
    for hour in range(6):
        call(
            made,
            20,
            f"2027-01-0{5 + hour // 3} 10:0{hour}",
            K.sales_email_sent if hour % 2 else K.call_attempted,
        )
    end(made, 20, "2027-01-12 09:00", K.recycled, "unable to reach")
    made.person(30, account=1)
    made.person(1_000_030, contact=30, source="crm")
    made.fact(30, K.demo_request, "2027-01-04 09:00", channel="ads")
    made.fact(1_000_030, K.owner_assigned, "2027-01-04 11:00", source="crm", actor="u1")
    return made


def test_each_part_is_measured_with_its_rows(tmp_path: Path) -> None:
    mirror = company().write(tmp_path)
    asked = scope(mirror)
    found = {number.name: number for number in reckon(mirror, asked).numbers()}
    outcome = found[name_of("sales_promises.outcome.within")]
    assert outcome.part is not None and outcome.rows is not None
    reason = found[name_of("sales_promises.outcome.with_reason")]
    attempts = found[name_of("sales_promises.attempts.at_least")]
    assert reason.part is not None and attempts.part is not None
    # Given up or given back: 1, 2, 4, 6, 7, 10 and 20, of which 6 carries no reason.
    assert (reason.part.hits, reason.part.cases) == (6, 7)
    # Called out of reach: 4 after three calls, 20 after six on two channels.
    assert (attempts.part.hits, attempts.part.cases) == (1, 2)
    # Sales acted on 1, 2, 4, 5, 6, 8, 10 and 20; 5 and 8 had no outcome when its time had passed.
    assert (outcome.part.hits, outcome.part.cases) == (6, 8)
    for number in (outcome, reason, attempts):
        assert number.rows is not None and len(fetch_rows(mirror, asked, number.rows)) == number.part.hits  # type: ignore[union-attr]
    parts = {part.path: part for promise in reckon(mirror, asked).promises for part in promise.parts}
    assert kept(parts["sales_promises.outcome.with_reason"], asked) is Kept.few
    load = found[name_of("sales_promises.capacity.open leads per sdr")]
    assert load.rows is not None and len(fetch_rows(mirror, asked, load.rows)) == load.rows.count


def test_who_had_it_too_late_breaks_marketings_speed(tmp_path: Path) -> None:
    mirror = company().write(tmp_path)
    asked = scope(mirror)
    [speed] = [
        n for n in reckon(mirror, asked).numbers() if n.name.startswith(name_of("marketing_promises.speed."))
    ]
    assert speed.part is not None
    assert speed.part.cases - speed.part.hits == 2, "9 never had anybody, 30 after two hours"
