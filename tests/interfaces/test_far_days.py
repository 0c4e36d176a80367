"""Days of another age, and numbers too long for a row: two lines on every page, and nothing is kept of them."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accord.alignment.meetings.models import DecisionRow
from accord.contacts.collisions import stretch_of
from accord.teams.absence.models import Absence
from accord.vocabulary.errors import Invalid
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
DAYS = ("0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31")


@pytest.mark.parametrize("day", DAYS)
def test_a_day_of_another_age_is_refused_in_two_lines(cast: Cast, day: str) -> None:
    clients = {name: Client() for name in ("maya", "olga")}
    for name, client in clients.items():
        assert client.login(username=f"{name}@accord.example", password=PASSWORD)
    olga, maya = clients["olga"], clients["maya"]
    answers = [
        olga.post("/people/away/add", {"who": "me", "first": day, "last": day}),
        olga.post("/people/away/add", {"who": "me", "since": f"{day}T09:00", "until": f"{day}T10:00"}),
        maya.post("/decisions", {"key": "k", "text": "Do it", "due": day}),
        *(olga.get(f"/{page}?from={day}&to={day}") for page in ("people/audit", "people/audit.csv")),
        *(olga.get(f"/board/collisions{page}?from={day}&to={day}") for page in ("", "/take-away.csv")),
    ]
    assert [answer.status_code for answer in answers] == [422] * len(answers)
    assert all("between 1970 and 2199" in answer.content.decode() for answer in answers)
    assert not Absence.objects.exists() and not DecisionRow.objects.exists()
    with pytest.raises(Invalid):
        stretch_of(date.fromisoformat(day), None, datetime(2027, 1, 1, tzinfo=UTC))


def test_nobody_has_a_number_of_five_thousand_figures(cast: Cast) -> None:
    maya = Client()
    assert maya.login(username="maya@accord.example", password=PASSWORD)
    answer = maya.post("/decisions", {"key": "k", "text": "Do it", "who": "9" * 5000})
    assert answer.status_code == 422 and "nobody active here" in answer.content.decode().casefold()
