"""A list asks the database the same number of questions however many rows it shows."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.agreement import content_hash
from accord.contacts.models import Contact, Identity, ReviewPair
from accord.interfaces.web.views import journey
from accord.ledger.models import Import
from accord.reporting.dashboard import catch_up
from accord.teams.drafts import start_draft
from accord.teams.people import add_person
from accord.teams.signing import sign
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from accord.vocabulary.people import Role
from tests.cast import PASSWORD, Cast
from tests.contacts.bringing import bring, fact, person
from tests.interfaces.test_web_agreement import TEXT
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import NOW

pytestmark = pytest.mark.django_db
Grow = Callable[[Cast, int, int], None]


def leads(cast: Cast, start: int, end: int) -> None:
    """People of companies, each with a touch, each with an owner, asked about in pairs."""
    numbers = range(start, end)
    if start == 1:
        start_draft(cast.maya, TEXT, now=NOW)
    keys = bring(
        [
            person(str(n), email=f"p{n}@firm{n}.example", name=f"Pat {n}", company=f"Firm {n}")
            for n in numbers
        ],
        [fact(Ref("crm", RecordKind.person, str(n)), FactKind.demo_request, n) for n in numbers],
    )
    seats = dict(Identity.objects.values_list("key", "contact_id"))
    for n, key in enumerate(sorted(keys.values())):
        Contact.objects.filter(pk=seats[key]).update(owner=f"00500000000000{start + n:03d}")
    ordered = sorted(keys.values())
    for left, right in pairwise(ordered):
        ReviewPair.objects.create(what="contact", left=left, right=right, score=0.5, opened_at=NOW)
    catch_up(timezone.now())


def colleagues(cast: Cast, start: int, end: int) -> None:
    """More people who work here."""
    for n in range(start, end):
        add_person(cast.olga, email=f"c{n}@accord.example", name=f"C {n}", role=Role.rep, password=PASSWORD)


def files(cast: Cast, start: int, end: int) -> None:
    """Files that were read."""
    for n in range(start, end):
        Import.objects.create(source="crm", file_name=f"{n}.csv", connector="salesforce", started_at=NOW)


def versions(cast: Cast, start: int, end: int) -> None:
    """Signed versions, and drafts beside them."""
    for n in range(start, end):
        text = TEXT.replace("version: 1", f"version: {n + 1}", 1)
        draft = start_draft(cast.maya, text, now=NOW)
        for signer in (cast.maya, cast.sam):
            sign(signer, draft.id, text_hash=content_hash(text), password=PASSWORD, now=NOW)
        start_draft(cast.maya, text, now=NOW)


LISTS: dict[str, Grow] = {
    "/journey": leads,
    "/journey/companies": leads,
    "/journey/same": leads,
    "/today": leads,
    "/board/numbers/leads": leads,
    "/people": colleagues,
    "/data": files,
    "/agreement": versions,
}


def asked(client: Client, address: str) -> int:
    """How many queries a page takes once the mirror and its caches stand."""
    for _ in range(2):
        assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        html = client.get(address).content.decode()
    assert "data-row" in html or "<tr>" in html
    return len(queries)


@pytest.fixture
def olga(cast: Cast, tmp_path: Path, settings: Any) -> Client:
    """Operations, on a folder of its own."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    return signed_in("olga")


@pytest.mark.parametrize("address", LISTS)
def test_the_number_of_queries_does_not_grow_with_the_rows(address: str, cast: Cast, olga: Client) -> None:
    grow = LISTS[address]
    grow(cast, 1, 4)
    few = asked(olga, address)
    grow(cast, 4, 13)
    assert asked(olga, address) <= few


def test_a_list_that_asks_for_each_row_is_caught(
    cast: Cast, olga: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: one question more for each person of the list."""
    real = journey.find_contacts

    def one_by_one(*args: Any, **options: Any) -> Any:
        page = real(*args, **options)
        for row in page.rows:
            Contact.objects.filter(pk=row.id).exists()
        return page

    monkeypatch.setattr(journey, "find_contacts", one_by_one)
    leads(cast, 1, 4)
    few = asked(olga, "/journey")
    leads(cast, 4, 13)
    assert asked(olga, "/journey") == few + 9
