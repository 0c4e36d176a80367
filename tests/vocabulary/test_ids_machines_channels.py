"""Ids of one spelling, machines by what they call themselves, channels by alias, roles by title."""

import csv
import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.vocabulary.channels import CHANNELS, channel_of, channel_of_utm, utm, where_it_led
from accord.vocabulary.facts import Agent
from accord.vocabulary.ids import salesforce_id_18
from accord.vocabulary.machines import agent_of, is_machine
from accord.vocabulary.roles import role_of


@pytest.mark.parametrize(
    "long",
    [
        "001x0000002xLCVAA2",
        "006x0000001YtCrAAK",
        "0011G00000eM9wvQAC",
        "00Q1G00000nDnM5UAK",
        "0051G000005MreQQAS",
        "00T1G00003Ufap9UAB",
    ],
)
def test_fifteen_characters_become_the_published_eighteen(long: str) -> None:
    assert salesforce_id_18(long[:15]) == long
    assert salesforce_id_18(long) == long
    assert salesforce_id_18(f" {long[:15]} ") == long


@pytest.mark.parametrize(
    "text", ["", "Warm", "0033700000JmrFPAA", "9CcfAt8qtZvCTwFvwOFLcg==", "00Q1G00000nDnM5UA!"]
)
def test_what_is_no_id_comes_back(text: str) -> None:
    assert salesforce_id_18(text) == text


_ID = st.text("ABCXYZabcxyz0189", min_size=15, max_size=15)


@given(_ID)
def test_a_lost_case_is_found_again(short: str) -> None:
    long = salesforce_id_18(short)
    assert len(long) == 18
    assert salesforce_id_18(long.lower()) == long
    assert salesforce_id_18(long.upper()) == long


@given(_ID, _ID)
def test_different_ids_stay_different(one: str, other: str) -> None:
    assert (salesforce_id_18(one) == salesforce_id_18(other)) == (one == other)


def test_the_public_list_of_crawlers_is_mostly_known(shared_data: Path) -> None:
    """Only a check: the rules are our own words. Of 2,116 agents of crawlers, nine in ten."""
    path = shared_data / "bot_user_agents" / "crawler_user_agents.csv.gz"
    if not path.is_file():
        pytest.skip("needs ../shared/data/bot_user_agents, absent here")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        agents = [next(v for k, v in row.items() if "agent" in k.lower()) for row in csv.DictReader(stream)]
    known = sum(is_machine(agent) for agent in agents)
    assert known / len(agents) >= 0.90, known / len(agents)


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/79.0.3945.117 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 13_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Mobile/15E148",
        "Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:80.0) Gecko/20100101 Firefox/80.0",
        "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/120.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/120.0 Mobile Safari/537.36",
    ],
)
def test_browsers_of_people_are_not_machines(agent: str) -> None:
    assert agent_of(agent) is Agent.human


def test_no_agent_proves_nothing() -> None:
    assert agent_of("") is Agent.unknown
    assert agent_of("Mozilla/5.0 (via ggpht.com GoogleImageProxy)") is Agent.machine


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ("ORGANIC_SEARCH", "organic_search"),
        ("Organic Search", "organic_search"),
        ("EMAIL_MARKETING", "email"),
        ("SOCIAL_MEDIA", "social"),
        ("REFERRALS", "referral"),
        ("DIRECT_TRAFFIC", "direct_traffic"),
        ("(none)", "direct_traffic"),
        ("OTHER_CAMPAIGNS", "other"),
        ("PAID_SOCIAL", "paid_social"),
        ("OFFLINE", "offline"),
        ("Trade Show", "event"),
        ("Something Of Ours", "something_of_ours"),
        ("", ""),
    ],
)
def test_words_of_the_tools_become_channels(said: str, channel: str) -> None:
    assert channel_of(said) == channel


def test_channels_are_their_own_words() -> None:
    assert [channel_of(c) for c in CHANNELS] == list(CHANNELS)


@pytest.mark.parametrize(
    ("medium", "source", "channel"),
    [
        ("cpc", "google", "paid_search"),
        ("CPC", "LinkedIn", "paid_social"),
        ("email", "x", "email"),
        ("", "google", "organic_search"),
        ("cpm", "a site", "display"),
        ("", "", ""),
    ],
)
def test_utm_becomes_a_channel(medium: str, source: str, channel: str) -> None:
    assert channel_of_utm(medium, source) == channel


def test_links_keep_no_query() -> None:
    assert where_it_led("https://www.ours.example/guide/?email=a@b.example#x") == "ours.example/guide"
    assert where_it_led("not a link") == ""
    assert where_it_led("http://[") == ""
    assert utm("https://x.example/?UTM_Source=a&utm_medium=b&name=c") == {
        "utm_source": "a",
        "utm_medium": "b",
    }


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Plant Manager", "plant manager"),
        ("Sr. Director of Operations, EMEA", "operations director"),
        ("VP Marketing", "vice president marketing"),
        ("Head of Maintenance", "head of maintenance"),
        ("CFO", "chief financial officer"),
        ("Director, Business Insights & Strategy", "director"),
        ("call 555 1234", ""),
        ("maya@aqua.example", ""),
        ("", ""),
        ("the one who does all the things here", ""),
    ],
)
def test_titles_become_roles(title: str, role: str) -> None:
    assert role_of(title) == role


def test_case_and_spaces_of_a_title_do_not_matter() -> None:
    rng = random.Random(1)
    for title in ("Plant Manager", "Head of Maintenance", "Director of Operations"):
        other = "".join(rng.choice((str.upper, str.lower))(c) for c in title).replace(" ", "  ")
        assert role_of(other) == role_of(title)
