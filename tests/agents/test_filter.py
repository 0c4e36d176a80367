"""The filter's rules, one promise each; what arrives in another order is judged the same."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accord.journey.agents import COUNTED, FILTER_VERSION, LIMITS, SENTENCES, Why, judge, released_at
from accord.journey.agents.networks import read_networks
from accord.vocabulary.errors import Invalid
from accord.vocabulary.hits import AgentClass, Hit, HitKind, LinkRole, Network, Verdict, block_of
from tests.agents.figures import to_hit
from tests.agents.generator import simulate

SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 Version/17.1 Safari/604.1"
)


def hit(name: str, after: float, recipient: int = 1, **fields: Any) -> Hit:
    """A click so many seconds after delivery, by a browser in an office."""
    known: dict[str, Any] = {
        "kind": HitKind.click, "message": "m", "recipient": recipient, "at": SENT + timedelta(seconds=after),
        "recipient_domain": "acme", "link": name, "delivered_at": SENT, "block": "198.51.100.0/24",
        "network": Network.office, "user_agent": CHROME,
    } | fields  # fmt: skip
    return Hit(f"{name}/{recipient}/{after}", **known)


def classes(hits: Iterable[Hit]) -> list[AgentClass]:
    return [each.klass for each in judge(hits)]


def counted(hits: Iterable[Hit]) -> int:
    return sum(klass in COUNTED for klass in classes(hits))


@pytest.mark.parametrize(
    ("fields", "klass", "why"),
    [
        ({"method": "HEAD"}, AgentClass.prefetch, Why.prefetch),
        ({"purpose": "prefetch"}, AgentClass.prefetch, Why.prefetch),
        ({"user_agent": "curl/8.0"}, AgentClass.machine, Why.program),
        ({"verdict": Verdict.machine}, AgentClass.machine, Why.provider),
        ({"delivered_at": SENT + timedelta(hours=2)}, AgentClass.machine, Why.too_early),
        ({"link_role": LinkRole.honeypot}, AgentClass.machine, Why.honeypot),
    ],
)
def test_one_sign_decides(fields: dict[str, Any], klass: AgentClass, why: Why) -> None:
    (judged,) = judge([hit("a", 3600, **fields)])
    assert judged.klass is klass and why in judged.why and judged.version == FILTER_VERSION
    assert classes([hit("a", 3600)]) == [AgentClass.likely_human]


def test_several_links_within_seconds_are_a_machine_and_by_hand_a_person() -> None:
    assert counted(hit(name, 2 + n / 5) for n, name in enumerate("abcd")) == 0
    assert counted(hit(name, 3600 + 3 * n) for n, name in enumerate("abcd")) == 4
    assert counted(hit(name, 3600 + n / 5) for n, name in enumerate("abcd")) == 0


def test_a_person_is_spared_while_a_scanner_hurries_beside_them() -> None:
    scanner: dict[str, Any] = {"block": "192.0.2.0/24", "network": Network.hosting, "user_agent": SAFARI}
    burst = [hit(name, 3600 + n / 5, **scanner) for n, name in enumerate("abcd")]
    assert counted([*burst, hit("a", 3620)]) == 1


def test_an_office_with_one_address_is_no_machine() -> None:
    assert counted(hit("a", 600 + n, recipient=n) for n in range(40)) == 40
    hosted = [hit("a", 10 + n / 100, recipient=n, network=Network.hosting) for n in range(40)]
    assert counted(hosted) == 0


def test_the_second_of_two_callers_within_seconds_is_the_gateway() -> None:
    again = hit("a", 3612, block="192.0.2.0/24", network=Network.unknown, user_agent=SAFARI)
    assert classes([hit("a", 3600), again]) == [AgentClass.likely_human, AgentClass.machine]
    late = again._replace(at=SENT + timedelta(seconds=3630))
    assert counted([hit("a", 3600), late]) == 2
    before = again._replace(at=SENT + timedelta(seconds=3590))
    assert classes([hit("a", 3600), before]) == [AgentClass.machine, AgentClass.likely_human]
    at_home = again._replace(network=Network.residential)
    assert counted([hit("a", 3600), at_home]) == 2


def test_a_used_page_confirms_and_releases_at_once() -> None:
    click = hit("a", 5, pages_report=True)
    page = hit("a", 30, kind=HitKind.page, dwell_seconds=24.0, scrolled=True, pointer=True)
    (judged,) = judge([click, page])
    assert judged.klass is AgentClass.human
    assert released_at(judged, timedelta(hours=1)) == page.at
    (alone,) = judge([hit("a", 5)])
    assert released_at(alone, timedelta(hours=1)) == click.at + timedelta(hours=1)


def test_more_clicks_than_a_person_makes() -> None:
    hits = [hit("a", 600 + 40 * n, delivered_at=None, block="", network=Network.unknown) for n in range(94)]
    assert counted(hits) == 0
    assert counted(hits[: LIMITS.endless_clicks - 1]) == LIMITS.endless_clicks - 1


def test_each_link_by_another_line_and_browser_is_one_machine_and_a_forwarded_mail_none() -> None:
    def line(n: int, link: str) -> Hit:
        agent = f"{CHROME} Edg/{n}"
        return hit(
            link, 4_000 + 200 * n, block=f"203.0.{n}.0/24", user_agent=agent, network=Network.residential
        )

    scattered = [line(n, name) for n, name in enumerate("abc")]
    assert counted(scattered) == 0
    assert all(Why.scattered in each.why for each in judge(scattered))
    assert counted(line(n, "a") for n in range(3)) == 3
    assert counted(scattered[:2]) == 2
    apart = [line(10 * n, name) for n, name in enumerate("abc")]
    assert counted(apart) == 3
    unknown = [hit(name, 4_000 + n, block="", user_agent="") for n, name in enumerate("abc")]
    assert not any(Why.scattered in each.why for each in judge(unknown))


def test_two_lines_are_enough_where_pages_tell_of_nobody_or_one_pressed_a_trap() -> None:
    def line(n: int, **known: Any) -> Hit:
        at = {"block": f"203.0.{n}.0/24", "user_agent": f"{CHROME} Edg/{n}", "network": Network.residential}
        return hit("ab"[n], 4_000 + 200 * n, **(at | {"pages_report": True} | known))

    assert counted([line(0), line(1)]) == 0
    assert counted([line(0, pages_report=False), line(1)]) == 2
    assert counted([line(0, network=Network.office), line(1)]) == 2
    assert counted([line(0, link="b"), line(1)]) == 2
    assert counted([line(0, link_role=LinkRole.honeypot), line(1)]) == 0
    seen = {"kind": HitKind.page, "dwell_seconds": 20.0, "scrolled": True}
    assert counted([line(0), line(1), line(1, at=SENT + timedelta(seconds=4_230), **seen)]) == 2


def test_who_presses_all_of_a_mail_and_its_way_out_unread_is_a_machine() -> None:
    def mail(links: int, gap: float, *, out: bool = True, last: int = 1) -> list[Hit]:
        roles = [LinkRole.content] * last + [LinkRole.unsubscribe if out else LinkRole.content]
        return [hit(f"l{n}", 4_000 + gap * n, links=links, link_role=role) for n, role in enumerate(roles)]

    assert counted(mail(2, 3)) == 0
    assert counted(mail(2, 30)) == counted(mail(3, 3)) == counted(mail(2, 3, out=False)) == 2
    hurried = mail(5, 20, last=3)
    assert {judged.klass for judged in judge(hurried)} == {AgentClass.likely_human}
    early = [one._replace(at=one.at - timedelta(seconds=3_900)) for one in hurried]
    assert counted(early) == 0 and all(Why.way_out_too in each.why for each in judge(early))
    assert counted(one._replace(link_role=LinkRole.content) for one in early) == 4


def test_desks_in_a_data_centre_are_spared_where_only_their_company_is_seen() -> None:
    hosted: dict[str, Any] = {"network": Network.hosting, "pages_report": True}
    desks = [hit("a", 900 + 400 * n, recipient=n, **hosted) for n in range(2)]
    assert counted(desks) == 2 and all(Why.own_desks in each.why for each in judge(desks))
    strangers = [one._replace(recipient_domain=f"c{n}") for n, one in enumerate(desks)]
    assert counted(strangers) == 0


def test_what_is_not_known_speaks_against_nobody() -> None:
    bare = Hit("x", HitKind.click, "m", 1, SENT)
    assert classes([bare]) == [AgentClass.likely_human]


def test_any_order_of_arrival_gives_the_same() -> None:
    hits = [to_hit(row) for row in simulate(5, 0.6, 400)]
    expected = judge(hits)
    for seed in range(20):
        assert judge(random.Random(seed).sample(hits, len(hits))) == expected


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Why)


def test_the_network_list() -> None:
    text = "# date: 2026-11-01\nnetwork,class\n10.0.0.0/8,office\n10.1.0.0/16,hosting\n2001:db8::/32,residential\n"
    networks = read_networks(text.splitlines())
    assert [networks.of(block_of(a)) for a in ("10.9.9.9", "10.1.2.3", "2001:db8:5::1", "192.0.2.1", "x")] == [
        Network.office, Network.hosting, Network.residential, Network.unknown, Network.unknown,
    ]  # fmt: skip
    assert not networks.is_old(date(2027, 1, 30)) and networks.is_old(date(2027, 1, 31))
    with pytest.raises(Invalid) as refused:
        read_networks(["10.0.0.0/8,office", "10.0.0.0/99,hosting", "10.0.0.0/8,mars"])
    assert [issue.line for issue in refused.value.issues] == [2, 3]
