"""A piece of content that a customer asked for leads back to that customer's lead."""

from datetime import timedelta

import pytest

from accord.content.shapes import Wished
from accord.handoffs.models import Handoff
from accord.workflows.content import ask_piece
from tests.cast import Cast
from tests.handoffs.company import START, asks, person, say, work_until
from tests.interfaces.test_web_frame import signed_in

pytestmark = pytest.mark.django_db
NOW = START + timedelta(minutes=5)


def test_the_piece_leads_to_the_lead_that_asked(company: Cast) -> None:
    say(asks(person("ann"), START), START)
    work_until(START)
    key = Handoff.objects.get().key
    made = ask_piece(company.rita, Wished("A case", question="Does it work?"), lead=key, now=NOW)
    page = signed_in("rita").get(f"/content/{made.key}").content.decode()
    assert f'href="/leads/{key}"' in page
    assert signed_in("rita").get(f"/leads/{key}").status_code == 200
    assert "/leads/" not in signed_in("iris").get(f"/content/{made.key}").content.decode()
