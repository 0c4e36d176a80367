"""A visitor who agreed is told to be at the company whose network it is; nobody is told to be anybody."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accord.contacts.models import Account, Contact
from accord.ledger.models import CompanyNetwork, SourceRecord
from accord.vocabulary.doors import Trust
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.workflows import networks
from accord.workflows.networks import forget_networks, import_networks, list_networks
from tests.ledger.made import MAYA, OLGA
from tests.tracking.letters import NOW, letter
from tests.tracking.taking import take

pytestmark = pytest.mark.django_db
LIST = """cidr,company,domain
203.0.113.0/24,Loud Pumps,loud.example
203.0.0.0/16,A Provider,
2001:db8:7::/48,Six,six.example
"""


def bring(folder: Path, text: str = LIST, name: str = "companies.csv", viewer: Any = OLGA) -> int:
    path = folder / name
    path.write_text(text)
    return import_networks(viewer, path, dated=date(2026, 2, 1), now=NOW)


def page(
    visitor: str, *, agreed: bool = True, ip: str = "203.0.113.0/24", trust: Trust = Trust.browser
) -> Any:
    said = {
        "anonymousId": visitor,
        "messageId": visitor,
        "properties": {"url": "https://a.example/"},
        "context": {"consent": {"categoryPreferences": {"web_tracking": agreed}}},
    }
    return letter(said, trust=trust, context={"call": "page", "ip": ip})


def companies() -> list[str]:
    rows = Contact.objects.filter(gone=False).exclude(account=None).values_list("account_id", flat=True)
    return sorted(Account.objects.filter(pk__in=rows).values_list("name", flat=True))


def test_a_visitor_who_agreed_is_at_the_company_of_the_narrowest_network(tmp_path: Path) -> None:
    assert bring(tmp_path) == 3
    take(page("a1"), page("a6", ip="2001:db8:7::/48"))
    assert companies() == ["Loud Pumps", "Six"]
    assert set(SourceRecord.objects.filter(source="networks").values_list("kind", flat=True)) == {"company"}
    assert not SourceRecord.objects.filter(kind="person").exclude(email="", name="").exists()


@pytest.mark.parametrize(
    "more",
    [{"agreed": False}, {"ip": "198.51.100.0/24"}, {"ip": ""}, {"trust": Trust.server}],
    ids=["no consent", "another network", "no address", "a server"],
)
def test_nobody_else_is(tmp_path: Path, more: dict[str, Any]) -> None:
    bring(tmp_path)
    take(page("a1", **more))
    assert companies() == [] and not SourceRecord.objects.filter(source="networks").exists()


def test_the_mutant_that_asks_for_no_consent_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "has_consent", lambda event: True)
    bring(tmp_path)
    take(page("a1", agreed=False))
    assert companies() == ["Loud Pumps"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("203.0.113.0/25,Small,", "narrower than /24"),
        ("203.0.113.7,One,", "narrower than /24"),
        ("2001:db8:7::/64,Small,", "narrower than /48"),
        ("0.0.0.0/0,All,", "wider than /8"),
        ("203.0.113.1/24,Odd,", "no network"),
        ("nonsense,Odd,", "no network"),
        ("203.0.113.0/24,,", "no company"),
    ],
)
def test_a_list_with_a_faulty_line_is_not_kept_and_the_line_is_named(
    tmp_path: Path, line: str, says: str
) -> None:
    with pytest.raises(Invalid) as raised:
        bring(tmp_path, f"{LIST}{line}\n")
    (issue,) = raised.value.issues
    assert says in issue.sentence and issue.line == 5
    assert not CompanyNetwork.objects.exists()


def test_lists_are_dated_shown_replaced_and_removed(tmp_path: Path) -> None:
    bring(tmp_path)
    bring(tmp_path, "cidr,company\n198.51.100.0/24,Other\n", "other.csv")
    assert [(each.name, each.networks, each.dated) for each in list_networks(OLGA)] == [
        ("companies", 3, date(2026, 2, 1)),
        ("other", 1, date(2026, 2, 1)),
    ]
    assert bring(tmp_path, "cidr,company\n203.0.113.0/24,New Name\n") == 1
    assert forget_networks(OLGA, "companies") == 1
    with pytest.raises(NotFound):
        forget_networks(OLGA, "companies")
    take(page("a1"))
    assert companies() == []


def test_only_who_may_keeps_lists(tmp_path: Path) -> None:
    for act in (lambda: bring(tmp_path, viewer=MAYA), lambda: forget_networks(MAYA, "companies")):
        with pytest.raises(Refused):
            act()


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    texts: Sequence[str] = ("", "a,b\n1,2\n")
    for text in texts:
        with pytest.raises(Invalid, match="columns"):
            bring(tmp_path, text)
