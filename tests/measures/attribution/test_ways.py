"""Which way deals came: held against a reckoning of its own over the same paths; what flows in flows out."""

from collections import Counter
from itertools import groupby
from pathlib import Path
from random import Random

import pytest

from accord.measures.attribution.company import gather_paths
from accord.measures.attribution.credited import credit_company
from accord.measures.attribution.ways_shapes import Ways, WayStep
from accord.measures.mirror import Mirror
from accord.measures.rows import fetch_rows
from accord.vocabulary.facts import FactKind as K
from tests.measures.attribution.test_by_buyer import TOUCHES, WINDOWS, company, of, without
from tests.measures.company import Company, day, scope

NOTHING = ("", "(no touch)")
KINDS = ((K.ad_click, ""), (K.email_click, ""), (K.call_connected, "sales"), (K.meeting_held, "sales"))


def _ways(mirror: Mirror, text: str | None = None) -> Ways:
    return credit_company(mirror, scope(mirror, text), seed=None).ways


def _some(seed: int, channels: int = 12) -> Company:
    """Forty buyers with up to nine touches each, of as many channels, and deals won, lost and open."""
    chance, made = Random(seed), Company()
    for who in range(1, 41):
        made.person(who, account=1 + who // 2)
        for _ in range(chance.randrange(9)):
            kind, _ = chance.choice(KINDS)
            made.fact(
                who,
                kind,
                f"2027-0{chance.choice((1, 2))}-{chance.randrange(1, 29):02d} {chance.randrange(24):02d}:00",
                channel=f"c{chance.randrange(channels)}",
                asset=f"m{chance.randrange(3)}",
            )
    for key in range(101, 131):
        who = chance.randrange(1, 41)
        begun = day(f"2027-02-{chance.randrange(1, 20):02d}")
        ended = f"2027-03-{chance.randrange(1, 28):02d}"
        how = chance.choice(("won", "lost", "open"))
        more = {"lost_at": day(ended)} if how == "lost" else {}
        won = ended if how == "won" else ""
        made.deal(
            key, who, account=1 + who // 2, created_at=begun, won=won, amount=100, currency="EUR", **more
        )
    return made


def _by_hand(mirror: Mirror) -> dict[int, tuple[str, list[tuple[str, str]]]]:
    """Of each deal on a path how it ended and its states, equal ones together, out of the paths that credit uses."""
    found = gather_paths(mirror, scope(mirror))
    told = {}
    for path, deal in enumerate(found.deal.tolist()):
        if deal:
            begin, end = found.paths.offset[path], found.paths.offset[path + 1]
            states = [
                (
                    found.words["team"][found.codes["team"][n]],
                    found.words["channel"][found.codes["channel"][n]],
                )
                for n in range(begin, end)
            ]
            kept = [state for state, _ in groupby(states)] or [NOTHING]
            told[deal] = ("won" if found.paths.won[path] else "lost", kept)
    return told


def _shown(states: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return states if len(states) <= 4 else [*states[:3], states[-1]]


@pytest.mark.parametrize("seed", range(4))
def test_flows_are_those_of_the_paths_that_credit_is_reckoned_of(tmp_path: Path, seed: int) -> None:
    mirror = _some(seed).write(tmp_path)
    made, by_hand = credit_company(mirror, scope(mirror), seed=None), _by_hand(mirror)
    ways = made.ways
    assert (ways.won, ways.lost) == (made.deals, made.lost)
    assert ways.won == sum(what == "won" for what, _ in by_hand.values())
    mine = Counter(
        (what, at, step) for what, states in by_hand.values() for at, step in enumerate(_shown(states), 1)
    )
    theirs: Counter[tuple[str, int, str]] = Counter()
    hand: Counter[tuple[str, int, str]] = Counter()
    for flow in ways.flows:
        theirs["won", flow.at, flow.step.team] += flow.won
        theirs["lost", flow.at, flow.step.team] += flow.lost
    for (what, at, (team, _)), n in mine.items():
        hand[what, at, team] += n
    assert +theirs == +hand  # by team nothing is folded away
    named = {(f.at, f.step) for f in ways.flows if f.step.channel != "(other)"}
    for at, step in named:
        flows = [f for f in ways.flows if (f.at, f.step) == (at, step)]
        key = (step.team, step.channel)
        assert sum(f.won for f in flows) == mine["won", at, key]
        assert sum(f.lost for f in flows) == mine["lost", at, key]


@pytest.mark.parametrize("seed", range(4))
def test_what_flows_into_a_step_flows_out_and_ends_once(tmp_path: Path, seed: int) -> None:
    ways = _ways(_some(seed).write(tmp_path))
    for name, all_of_them in (("won", ways.won), ("lost", ways.lost), ("open", ways.open)):
        into: Counter[tuple[int, WayStep]] = Counter()
        out: Counter[tuple[int, WayStep]] = Counter()
        ended = 0
        for flow in ways.flows:
            n = getattr(flow, name)
            out[flow.at, flow.step] += n
            if flow.next is None:
                ended += n
            else:
                into[flow.at + 1, flow.next] += n
        assert ended == all_of_them == sum(n for (at, _), n in out.items() if at == 1)
        assert +into == Counter({key: n for key, n in out.items() if key[0] > 1 and n})
    assert sum(way.won + way.lost + way.open for way in ways.ways) <= ways.won + ways.lost + ways.open
    for at in (1, 2, 3, 4):
        steps = {flow.step for flow in ways.flows if flow.at == at}
        assert len(steps) <= 6 + 2 and all(step.channel for step in steps)


def test_every_number_leads_to_its_deals(tmp_path: Path) -> None:
    mirror = _some(7).write(tmp_path)
    ways = _ways(mirror)
    assert len({number.name for number in ways.numbers()}) == len(ways.numbers()) > 20
    for number in ways.numbers():
        assert number.rows is not None
        rows = fetch_rows(mirror, scope(mirror), number.rows)
        assert len(rows) == number.rows.count == number.value != 0
    for flow in ways.flows:
        assert flow.number.rows is not None
        what = Counter(row["value"] for row in fetch_rows(mirror, scope(mirror), flow.number.rows))
        assert (what["won"], what["lost"], what["open"]) == (flow.won, flow.lost, flow.open)


@pytest.mark.parametrize("touches", TOUCHES)
def test_kept_by_buyer_the_ways_are_those_of_the_facts(tmp_path: Path, touches: str) -> None:
    """Overlapping deals, buyers of no account, deals of nobody, instants that coincide, windows, no look-back."""
    mirror = company(11).write(tmp_path)
    older = without(mirror)
    for window, look_back in zip(
        [*WINDOWS, None], ("270 days", "30 days", "270 days", "10000 days"), strict=True
    ):
        at = of(mirror, window, touches, look_back)
        made = credit_company(mirror, at, seed=None)
        assert made.ways == credit_company(older, at, seed=None).ways
        assert (made.ways.won, made.ways.lost) == (made.deals, made.lost)
        for number in made.ways.numbers():
            assert number.rows and len(fetch_rows(mirror, at, number.rows)) == number.rows.count


def test_steps_by_hand(tmp_path: Path) -> None:
    """Equal steps are one, a longer way is its first three and its last, an open deal's way is what came so far."""
    made = Company()
    for who in (1, 2, 3, 4):
        made.person(who)
    made.fact(4, K.ad_click, "2026-01-10", channel="ads")  # of no deal, silent since: on no way
    for at, channel in enumerate(("ads", "ads", "mail", "search", "ads", "mail", "mail")):
        made.fact(1, K.ad_click, f"2027-01-0{at + 1}", channel=channel)
    made.fact(2, K.ad_click, "2027-03-01", channel="ads")
    for at_hour in ("2027-03-01 12:00", "2027-03-02 18:00"):  # the same mail again is no step of its own
        made.fact(2, K.email_click, at_hour, channel="email", asset="m1")
    made.fact(2, K.ad_click, "2026-01-02", channel="radio")  # before the look-back
    # A channel of marketing that is called as the conversations of sales are.
    made.fact(2, K.ad_click, "2027-03-02", channel="sales conversation")
    made.fact(2, K.call_connected, "2027-03-02 12:00")
    made.deal(101, 1, created_at=day("2027-02-01"), won="2027-03-01", amount=5, currency="EUR")
    made.deal(102, 2, created_at=day("2027-03-03"))
    made.deal(103, 3, created_at=day("2027-03-03"), lost_at=day("2027-03-04"))
    ways = _ways(made.write(tmp_path))
    assert (ways.won, ways.lost, ways.open, ways.longer, ways.others) == (1, 1, 1, 1, 0)
    told = {way.number.label: (way.won, way.lost, way.open, way.longer) for way in ways.ways}
    assert told == {
        "ads > mail > search > mail": (1, 0, 0, 1),
        "(no touch)": (0, 1, 0, 0),
        "ads > email > sales conversation > sales conversation": (0, 0, 1, 0),
    }
    assert [step.team for step in ways.ways[2].steps] == ["marketing", "marketing", "marketing", "sales"]


def test_six_channels_of_a_step_keep_their_names_and_one_alone_is_no_other(tmp_path: Path) -> None:
    for channels, others in ((7, 0), (9, 3)):
        made = Company()
        for who in range(1, channels + 1):
            made.person(who)
            made.fact(who, K.ad_click, "2027-01-05", channel=f"c{who}")
            made.deal(
                100 + who, who, created_at=day("2027-02-01"), won="2027-03-01", amount=5, currency="EUR"
            )
        (tmp_path / str(channels)).mkdir()
        flows = _ways(made.write(tmp_path / str(channels))).flows
        folded = [flow for flow in flows if flow.step.channel == "(other)"]
        assert sum(flow.won for flow in folded) == others and sum(flow.won for flow in flows) == channels


def test_nothing_has_no_ways(tmp_path: Path) -> None:
    ways = _ways(Company().write(tmp_path))
    assert (ways.won, ways.lost, ways.open, ways.flows, ways.ways) == (0, 0, 0, (), ())
