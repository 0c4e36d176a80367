"""Collisions against the policy's own finding of them, by hand, and their rates against an independent reckoning."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from pathlib import Path

import pytest

from accord.agreement.contact.asked import Spoke, Touch
from accord.agreement.contact.caps import join_reports
from accord.agreement.contact.overlaps import DealSpan, Known, find_overlaps
from accord.agreement.contact.reaches import REACHES
from accord.agreement.contact.terms import TWO_WAY, Policy
from accord.measures.collision_rate import collision_rate
from accord.measures.contact_bound import Approved, ContactBound
from accord.measures.mirror import Mirror
from accord.measures.number import Window
from accord.measures.rows import fetch_rows
from accord.measures.scope import Scope
from accord.measures.wilson import wilson
from accord.vocabulary.facts import FactKind as K
from tests.agreement.contact.company import CLAUSE, policy
from tests.measures.company import NOW, Company, day, scope

_OTHER = CLAUSE.replace("2 per 7 days", "1 per 3 days").replace("14 days", "5 days")
SWITCH = datetime(2027, 2, 10, 7, tzinfo=UTC)
FAR = datetime(9999, 12, 31, tzinfo=UTC)


def instant(rng: random.Random) -> str:
    """Some hour of six weeks; hours repeat, so that touches fall on one instant and on the edges of windows."""
    return f"{datetime(2027, 1, 20) + timedelta(hours=rng.randrange(0, 24 * 40))}"


class Random:
    """A company drawn at random, and what is known of it beside the mirror."""

    def __init__(self, seed: int) -> None:
        rng, self.company = random.Random(seed), Company()
        self.touches: list[Touch] = []
        self.spoke: dict[int, list[Spoke]] = {}
        self.deals: dict[int, list[DealSpan]] = {}
        self.account = {person: person % 4 + 1 for person in range(1, 16) if person % 5}
        self.approved: list[Approved] = []
        for person in range(1, 16):
            self.company.person(person, account=self.account.get(person))
        for n in range(420):
            self.add_touch(rng, n)
        for _ in range(12):
            self.add_talk(rng)
        for key in range(501, 506):
            self.add_deal(rng, key)

    def add_touch(self, rng: random.Random, n: int) -> None:
        kind, person, when = K(rng.choice(sorted(REACHES))), rng.randrange(1, 16), instant(rng)
        campaign, source = rng.choice(["", "spring", "winter"]), rng.choice(["hub", "crm"])
        asset = rng.choice(["one", "two"])
        self.company.fact(person, kind, when, campaign=campaign, source=source, actor="u", asset=asset)
        seq, (team, medium, automatic) = len(self.company.facts), REACHES[kind]
        self.touches.append(
            Touch(day(when), team, medium, automatic, person, campaign, asset, "u", source, kind, seq)
        )
        if kind in TWO_WAY:
            self.spoke.setdefault(person, []).append(Spoke(day(when), kind, "u", seq))

    def add_talk(self, rng: random.Random) -> None:
        kind, person, when = K(rng.choice(sorted(TWO_WAY))), rng.randrange(1, 16), instant(rng)
        agent = rng.choice([0, 0, 1])
        self.company.fact(person, kind, when, agent=agent)
        seq = len(self.company.facts)
        if agent != 1:
            self.spoke.setdefault(person, []).append(Spoke(day(when), kind, "", seq))
        if kind in REACHES:
            team, medium, automatic = REACHES[kind]
            self.touches.append(
                Touch(day(when), team, medium, automatic, person, "", "", "", "marketing", kind, seq)
            )

    def add_deal(self, rng: random.Random, key: int) -> None:
        contact, account = rng.randrange(1, 16), rng.choice([None, 1, 2, 3, 4])
        self.company.deal(key, contact, account=account)
        moments = sorted({instant(rng) for _ in range(5)})
        kinds = [
            K.deal_created,
            K.deal_stage,
            rng.choice([K.deal_won, K.deal_lost]),
            K.deal_reopened,
            K.deal_lost,
        ]
        for when, kind in zip(moments, kinds, strict=False):
            self.company.fact(key, kind, when, source="crm")
        since = day(instant(rng))
        self.approved.append(Approved(key, "spring", since))
        let = {"spring": since}
        spans: list[DealSpan] = []
        opened: datetime | None = None
        for when, kind in zip(moments, kinds, strict=False):
            if kind in (K.deal_won, K.deal_lost):
                spans += [DealSpan(key, "", opened, day(when), let)] if opened else []
                opened = None
            elif opened is None:
                opened = day(when)
        spans += [DealSpan(key, "", opened, FAR, let)] if opened else []
        for person in range(1, 16):
            if person == contact or (account and self.account.get(person) == account):
                self.deals.setdefault(person, []).extend(spans)


def policies(two: bool) -> tuple[tuple[datetime | None, Policy], ...]:
    """One version ever, or a second one that took its place."""
    return ((None, policy()), (SWITCH, policy(clause=_OTHER))) if two else ((None, policy()),)


def read(mirror: Mirror, found: Random | None, two: bool = False) -> Scope:
    """The scope with a contact policy in force."""
    approved = tuple(found.approved) if found else ()
    return replace(scope(mirror), contact=ContactBound(policies(two), approved))


@pytest.mark.parametrize("two", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_the_mirror_finds_the_collisions_that_the_policy_finds(tmp_path: Path, seed: int, two: bool) -> None:
    drawn = Random(seed)
    mirror = drawn.company.write(tmp_path)
    chain = policies(two)

    def at(instant: datetime) -> Policy:
        return [each for since, each in chain if since is None or since <= instant][-1]

    touches = join_reports(drawn.touches)
    known = Known(drawn.spoke, drawn.deals, drawn.account)
    told = {
        (o.touch.seq, o.clause, o.why.value, o.both_teams, o.touch.team.value)
        for o in find_overlaps(at, touches, known)
    }
    rows = mirror.ask("collisions", **read(mirror, drawn, two).bound())
    found = {(r["seq"], r["clause"], r["why"], r["both_teams"], r["team"]) for r in rows}
    assert len(rows) == len(found)
    whys = Counter(each[2] for each in told)
    assert (
        whys["conversation"] > 5
        and whys["open_deal"] > 5
        and whys["person_cap"] > 5
        and whys["account_cap"] > 5
    )
    assert found == told
    touched = mirror.ask("contact_touches", **read(mirror, drawn, two).bound())
    assert {(r["seq"], r["moment"].replace(tzinfo=UTC)) for r in touched} == {
        (t.seq, t.at) for t in join_reports(drawn.touches)
    }


def test_rates_are_those_of_an_independent_reckoning_and_every_row_is_there(tmp_path: Path) -> None:
    drawn = Random(99)
    mirror = drawn.company.write(tmp_path)
    words = read(mirror, drawn)
    made = collision_rate(mirror, words)
    known = Known(drawn.spoke, drawn.deals, drawn.account)
    touches = join_reports(drawn.touches)
    overlaps = list(find_overlaps(lambda _at: policy(), touches, known))
    hit = {o.touch.seq for o in overlaps}
    assert made.rate.part and (made.rate.part.hits, made.rate.part.cases) == (len(hit), len(touches))
    assert made.both_teams.part and made.both_teams.part.hits == len(
        {o.touch.seq for o in overlaps if o.both_teams}
    )
    reached = {t.person for t in touches}
    assert made.people.part and (made.people.part.hits, made.people.part.cases) == (
        len({o.touch.person for o in overlaps}), len(reached),
    )  # fmt: skip
    assert {line.clause: line.rate.part.hits for line in made.clauses if line.rate.part} == Counter(
        clause for clause, _seq in {(o.clause, o.touch.seq) for o in overlaps}
    )
    for line in made.clauses:
        assert line.marketing.part and line.sales.part and line.rate.part
        assert line.marketing.part.hits + line.sales.part.hits == line.rate.part.hits
    by_side = Counter(t.team.value for t in touches if t.seq in hit)
    assert {s.team: s.rate.part.hits for s in made.sides if s.rate.part} == dict(by_side)
    assert sum(w.rate.part.cases for w in made.weeks if w.rate.part) == len(touches)
    assert [c.label for c in made.cycles] == ["2027-Q1"]
    for number in made.numbers():
        assert number.rows is not None
        rows = fetch_rows(mirror, words, number.rows)
        assert len(rows) == number.rows.count, number.name
        assert number.part is None or number.part.hits == number.rows.count, number.name


def test_the_interval_knows_that_touches_of_a_company_go_together(tmp_path: Path) -> None:
    drawn = Random(99)
    mirror = drawn.company.write(tmp_path)
    made = collision_rate(mirror, read(mirror, drawn))
    touches = join_reports(drawn.touches)
    overlaps = find_overlaps(lambda _at: policy(), touches, Known(drawn.spoke, drawn.deals, drawn.account))
    hit = {o.touch.seq for o in overlaps}
    companies: dict[int, list[bool]] = {}
    for touch in touches:
        companies.setdefault(drawn.account.get(touch.person, -touch.person), []).append(touch.seq in hit)
    n, hits, m = len(touches), len(hit), len(companies)
    share = hits / n
    between = m / (m - 1) * sum((sum(c) - share * len(c)) ** 2 for c in companies.values()) / n**2
    together = max(1.0, between / (share * (1 - share) / n))
    assert together > 1.5
    expected = wilson(hits / together, n / together)
    assert expected is not None and made.rate.interval is not None
    assert made.rate.interval.low == pytest.approx(expected.low)
    assert made.rate.interval.high == pytest.approx(expected.high)
    assert made.rate.interval.high - made.rate.interval.low > 2 * 1.9 * sqrt(share * (1 - share) / n)


def test_without_touches_or_policy_it_says_so(tmp_path: Path) -> None:
    empty = Company().write(tmp_path / "empty")
    none = collision_rate(empty, read(empty, None))
    assert none.says == "nobody was reached in these days" and none.rate.value is None and none.weeks == ()
    mirror = Random(1).company.write(tmp_path / "one")
    bare = collision_rate(mirror, Scope(now=NOW))
    assert bare.says == "no contact policy is agreed: nothing can collide with it"
    assert bare.clauses == () and bare.rate.value == 0.0


def test_a_window_holds_its_own_days_and_what_came_before_still_counts(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    for when in (
        "2027-03-01 09:00",
        "2027-03-03 09:00",
        "2027-03-05 09:00",
        "2027-03-08 09:00",
        "2027-03-09 09:00",
    ):
        company.fact(1, K.email_sent, when, campaign=when)
    mirror = company.write(tmp_path)
    words = replace(read(mirror, None), window=Window(date(2027, 3, 5), date(2027, 3, 9)))
    made = collision_rate(mirror, words)
    # Two in seven days are allowed: the third on the 5th is over; on the 8th at nine that of the 1st has just left.
    assert made.rate.part and (made.rate.part.hits, made.rate.part.cases) == (2, 2)
    later = mirror.ask("collisions", **words.bound())
    assert [row["moment"].day for row in sorted(later, key=lambda row: row["moment"])] == [5, 8, 9]
