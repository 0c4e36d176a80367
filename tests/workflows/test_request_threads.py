"""A web process has no more threads than its database has connections for."""

import pytest
from django.conf import settings
from django.db import connection

from accord.config.installation import THREADS, read_installation
from accord.vocabulary.errors import Invalid
from accord.workflows import request_threads as threads
from accord.workflows.receive_events import WAITING

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_chosen_stands_and_a_server_of_connections_is_shared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for limit, workers, wanted in ((100, 1, 80), (100, 2, 40), (25, 4, 4), (1_000, 1, THREADS)):
        monkeypatch.setattr(threads, "connection_limit", lambda limit=limit: limit)
        assert threads.request_threads(workers, chosen=False) == wanted
        assert threads.request_threads(workers, chosen=True) == settings.INSTALLATION.threads


def test_the_database_says_its_own_limit() -> None:
    found = threads.request_threads(1, chosen=False)
    if connection.vendor == "postgresql":
        assert found == max(threads.FEWEST, min(THREADS, _limit_of_server() - threads.LEFT_TO_OTHERS))
    else:
        assert found == settings.INSTALLATION.threads


def _limit_of_server() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("said", ["4", "128", "1000"])
def test_one_thread_at_least_is_left_to_refuse(said: str, tmp_path: object) -> None:
    found = read_installation({"ACCORD_DATA": str(tmp_path), "ACCORD_THREADS": said}).threads
    assert 0 < int(found * WAITING) < found == int(said)


@pytest.mark.parametrize("said", ["3", "1001", "many", "-8", "8.5"])
def test_another_number_of_threads_stops_the_start(said: str, tmp_path: object) -> None:
    with pytest.raises(Invalid) as found:
        read_installation({"ACCORD_DATA": str(tmp_path), "ACCORD_THREADS": said})
    assert found.value.code == "settings.threads"
