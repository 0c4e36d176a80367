"""Replay: nothing changes where nothing changed, and what changes is what an independent reckoning says."""

import random
from collections import Counter
from dataclasses import fields, replace
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from accord.agreement import compile as compile_agreement
from accord.agreement import content_hash, parse
from accord.journey import Fact
from accord.journey.live import fold_contact
from accord.measures.mirror import Mirror
from accord.measures.replay import reckon
from accord.measures.replay.folding import fold_both
from accord.measures.replay.lines import CHANGES, NEWLY, NO_LONGER, Replay
from accord.measures.replay.stands import Under
from accord.measures.sql import sql
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import NOW, Company, day, scope
from tests.measures.replay.made import STAFF, TEXT, company, replayed, staff, under, written

LOOSER = TEXT.replace("fit >= 20 and engagement >= 20", "fit >= 15 and engagement >= 10")
STRICTER = TEXT.replace("hot: [form submitted, demo request, ", "hot: [")
CHANGED = {
    "qualified_lead.qualifies": LOOSER,
    "qualified_lead.hot": STRICTER,
    "qualified_lead.half_life": TEXT.replace("half_life: 21 days", "half_life: 4 days"),
    "qualified_lead.fit": TEXT.replace('"employees in 50..5000", points: 20', '"employees in 50..5000", points: 12'),
    "sales_promises.first_attempt": TEXT.replace("{hot: 1 working hour,", "{hot: 80 working hours,"),
    "route": TEXT.replace("route: [open opportunity owner, account owner, ", "route: ["),
    "contact_policy": TEXT.replace("e-mail per person: 2 per 7 days", "e-mail per person: 1 per 90 days"),
}  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_under_the_same_words_nothing_differs(tmp_path: Path, seed: int) -> None:
    mirror = written(company(seed), tmp_path)
    said_again = "# the same words, another text\n" + TEXT
    assert content_hash(said_again) != content_hash(TEXT)
    for text in (TEXT, said_again):
        made = replayed(mirror, text)
        assert made.differences == 0 and made.rows == () and made.changed == ()
        assert all(figure.difference == 0 for figure in made.figures)
        assert "0 differences" in made.summary[0] and len(made.summary) == 1
        assert made.figures[0].now > 2, "the company has leads to be asked about"


@pytest.mark.parametrize("clause", CHANGED)
def test_each_changed_clause_is_seen_and_named(tmp_path: Path, clause: str) -> None:
    assert CHANGED[clause] != TEXT
    found = [replayed(written(company(seed), tmp_path / str(seed)), CHANGED[clause]) for seed in range(3)]
    assert sum(made.differences for made in found) > 0
    named = {path for made in found for row in made.rows for path in row.clauses}
    assert all(path.startswith(clause) for path in named), named
    if clause == "contact_policy":
        assert any(r.against_now != r.against_draft for made in found for r in made.contact)
    else:
        assert named


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("draft", [LOOSER, STRICTER, CHANGED["qualified_lead.half_life"]])
def test_who_qualifies_is_what_one_lead_at_a_time_says(tmp_path: Path, seed: int, draft: str) -> None:
    mirror = written(company(seed), tmp_path)
    made = replayed(mirror, draft)
    start = datetime.combine(made.window.start, time(), ZoneInfo(made.zone))
    now, new = (one_at_a_time(mirror, text) for text in (TEXT, draft))
    inside = [{key for key, at in side.items() if at >= start} for side in (now, new)]
    assert [made.figures[0].now, made.figures[0].draft] == [len(each) for each in inside]
    rows = {
        change: {(r.contact, r.opened_at) for r in made.rows if change in r.changes} for change in CHANGES
    }
    assert rows[NEWLY] == {key for key in inside[1] if key not in now}
    assert rows[NO_LONGER] == {key for key in inside[0] if key not in new}
    assert {c.label: c.now for c in made.by_source if c.now} == sources(mirror, start)


