"""What was said of a lead is found by the number that its page and the list show, by every door."""

import json
from datetime import timedelta

import pytest

from accord.interfaces.cli.main import main
from accord.vocabulary.errors import NotFound
from accord.workflows.talk import listen, say
from tests.cast import Cast
from tests.desk.test_one_answer import client_of
from tests.desk.test_reading import lead_of
from tests.handoffs.company import START, person, qualifies, work_until
from tests.handoffs.company import say as happens

pytestmark = pytest.mark.django_db
NOW = START + timedelta(minutes=5)


def test_a_lead_is_named_as_its_page_names_it(company: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    happens(qualifies(person("ann"), START), START)
    work_until(START + timedelta(minutes=1))
    row = lead_of("ann")
    shown = f"lead:{row.key}"
    say(company.rita, shown, "ask for the pump's age", now=NOW)
    for about in (shown, f"lead:{row.subject}"):
        assert [one.text for one in listen(company.sam, about, NOW)] == ["ask for the pump's age"]
    assert main(["--as", "sam@accord.example", "talk", "list", shown, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    answered = client_of(company, "sam").get("/api/v1/talk", {"about": shown})
    assert [one["text"] for one in told] == ["ask for the pump's age"]
    assert answered.status_code == 200 and [one["key"] for one in answered.json()] == [
        one["key"] for one in told
    ]
    for about in ("lead:1", f"lead:{row.key + 1}"):
        with pytest.raises(NotFound, match="talk.no_subject"):
            listen(company.sam, about, NOW)
