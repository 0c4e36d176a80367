"""Both teams' promises with what is measured of each part, against a table worked by hand."""

from pathlib import Path

from accord.measures.number import Part
from accord.measures.reckon import reckon
from tests.measures.company import scope
from tests.measures.test_board_by_hand import quarter


def test_each_promise_stands_with_its_measure_or_without(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    board = reckon(mirror, scope(mirror))
    assert [p.team for p in board.promises] == ["marketing"] * 5 + ["sales"] * 6
    parts = {part.path: part for promise in board.promises for part in promise.parts}
    volume = parts["marketing_promises.volume.qualified"]
    assert (volume.promised, volume.measured) == ("160", board.kpis[1])
    # Ten matured leads reached every stage before the hand-off line, two of them crossed it.
    accepted = parts["marketing_promises.quality.accepted"]
    assert accepted.promised == "75 %" and accepted.measured is not None
    assert accepted.measured.part == Part(2, 10, "matured leads that reached attract")
    follow_up = parts["sales_promises.follow_up.share"]
    # Thirteen due times have passed (the fourteenth lead was returned), four leads were tried by then.
    assert follow_up.measured is not None and follow_up.measured.part == Part(
        4, 13, "leads whose due time has passed"
    )
    assert [(n.name, n.value) for n in follow_up.measured.beside] == [("late", 1), ("never", 8)]
    assert parts["marketing_promises.support.first draft"].measured is None
    # What has no measure yet says which figure it will be and what that begins with; what has one does not.
    assert all(bool(part.measured) != bool(part.later and part.since) for part in parts.values())
    unmeasured = [p.clause for p in board.promises if not p.measured]
    assert "marketing_promises.notice" in unmeasured and "sales_promises.capacity" not in unmeasured


def test_every_number_of_a_promise_is_on_the_board_once(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    board = reckon(mirror, scope(mirror))
    names = [number.name for number in board.numbers()]
    shown = [p.measured.name for promise in board.promises for p in promise.parts if p.measured]
    assert {"accepted_of_qualified", "leads", "in_time_share", "hot_leads"} <= set(shown) <= set(names)
    assert sorted(names) == sorted(set(names))


def test_a_share_says_what_it_is_a_share_of(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    board = reckon(mirror, scope(mirror))
    shares = [number for number in board.numbers() if number.unit == "share"]
    assert shares and all(number.part is not None for number in shares)
    assert all(number.value in (None, number.part.hits / (number.part.cases or 1)) for number in shares)
    last = board.funnel.stages[-1]
    assert last.share_of_first.part == Part(2, 10, "matured leads")
    assert last.entered.value == 3  # beside it stand all leads, matured or not


def test_without_an_agreement_nobody_has_promised(tmp_path: Path) -> None:
    from accord.measures.scope import Scope
    from tests.measures.company import NOW

    assert reckon(quarter().write(tmp_path), Scope(now=NOW)).promises == ()