def one_at_a_time(mirror: Mirror, text: str) -> dict[tuple[int, datetime], datetime]:
    """When each lead qualified, by the interpreted fold of one person."""
    tables = compile_agreement(parse(text).get_document(), content_hash(text))
    found: dict[int, list[Fact]] = {}
    for row in mirror.rows(sql("facts_to_fold"), {"parts": 1, "part": 0, "hold": 0}):
        fact = Fact(
            row["occurred_at"].replace(tzinfo=UTC), row["source"], f"{row['tie']:015x}", row["kind"],
            row["value"] or "", row["agent"],
        )  # fmt: skip
        found.setdefault(row["contact"], []).append(fact)
    return {
        (contact, each.opened_at): each.qualified_at
        for contact, facts in found.items()
        for each in fold_contact(sorted(facts), tables, NOW).passes
        if each.qualified_at
    }


def sources(mirror: Mirror, start: datetime) -> dict[str, int]:
    rows = mirror.fetch("SELECT source FROM leads WHERE qualified_at >= $start", {"start": start})
    return dict(Counter(row["source"] or "(empty)" for row in rows))


def test_a_point_in_the_compiled_tables_alone_is_caught(tmp_path: Path) -> None:
    """The comparison itself can fail: the same words with tables that are off by one criterion do differ."""
    mirror = written(company(1, people=120), tmp_path)
    same = under(TEXT)
    off = np.array(same.tables.criterion_points)
    off[:] = off * 2
    mutant = replace(same.tables, criterion_points=off, criterion_cap=np.array(same.tables.criterion_cap) * 2)
    asked = Under(same.document, mutant)
    both = fold_both(mirror, same, asked, NOW, frozenset(), lambda share, what: None)
    assert sum((lead.now is None) != (lead.draft is None) for lead in both.rows) > 0
    again = fold_both(mirror, same, under(TEXT), NOW, frozenset(), lambda share, what: None)
    assert all(lead.now == lead.draft for lead in again.rows)


def test_owners_capacity_and_promises_by_hand(tmp_path: Path) -> None:
    """Four hot leads of four accounts; each person works one: two get one each, the rest go to who leads the team."""
    made = Company()
    for key in range(1, 5):
        made.person(key, account=key)
        made.fact(key, K.demo_request, f"2027-03-01 09:0{key}", channel="ads")
    made.fact(1, K.call_attempted, "2027-03-01 09:30", source="crm", actor="u1")  # within the hour
    made.fact(
        2, K.call_attempted, "2027-03-01 12:30", source="crm", actor="u1"
    )  # late for an hour, not for eight
    mirror = written(made, tmp_path)
    narrow = (
        TEXT.replace("open leads per sdr: 40, sdrs: 2", "open leads per sdr: 1, sdrs: 2")
        .replace("{hot: 1 working hour,", "{hot: 6 working hours,")
    )  # fmt: skip
    two = lambda side, since: tuple(one for one in staff(side, since) if one.ref != "u3")  # noqa: E731
    found = replayed(mirror, narrow, people=two)
    loads = {load.who: (load.now, load.draft, load.most_draft, load.beyond_draft) for load in found.people}
    assert loads["u1"][0] == loads["u2"][0] == 2, "taken in turn"
    assert (loads["u1"][1], loads["u2"][1]) == (1, 1)
    assert loads["boss"] == (0, 2, 2, 0), "to who leads the team, for whom no capacity is promised"
    moved = {
        row.contact: (row.now.owner, row.draft.owner) for row in found.rows if "other owner" in row.changes
    }
    assert len(moved) == 2 and {owner for _, owner in moved.values()} == {"boss"}
    (promise,) = found.promises
    assert (promise.kept_now, promise.broken_now, promise.kept_draft, promise.broken_draft) == (1, 3, 2, 2)
    assert "2 leads would have gone to somebody else." in found.summary


PAUSES = "{buyer away: until return and at most 15 working days, meeting booked: until it ends}"


def paused(folder: Path, *, back: bool = False, answered: str = "2027-03-04 08:30") -> Mirror:
    """Somebody asks on Monday at nine, is away until Thursday and called then; `back`: on Tuesday they look in."""
    made = Company()
    made.person(1, account=1)
    made.fact(1, K.demo_request, "2027-03-01 09:00", channel="ads")
    made.fact(1, K.buyer_away, "2027-03-01 09:05", value="until=2027-03-04")
    if back:
        made.fact(1, K.pricing_page, "2027-03-02 10:00")
    made.fact(1, K.call_attempted, answered, source="crm", actor="u1")
    return written(made, folder)


