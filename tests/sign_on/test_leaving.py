"""Whoever leaves is out at once and stays out: sessions, keys, open pages; their leads are queued with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from django.db import transaction

from accord.ledger.jobs import claim_job
from accord.ledger.keys import assign_keys
from accord.ledger.models import Act, Job
from accord.ledger.sql import take_turn
from accord.teams import people
from accord.teams.keys import make_key
from accord.teams.models import User
from accord.vocabulary.facts import RowRead
from accord.vocabulary.people import Role
from accord.vocabulary.roster import MemberDraft
from accord.workflows import member_left
from accord.workflows.member_left import LEFT, Left, do_left
from accord.workflows.people import change_someone, end_access, give_back_access
from accord.workflows.roster import book_members
from tests.cast import PASSWORD, Cast
from tests.roster.statements import crm, day

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEAT = "005000000000001AAA"  # Rita's, as the cast has it


def says(*drafts: MemberDraft, now: datetime = NOW) -> None:
    """The CRM says this, as a page of it is booked."""
    with transaction.atomic():
        take_turn()
        keys = assign_keys([draft.ref for draft in drafts], now=now)
        rows = [RowRead(line, (), (), members=(draft,)) for line, draft in enumerate(drafts)]
        book_members(rows, keys, now)


def rita(active: bool, on: int, seat: str = SEAT, email: str = "rita@accord.example") -> MemberDraft:
    """What the CRM says of Rita on a day."""
    return crm(seat, name="Rita", email=email, active=active, said_at=day(on))


class Browser:
    """A real browser's requests, as far as they matter: cookies, the form's token, no redirect followed."""

    def __init__(self, address: str, who: str) -> None:
        self.address, self.session = address, requests.Session()
        page = self.session.get(f"{address}/sign-in", timeout=30).text
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"email": f"{who}@accord.example", "password": PASSWORD, "csrfmiddlewaretoken": token}
        assert self.session.post(f"{address}/sign-in", data=form, allow_redirects=False, timeout=30).ok

    def get(self, path: str, **headers: str) -> requests.Response:
        """One page."""
        return self.session.get(self.address + path, headers=headers, allow_redirects=False, timeout=30)


@pytest.fixture
def tried(transactional_db: None, live_server: Any) -> Iterator[tuple[Cast, Browser, str]]:
    """The cast, Rita's browser on a real server, and a key of hers."""
    from tests.cast import make_cast

    cast = make_cast()
    now = datetime.now(UTC)
    key = make_key(cast.olga, "rita@accord.example", label="desk", lasts=timedelta(days=9), now=now)
    yield cast, Browser(live_server.url, "rita"), key


def is_out(browser: Browser, key: str) -> bool:
    """Whether pages, parts of open pages and keys all refuse; a mixture is a failure of its own."""
    page = browser.get("/board").status_code == 302
    part = browser.get("/board", **{"HX-Request": "true"})
    gone = part.status_code == 204 and "/sign-in" in part.headers.get("HX-Redirect", "")
    bearer = {"Authorization": f"Bearer {key}"}
    api = requests.get(f"{browser.address}/api/v1/board", headers=bearer, timeout=30).status_code == 401
    assert len({page, gone, api}) == 1, (page, gone, api)
    return page


@pytest.mark.django_db(transaction=True)
def test_ended_here_everything_is_dead_and_stays_dead(
    tried: tuple[Cast, Browser, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, browser, key = tried
    assert not is_out(browser, key)
    monkeypatch.setattr(people, "end_sessions", lambda user_id: None)  # even a session nobody found to delete
    end_access(cast.olga, cast.rita.user_id, datetime.now(UTC))
    assert is_out(browser, key)
    give_back_access(cast.olga, cast.rita.user_id, datetime.now(UTC))
    assert is_out(browser, key)
    again = Browser(browser.address, "rita")
    assert again.get("/board").status_code == 200
    (job,) = Job.objects.filter(kind=LEFT)
    assert {f"user:{cast.rita.user_id}", SEAT} <= set(job.payload["owners"])


@pytest.mark.django_db(transaction=True)
def test_the_mutant_without_an_epoch_lets_old_sessions_live_again(
    tried: tuple[Cast, Browser, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, browser, _ = tried
    monkeypatch.setattr(people, "end_sessions", lambda user_id: None)
    end_access(cast.olga, cast.rita.user_id, datetime.now(UTC))
    User.objects.filter(pk=cast.rita.user_id).update(epoch=0)
    give_back_access(cast.olga, cast.rita.user_id, datetime.now(UTC))
    assert browser.get("/board").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_inactive_in_the_crm_everything_is_dead_too(tried: tuple[Cast, Browser, str]) -> None:
    _, browser, key = tried
    says(rita(True, 1))
    assert not is_out(browser, key)
    says(rita(False, 2))
    assert is_out(browser, key)


@pytest.mark.django_db
def test_the_crm_ends_the_access_of_who_works_there_once(cast: Cast) -> None:
    says(rita(True, 1))
    says(rita(False, 2))
    assert not User.objects.get(pk=cast.rita.user_id).is_active
    ended = Act.objects.get(kind="access_ended")
    assert (ended.actor, ended.payload["of"]) == ("source:crm", cast.rita.actor)
    give_back_access(cast.olga, cast.rita.user_id, NOW)
    says(rita(False, 2))  # the same statement again, as every reading brings it
    assert User.objects.get(pk=cast.rita.user_id).is_active
    says(rita(True, 3))
    says(rita(False, 4))
    assert not User.objects.get(pk=cast.rita.user_id).is_active


@pytest.mark.django_db
def test_operations_and_marketing_keep_theirs_whatever_the_crm_says(cast: Cast) -> None:
    for who, seat in (("maya", "005000000000005AAA"), ("olga", "005000000000006AAA")):
        says(rita(True, 1, seat, f"{who}@accord.example"))
        says(rita(False, 2, seat, f"{who}@accord.example"))
        assert User.objects.get(email=f"{who}@accord.example").is_active
    assert Job.objects.filter(kind=LEFT).count() == 2  # their leads are given out anew all the same
    change_someone(cast.olga, cast.sam.user_id, NOW, role=Role.rep.value)


@pytest.mark.django_db
def test_a_refused_batch_ends_nobody(cast: Cast) -> None:
    says(rita(True, 1))
    with pytest.raises(RuntimeError), transaction.atomic():
        says(rita(False, 2))
        raise RuntimeError("the batch fails after the roster was written")
    assert User.objects.get(pk=cast.rita.user_id).is_active
    assert not Job.objects.filter(kind=LEFT).exists()


@pytest.mark.django_db
def test_each_step_hears_who_left_by_every_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Left] = []
    monkeypatch.setattr(member_left, "STEPS", (lambda left, now: heard.append(left),))
    end_access(cast.olga, cast.rita.user_id, NOW)
    job = claim_job(NOW, kinds=(LEFT,))
    assert job is not None
    do_left(job, NOW)
    assert SEAT in heard[0].owners and heard[0].why == "their access was ended"
