"""The simulated company: the same for the same seed, two silos by default, its truth kept."""

import hashlib
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from accord.simulation import ALIGNED, HALDEN, of_touches, simulate, write_exports, write_truth
from accord.simulation.exports import TALKS_MAPPING, write_talks
from accord.simulation.sales_tables import opportunities
from accord.simulation.shapes import DAY, HOUR, NONE
from accord.simulation.talk_tables import talks
from accord.simulation.truth import channels, collisions, handovers, identities, waiting
from accord.vocabulary.facts import Refused, RowSkipped
from tests.simulation.reading import read_exports

NOW = datetime(2026, 11, 20, 10, 20, tzinfo=UTC)
BIG = replace(of_touches(200_000), campaigns=10)


@pytest.fixture(scope="module")
def halden():
    return simulate(HALDEN, 7, NOW)


@pytest.fixture(scope="module")
def big():
    return simulate(BIG, 11, NOW)


def digests(folder, sim):
    paths = write_exports(sim, folder) + write_truth(sim, folder)
    return {
        f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path, halden):
    first = digests(tmp_path / "a", halden)
    assert digests(tmp_path / "b", simulate(HALDEN, 7, NOW + timedelta(minutes=30))) == first
    other = digests(tmp_path / "c", simulate(HALDEN, 8, NOW))
    same = {name for name in first if first[name] == other[name]}
    assert same == {"salesforce/users.csv"}


def test_it_opens_on_dates_relative_to_now(halden):
    later = simulate(HALDEN, 7, NOW + timedelta(days=28))
    assert later.until - halden.until == 28 * DAY
    for each in ("forms", "mails", "work"):
        at = getattr(halden, each).at
        assert at.max() < halden.until and halden.until - at.max() < 6 * DAY
        assert at.min() >= halden.since
    assert (later.people.arrived - halden.people.arrived == 28 * DAY).all()


def test_its_size_is_the_plan(halden):
    assert len(halden.people) == 2_500 and (halden.deals.person >= 0).sum() == HALDEN.deals == 120
    assert halden.touches == len(halden.forms) + len(halden.mails) + len(halden.work)
    million = of_touches(1_000_000)
    assert 700_000 < simulate(million, 3, NOW).touches < 1_300_000


def test_nobody_may_write_to_it(halden):
    for part in (halden.people, halden.handovers, halden.deals):
        for each in fields(part):
            assert not getattr(part, each.name).flags.writeable


def test_our_own_connectors_take_every_row(tmp_path, halden):
    for name, rows in read_exports(write_exports(halden, tmp_path)).items():
        assert rows and not [row for row in rows if isinstance(row, Refused | RowSkipped)], name


def test_two_silos_by_default(big):
    """Shares of the plan come out as they were asked for, within four standard errors."""
    how, h = BIG.behaviour, big.handovers
    since_when, arrived = big.accounts.customer_since[big.people.account], big.people.arrived
    served = ((since_when != NONE) & (since_when < arrived))[h.person]
    assert_share(h.synced_at[served] == NONE, how.left_out_share, slack=0.1)  # and some lost like others
    lost = (h.synced_at == NONE)[(h.asked_at == NONE) & ~served]
    assert_share(lost, how.never_synced_share, slack=0.01)  # a few are still on their way
    old = (h.asked_at != NONE) & (np.maximum(h.asked_at, h.qualified_at) < big.until - 22 * DAY)
    assert (h.synced_at[old & ~served] != NONE).all(), "no request is lost for ever"
    assert (h.synced_at[old & served] == NONE).any(), "but of those that sales serves already"
    untouched = (h.synced_at != NONE) & (h.attempt_at == NONE)
    assert (h.closed_at[untouched & old & (h.synced_at < big.until - 30 * DAY)] != NONE).all(), (
        "but swept away"
    )
    arrived = (h.synced_at != NONE) & (h.synced_at < big.until - 100 * DAY)
    soft = arrived & (h.asked_at == NONE)
    assert_share(h.attempt_at[soft] == NONE, how.never_followed_share, slack=0.01)
    answered = arrived & (h.attempt_at != NONE)
    hours = (h.attempt_at - np.maximum(h.synced_at, h.asked_at))[answered] / HOUR
    assert how.response_median_hours < np.median(hours) < how.response_median_hours + 48  # nights, weekends
    for records, share in (
        (big.marketing_records, how.marketing_duplicate_share),
        (big.sales_records, how.sales_duplicate_share),
    ):
        original = records.copy == 0
        assert (records.copy == 1).sum() / original.sum() == pytest.approx(share, rel=0.25)
    clicked = handovers(big)["status_without_work"].to_numpy(zero_copy_only=False) == "true"
    assert clicked.sum() > 20 and not (h.attempt_at[clicked] != NONE).any()
    assert (~h.meets_definition).mean() > 0.3 and h.known_account.any()
    assert collisions(big).num_rows > 50


def assert_share(flags, share, slack=0.0):
    error = (share * (1 - share) / len(flags)) ** 0.5
    assert abs(flags.mean() - share) < 4 * error + slack