def test_a_pause_that_the_draft_no_longer_grants_breaks_the_promise(tmp_path: Path) -> None:
    """An hour was promised and five minutes had run: due at 55 minutes of Thursday, not of Monday."""
    assert PAUSES in TEXT
    found = replayed(paused(tmp_path), TEXT.replace(PAUSES, "{meeting booked: until it ends}"))
    (promise,) = found.promises
    assert (promise.kept_now, promise.broken_now, promise.kept_draft, promise.broken_draft) == (1, 0, 0, 1)
    assert found.rows[0].clauses == ("clock.pauses.buyer away",), found.rows[0].clauses
    assert found.rows[0].now.due_at is not None and found.rows[0].draft.due_at is not None
    assert found.rows[0].now.due_at.date() == day("2027-03-04").date()
    assert found.rows[0].draft.due_at.date() == day("2027-03-01").date()


def test_a_pause_ends_when_the_buyer_is_back(tmp_path: Path) -> None:
    for back, broken in ((False, 0), (True, 1)):
        (promise,) = replayed(paused(tmp_path / str(back), back=back), TEXT).promises
        assert (promise.broken_now, promise.broken_draft) == (broken, broken)


def test_a_machines_word_pauses_nothing(tmp_path: Path) -> None:
    made = Company()
    made.person(1)
    made.fact(1, K.demo_request, "2027-03-01 09:00", channel="ads")
    made.fact(1, K.buyer_away, "2027-03-01 09:05", value="until=2027-03-04", agent=1)
    made.fact(1, K.call_attempted, "2027-03-04 08:30", source="crm", actor="u1")
    (promise,) = replayed(written(made, tmp_path), TEXT).promises
    assert promise.broken_now == promise.broken_draft == 1


def test_nobody_and_nothing(tmp_path: Path) -> None:
    made = replayed(written(Company(), tmp_path / "empty"), LOOSER)
    assert made.differences == 0 and made.folded == (0, 0) and made.estimated.leads == 0
    assert made.summary[-1].startswith("What the draft changes decides nothing")
    alone = replayed(written(company(1), tmp_path / "alone"), LOOSER, people=lambda side, since: ())
    assert all(row.draft.owner == "" for row in alone.rows) and alone.people[0].who == ""


def test_the_mirror_is_the_same_to_the_byte_afterwards(tmp_path: Path) -> None:
    mirror = written(company(2), tmp_path)
    before = digest(tmp_path)
    first, second = replayed(mirror, LOOSER), replayed(mirror, LOOSER)
    assert digest(tmp_path) == before and first == second


def test_the_order_of_facts_changes_nothing(tmp_path: Path) -> None:
    made = company(3)
    straight = replayed(written(made, tmp_path / "a"), LOOSER)
    random.Random(1).shuffle(made.facts)
    for seq, fact in enumerate(made.facts, 1):
        fact["seq"] = seq
    assert same(replayed(written(made, tmp_path / "b"), LOOSER), straight)


def test_it_stops_where_it_is_told_to(tmp_path: Path) -> None:
    mirror = written(company(4), tmp_path)
    heard: list[float] = []

    class Stop(Exception):
        pass

    def tell(share: float, what: str) -> None:
        heard.append(share)
        if share >= 0.65:
            raise Stop

    asked = reckon.Asked(
        under(TEXT), under(LOOSER), replayed(mirror, LOOSER).draft, 90, staff, lambda c: {}, frozenset()
    )
    with pytest.raises(Stop):
        reckon.replay(mirror, scope(mirror, TEXT), asked, tell)
    assert heard == sorted(heard) and heard[0] == 0.0


def same(one: Replay, other: Replay) -> bool:
    return all(getattr(one, each.name) == getattr(other, each.name) for each in fields(Replay))


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def test_staff_are_people_of_the_company() -> None:
    assert set(STAFF) < {one.ref for one in staff(under(TEXT), day("2027-01-01"))}
