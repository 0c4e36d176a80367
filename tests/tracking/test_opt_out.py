"""One click stops messages; a look never does; nobody can make a link for somebody else."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.test import Client

from accord.contacts.consent import find_consents, find_standing, record_consent
from accord.contacts.merge import merge, unmerge
from accord.contacts.models import Consent, Contact, Identity
from accord.ledger.models import Act
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.workflows.import_export_file import import_export_file
from accord.workflows.opt_out import OptOutLink, look_at_opt_out, make_token, opt_out, read_token
from tests.cast import Cast
from tests.ledger.made import NOW, OLGA
from tests.workflows.exports import MAPPING

pytestmark = pytest.mark.django_db
PEOPLE = """Id,Email,Name,Company,Created,Origin
L1,ann@quiet.example,Ann Quiet,Quiet,2026-01-05 10:00:00,social
L2,bob@loud.example,Bob Loud,Loud,2026-01-06 10:00:00,social
"""
HOW = (Purpose.marketing, Medium.email)


@pytest.fixture
def people(tmp_path: Path) -> dict[str, int]:
    """Ann and Bob: first name to contact."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    import_export_file(OLGA, path, source="marketing", mapping=MAPPING, now=NOW)
    ann, bob = Contact.objects.order_by("pk").values_list("pk", flat=True)
    return {"ann": ann, "bob": bob}


def token_of(contact: int) -> str:
    key = Identity.objects.filter(contact_id=contact).values_list("key", flat=True)[0]
    return make_token(OptOutLink(key, *HOW, b"mail-0001"), settings.INSTALLATION.secret)


def test_looking_changes_nothing_and_posting_without_cookies_stops_at_once(people: dict[str, int]) -> None:
    address = f"/u/{token_of(people['ann'])}"
    scanner = Client(enforce_csrf_checks=True)
    for purpose in ("", "prefetch"):
        assert scanner.get(address, headers={"Sec-Purpose": purpose}).status_code == 200
        assert scanner.head(address).status_code == 200
    assert not Consent.objects.exists() and find_standing(people["ann"], *HOW).allowed is None
    answer = scanner.post(address, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.get("Location")) == (200, None)
    assert "Set-Cookie" not in answer.headers
    assert find_standing(people["ann"], *HOW).allowed is False
    assert find_standing(people["bob"], *HOW).allowed is None


def test_a_flood_of_posts_writes_one_line(people: dict[str, int]) -> None:
    for _ in range(20):
        Client().post(f"/u/{token_of(people['ann'])}", {"List-Unsubscribe": "One-Click"})
    assert Consent.objects.count() == 1 == Act.objects.filter(kind="consent_said").count()


def test_a_mistake_is_taken_back_by_the_same_person(people: dict[str, int]) -> None:
    address = f"/u/{token_of(people['ann'])}"
    Client().post(address)
    assert Client().post(address, {"again": "yes"}).status_code == 200
    assert find_standing(people["ann"], *HOW).allowed is True


def test_no_link_can_be_made_up(people: dict[str, int]) -> None:
    right = token_of(people["ann"])
    chance, letters = Random(7), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    real = read_token(right, settings.INSTALLATION.secret)
    taken = 0
    for _ in range(20_000):
        at = chance.randrange(len(right))
        forged = right[:at] + chance.choice(letters) + right[at + 1 :]
        try:
            # The last letter carries unused bits: two spellings of one and the same link are no forgery.
            taken += look_at_opt_out(forged) != real
        except NotFound:
            continue
    assert taken == 0
    for broken in ("", "x", right[:-2], right + "AA", "é" * 20, "=" * 50):
        with pytest.raises(NotFound):
            look_at_opt_out(broken)
    assert Client().get("/u/nonsense").status_code == 404
    with pytest.raises(NotFound):
        read_token(right, "another installation")


def test_who_merges_takes_the_stricter_word_and_a_split_gives_each_back_their_own(
    people: dict[str, int], cast: Cast
) -> None:
    ann, bob = people["ann"], people["bob"]
    yes = Statement(NOW, ConsentState.granted, Origin.colleague)
    record_consent(cast.maya, bob, *HOW, yes, now=NOW)
    opt_out(token_of(ann), now=NOW - timedelta(days=1))
    ruled = merge(cast.maya, ann, bob, "one person", NOW)
    merged = Contact.objects.get(gone=False).pk
    assert find_standing(merged, *HOW).allowed is False
    unmerge(cast.maya, ruled.act_key, "two after all", NOW + timedelta(hours=1))
    assert {find_standing(c, *HOW).allowed for c in (ann, bob)} == {True, False}


def test_an_import_or_a_colleague_brings_nobody_back(people: dict[str, int], cast: Cast) -> None:
    opt_out(token_of(people["ann"]), now=NOW - timedelta(days=3))
    for days in (2, 1, 0):
        yes = Statement(NOW - timedelta(days=days), ConsentState.granted, Origin.person, "a sly import")
        record_consent(cast.maya, people["ann"], *HOW, yes, now=NOW)
    assert find_standing(people["ann"], *HOW).allowed is False


def test_each_role_may_stop_but_only_some_may_grant(people: dict[str, int], cast: Cast) -> None:
    yes, no = (
        Statement(NOW, state, Origin.colleague) for state in (ConsentState.granted, ConsentState.withdrawn)
    )
    for who in (cast.rita, cast.sam):
        with pytest.raises(Refused):
            record_consent(who, people["ann"], *HOW, yes, now=NOW)
    record_consent(cast.sam, people["ann"], *HOW, no, now=NOW)
    with pytest.raises(Refused):
        record_consent(cast.victor, people["bob"], *HOW, no, now=NOW)
    with pytest.raises(NotFound):
        record_consent(cast.maya, 10**9, *HOW, no, now=NOW)
    with pytest.raises(Invalid):
        record_consent(cast.maya, people["bob"], *HOW, no._replace(at=NOW + timedelta(days=1)), now=NOW)


def test_each_purpose_and_medium_stands_for_itself_and_any_for_all(
    people: dict[str, int], cast: Cast
) -> None:
    ann = people["ann"]
    no = Statement(NOW, ConsentState.objected, Origin.colleague)
    record_consent(cast.maya, ann, Purpose.sales, Medium.phone, no, now=NOW)
    assert find_standing(ann, Purpose.sales, Medium.email).allowed is None
    record_consent(cast.maya, ann, Purpose.sales, Medium.any, no, now=NOW)
    assert find_standing(ann, Purpose.sales, Medium.email).allowed is False
    assert {(row.purpose, row.medium) for row in find_consents(cast.maya, ann)} == {
        (Purpose.sales, Medium.phone),
        (Purpose.sales, Medium.any),
    }