def test_teams_that_work_as_one_look_otherwise():
    together = simulate(replace(BIG, behaviour=ALIGNED), 11, NOW)
    h = together.handovers
    hours = (h.attempt_at - np.maximum(h.synced_at, h.asked_at))[h.attempt_at != NONE] / HOUR
    assert np.median(hours) < 3 and (h.attempt_at != NONE).mean() > 0.9
    assert h.meets_definition.mean() > simulate(BIG, 11, NOW).handovers.meets_definition.mean()
    apart = simulate(replace(BIG, behaviour=replace(ALIGNED, marketing_holds_back=False)), 11, NOW)
    assert collisions(together).num_rows < collisions(apart).num_rows / 5


def test_a_demo_request_waits_at_the_rep_who_left(halden):
    for seed in range(5):
        found = waiting(simulate(HALDEN, seed, NOW)).to_pylist()
        ages = [NOW - datetime.fromisoformat(row["asked_at"]) for row in found if row["rep_left"] == "true"]
        assert any(age.days == HALDEN.departed_rep_days for age in ages)
    active = {row["IsActive"] for row in users(halden)}
    assert active == {"true", "false"}
    nobody_left = replace(HALDEN, behaviour=replace(HALDEN.behaviour, departed=0))
    assert "true" not in waiting(simulate(nobody_left, 7, NOW))["rep_left"].to_pylist()


def users(sim):
    from accord.simulation.sales_tables import users as table

    return table(sim).to_pylist()


def test_waiting_are_those_nobody_tried(halden):
    tried = set(halden.work.person.tolist())
    rows = waiting(halden).to_pylist()
    assert len(rows) > 20 and not tried & {row["person"] for row in rows}
    assert [row["asked_at"] for row in rows] == sorted(row["asked_at"] for row in rows)


def test_the_effect_of_a_channel_can_be_found_again(big):
    """The log-odds of buying differ between channels as planned: the truth is in the data to be learnt."""
    truth = channels(big).to_pylist()
    log_odds = np.log(big.people.propensity / (1 - big.people.propensity))
    means = [log_odds[big.people.channel == c].mean() for c in range(len(truth))]
    effects = [row["effect"] for row in truth]
    assert np.allclose(np.array(means) - means[-1], np.array(effects) - effects[-1], atol=0.06)


def test_every_record_has_its_person(halden):
    rows = identities(halden).to_pylist()
    by_id = {(row["system"], row["external_id"]): row["person"] for row in rows}
    assert len(by_id) == len(rows)
    twice = {row["person"] for row in rows if row["system"] == "hubspot" and row["slip"] != "none"}
    assert len(twice) > 40
    both = {p for (system, _), p in by_id.items() if system == "hubspot"} & {
        p for (system, _), p in by_id.items() if system == "salesforce"
    }
    assert len(both) > 400


def test_people_do_not_share_an_address(halden):
    assert len(set(halden.people.address.tolist())) == len(halden.people)
    assert len(set(halden.accounts.domain.tolist())) == len(halden.accounts)
    assert all("-demo." in domain for domain in halden.accounts.domain.tolist())


@pytest.mark.parametrize("people", [1, 2, 30])
def test_a_very_small_company_is_a_company(tmp_path, people):
    sim = simulate(replace(HALDEN, people=people, deals=3, campaigns=1), 5, NOW)
    assert len(sim.people) == people and write_exports(sim, tmp_path)


def test_sales_notes_its_talks_in_a_sheet_and_many_ask_the_same_in_the_last_whole_week(tmp_path, halden):
    (file,) = write_talks(halden, tmp_path / "a")
    (again,) = write_talks(simulate(HALDEN, 7, NOW), tmp_path / "b")
    assert file.read_bytes() == again.read_bytes()
    rows = talks(halden).to_pylist()
    assert set(rows[0]) >= {TALKS_MAPPING["id"], TALKS_MAPPING["modified"], *TALKS_MAPPING["words"].values()}
    assert all(datetime.fromisoformat(row["Date"]).timestamp() < halden.until for row in rows)
    monday = (NOW - timedelta(days=NOW.weekday() + 7)).replace(hour=0, minute=0)
    weeks = {}
    for row in rows:
        if "Kestrel" in row["Question"]:
            week = (datetime.fromisoformat(row["Date"]) - monday).days // 7
            weeks[week] = weeks.get(week, set()) | {row["Lead"]}
    assert len(weeks[0]) >= 15 and max((len(w) for at, w in weeks.items() if at), default=0) <= 2
    assert {row["Outcome"] for row in rows} == {"returned", "recycled", "disqualified", ""}


def test_lost_deals_say_why_and_open_ones_nothing(halden):
    rows = opportunities(halden).to_pylist()
    lost = [row for row in rows if row["StageName"] == "Closed Lost"]
    assert lost and all(row["Loss_Reason__c"] for row in lost)
    assert not any(row["Loss_Reason__c"] for row in rows if row["StageName"] != "Closed Lost")
    assert not any(row["Competitor__c"] for row in rows if row["IsClosed"] == "false")
    assert 0.3 < sum(bool(row["Competitor__c"]) for row in lost) / len(lost) < 0.9
