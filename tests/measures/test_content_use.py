"""The use of content by hand and by an independent reckoning: what is judged, what counts, whose click is none."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.agreement import parse, templates
from accord.agreement.clocks.instants import micros
from accord.agreement.content_clause import ways_of
from accord.measures.content_use import NONE_AGREED, UseOfContent, bound_pieces, use_of_content
from accord.measures.layout import JUDGEMENTS
from accord.measures.mirror import Mirror
from accord.measures.rows import fetch_rows
from accord.vocabulary.facts import FactKind
from tests.measures.company import NOW, TEMPLATE, Company, day, scope

DAYS = 90  # the template's clause
PLACE = "drive.example/pump"


def piece(
    key: int, since: str, *, stage: str = "interested", segment: str = "water", place: str = ""
) -> dict[str, Any]:
    return {"key": key, "title": f"Piece {key}", "since": micros(day(since)), "stage": stage, "segment": segment,
            "place": place}  # fmt: skip


def share(of: int, who: int, at: str, way: str = "sent") -> dict[str, Any]:
    return {"piece": of, "subject": who, "since": micros(day(at)), "way": way}


def answer(
    mirror: Mirror, pieces: list[dict[str, Any]], shares: list[dict[str, Any]], text: str | None = None
) -> UseOfContent:
    return use_of_content(mirror, replace(scope(mirror, text), pieces=bound_pieces(pieces, shares)))


def clicked(
    company: Company, who: int, of: int, at: str, *, agent: int = 0, released: str | None = ""
) -> None:
    company.fact(who, FactKind.email_click, at, source="accord", value=f"piece:{of}")
    row: dict[str, Any] = {name: "" for name in JUDGEMENTS.names if name not in ("version", "gone")}
    row |= {"seq": len(company.facts), "subject": who, "own": 0, "klass": 2, "agent": agent}
    row["released_at"] = day(released or at) if released is not None else None
    row["decided_at"] = day(at)
    company.small["judgements"].append(row)


def test_by_hand(tmp_path: Path) -> None:
    company = Company()
    for key, account in ((1, 100), (2, 100), (3, 200)):
        company.person(key, account=account)
    company.deal(900, 1, won="2027-03-01", account=100, created_at=day("2027-01-10"))
    company.deal(901, 1, account=100, created_at=day("2027-03-20"))  # after it was used: not touched
    clicked(company, 3, 11, "2027-02-01")
    clicked(company, 3, 12, "2027-02-01", agent=1)  # a scanner
    clicked(company, 3, 13, "2027-02-01", released=None)  # a person's, never released
    company.fact(2, FactKind.case_study, "2027-02-20", asset=PLACE)
    company.fact(2, FactKind.page_view, "2027-02-20", asset=PLACE)  # the same person once more
    mirror = company.write(tmp_path)
    pieces = [
        piece(10, "2026-06-01"), piece(11, "2026-06-01"), piece(12, "2026-06-01", segment="food"),
        piece(13, "2026-06-01", stage=""), piece(14, "2026-06-01", place=PLACE), piece(15, "2027-03-01"),
    ]  # fmt: skip
    shares = [share(10, 1, "2027-02-01"), share(12, 3, "2026-08-01", "shown"), share(15, 3, "2027-03-02")]
    made = answer(mirror, pieces, shares)
    stands = {
        one.key: (one.judged, one.unused, one.sent, one.shown, one.opened, one.deals, one.won)
        for one in made.pieces
    }
    assert stands == {
        10: (True, False, 1, 0, 0, 1, 1),
        11: (True, False, 0, 0, 1, 0, 0),
        12: (True, True, 0, 1, 0, 0, 0),  # shown too long ago, and a scanner opened it
        13: (True, True, 0, 0, 0, 0, 0),
        14: (True, False, 0, 0, 1, 1, 1),  # whoever visits it opened it, at a company with an open deal
        15: (False, False, 1, 0, 0, 0, 0),  # too young to be judged
    }
    number = made.unused
    assert number.part is not None and (number.part.hits, number.part.cases) == (2, 5)
    assert (number.value, number.target, number.clause) == (0.4, 0.35, "content.unused_after")
    assert {(one.by, one.cell): one.unused.value for one in made.cells} == {
        ("stage", ""): 1.0, ("stage", "interested"): 0.25, ("segment", "food"): 1.0, ("segment", "water"): 0.25,
    }  # fmt: skip
    for each in made.numbers():
        bound = replace(scope(mirror), pieces=bound_pieces(pieces, shares))
        assert each.rows is not None and len(fetch_rows(mirror, bound, each.rows)) == each.rows.count


def test_only_the_ways_that_were_agreed_count(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    clicked(company, 1, 10, "2027-03-01")
    mirror = company.write(tmp_path)
    pieces, shares = [piece(10, "2026-06-01")], [share(10, 1, "2027-03-01", "shown")]
    standing = templates.read(TEMPLATE)
    clause = next(line for line in standing.splitlines() if line.startswith("content:"))
    for said, unused, ways in (
        ("sent to a buyer", 1.0, ("sent",)), ("shown to a buyer", 0.0, ("shown",)),
        ("opened by a buyer", 0.0, ("opened",)), ("whatever", 0.0, ("sent", "shown", "opened")),
    ):  # fmt: skip
        text = standing.replace(
            clause, f"content: {{unused_after: 90 days, unused_at_most: 35 %, counts_as_used: {said}}}"
        )
        assert ways_of(parse(text).get_document()) == ways
        assert answer(mirror, pieces, shares, text).unused.value == unused, said


def test_nothing_to_say_is_said(tmp_path: Path) -> None:
    mirror = Company().write(tmp_path)
    made = answer(mirror, [], [])
    assert (made.unused.value, made.unused.enough, made.cells, made.pieces) == (None, False, (), ())
    assert "90 days" in made.unused.note
    young = answer(mirror, [piece(1, "2027-03-30")], [])
    assert young.unused.value is None and [one.unused.value for one in young.cells] == [None, None]
    without = "\n".join(
        line for line in templates.read(TEMPLATE).splitlines() if not line.startswith("content:")
    )
    bare = answer(mirror, [piece(1, "2026-01-01")], [], without)
    assert (bare.unused.value, bare.unused.note, bare.unused.rows) == (None, NONE_AGREED, None)


@pytest.mark.parametrize("seed", range(4))
def test_against_an_independent_reckoning(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    cut = NOW - timedelta(days=DAYS)
    company = Company()
    for who in range(1, 9):
        company.person(who)

    def some_day() -> str:
        return (NOW - timedelta(days=chance.randrange(1, 250), hours=1)).strftime("%Y-%m-%d %H:%M")

    pieces = [piece(n, some_day(), stage=chance.choice(["a", "b"])) for n in range(1, 25)]
    shares = [
        share(chance.randrange(1, 25), chance.randrange(1, 9), some_day(), chance.choice(["sent", "shown"]))
        for _ in range(20)
    ]
    used: dict[int, datetime] = {}
    for each in shares:
        at = datetime.fromtimestamp(each["since"] / 1e6, UTC)
        used[each["piece"]] = max(at, used.get(each["piece"], at))
    for _ in range(20):
        of, who, on, agent = (
            chance.randrange(1, 25),
            chance.randrange(1, 9),
            some_day(),
            chance.choice([0, 0, 1, 2]),
        )
        clicked(company, who, of, on, agent=agent)
        if agent == 0:
            used[of] = max(day(on), used.get(of, day(on)))
    mirror = company.write(tmp_path)
    order = list(range(len(pieces)))
    chance.shuffle(order)
    made = answer(mirror, [pieces[n] for n in order], chance.sample(shares, len(shares)))
    for by in ("", "a", "b"):
        of_it = [p for p in pieces if not by or p["stage"] == by]
        old = [p for p in of_it if p["since"] <= micros(cut)]
        lying = [p for p in old if p["key"] not in used or used[p["key"]] < cut]
        number = next(
            n for n in made.numbers() if n.name == (f"content:unused:stage:{by}" if by else "content:unused")
        )
        assert number.part is not None and (number.part.hits, number.part.cases) == (len(lying), len(old))
