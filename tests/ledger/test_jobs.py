"""Work is queued once, done by one worker at a time, and never forgotten."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.ledger.made import NOW

from accord.ledger.jobs import (
    FIRST_PAUSE,
    GIVE_UP_AFTER,
    LEASE,
    claim_job,
    enqueue_job,
    extend_lease,
    fail_job,
    find_given_up,
    finish_job,
)
from accord.ledger.models import Job
from accord.ledger.outbox import find_unsent, mark_sent, put_message

pytestmark = pytest.mark.django_db


def test_the_same_work_is_open_once_and_due_at_the_earlier_instant() -> None:
    enqueue_job("mirror", "all", due_at=NOW + timedelta(hours=1))
    enqueue_job("mirror", "all", due_at=NOW)
    enqueue_job("mirror", "all", due_at=NOW + timedelta(hours=2))
    assert [job.due_at for job in Job.objects.all()] == [NOW]


def test_work_goes_with_the_change_that_needed_it() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue_job("mirror", "all", due_at=NOW)
        raise RuntimeError
    assert claim_job(NOW) is None


def test_one_worker_holds_a_job_until_its_lease_ends() -> None:
    enqueue_job("mirror", "all", due_at=NOW)
    first = claim_job(NOW)
    assert first is not None and first.attempts == 1
    assert claim_job(NOW + LEASE - timedelta(seconds=1)) is None
    second = claim_job(NOW + LEASE)
    assert second is not None and second.attempts == 2
    # The first woke up late: nothing it says counts any more.
    assert not finish_job(first, NOW + LEASE)
    assert not fail_job(first, NOW + LEASE, error="late")
    assert extend_lease(first, NOW + LEASE) is None
    assert finish_job(second, NOW + LEASE)
    assert claim_job(NOW + timedelta(days=1)) is None


def test_a_worker_that_extended_its_lease_may_finish_with_the_job_it_was_given() -> None:
    enqueue_job("mirror", "all", due_at=NOW)
    job = claim_job(NOW)
    assert job is not None
    later = NOW + LEASE - timedelta(seconds=1)
    assert extend_lease(job, later) is not None
    assert claim_job(NOW + LEASE) is None
    assert finish_job(job, NOW + LEASE)


def test_work_asked_for_again_while_it_runs_is_done_once_more() -> None:
    enqueue_job("mirror", "all", due_at=NOW)
    job = claim_job(NOW)
    assert job is not None
    enqueue_job("mirror", "all", due_at=NOW)  # a change the worker may have read too early to see
    assert not finish_job(job, NOW)
    again = claim_job(NOW)
    assert again is not None and again.id == job.id
    assert finish_job(again, NOW)


def test_failure_waits_longer_each_time_and_is_given_up_visibly() -> None:
    enqueue_job("send", "1", due_at=NOW)
    now, pauses = NOW, []
    for _ in range(GIVE_UP_AFTER):
        job = claim_job(now)
        assert job is not None
        assert fail_job(job, now, error="no route")
        due = Job.objects.get().due_at
        pauses.append(due - now)
        now = due
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-1] == timedelta(hours=1)
    assert claim_job(now + timedelta(days=9)) is None
    assert [(job.key, job.error) for job in find_given_up()] == [("1", "no route")]


def test_what_failed_for_good_is_not_tried_again() -> None:
    enqueue_job("send", "1", due_at=NOW)
    job = claim_job(NOW)
    assert job is not None and fail_job(job, NOW, error="no such hook", for_good=True)
    assert claim_job(NOW + timedelta(days=9)) is None


def test_a_worker_takes_only_the_kinds_it_knows() -> None:
    enqueue_job("mirror", "all", due_at=NOW)
    assert claim_job(NOW, kinds=["send"]) is None
    assert claim_job(NOW, kinds=["mirror"]) is not None


def test_a_repeated_cause_is_one_message_with_one_id() -> None:
    ids = {put_message("page", "user:1", "hello", {"n": n}, cause="act:7", now=NOW) for n in range(3)}
    assert len(ids) == 1
    assert put_message("page", "user:2", "hello", {}, cause="act:7", now=NOW) not in ids
    assert [m.payload for m in find_unsent()] == [{"n": 0}, {}]
    assert mark_sent(ids.pop(), NOW)
    assert len(find_unsent()) == 1
