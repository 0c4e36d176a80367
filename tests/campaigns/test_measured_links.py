"""Who refused that clicks are measured gets plain addresses, and an older link of theirs is followed unseen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.contacts.links.models import TrackedLink
from accord.contacts.models import Identity
from accord.reporting.reckoned import forget_answers
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.workflows import letters, waves
from accord.workflows.consents import record_consent
from accord.workflows.follow_link import note_visit
from tests.campaigns.postbox import NOW, a_campaign, carry, name_server, people, signed, use
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT, sign
from tests.notices.servers import Mailbox, mail_server
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db(transaction=True)  # a visit is written by the one writer of the process
LEAK = "https://accord.example/leak"


@pytest.fixture
def box(cast: Cast, settings: Any, tmp_path: Path) -> Iterator[Mailbox]:
    """Two people, the first of whom refused; a signed campaign that is sent from here."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path, address="https://accord.example")
    forget_answers()
    with mail_server() as box, name_server() as names:
        sign(AGREEMENT, NOW - timedelta(days=30))
        use(cast, box, names, settings)
        people(2)
        said = Statement(NOW - timedelta(days=1), ConsentState.denied, Origin.person, "accord")
        person = Identity.objects.order_by("key")[0].contact_id
        record_consent(cast.olga, person, Purpose.click_measurement, Medium.email, said, now=NOW)
        signed(cast, a_campaign(cast), key=7)
        yield box
    forget_open_mirrors()


def sent_plain(cast: Cast, box: Mailbox) -> int:
    """Send; how many letters hold the address itself."""
    waves.start_wave(cast.maya, 7, number=1, now=NOW)
    carry(NOW)
    assert len(box.came) == 2
    return sum(LEAK in one.get_body(("plain",)).get_content() for one in box.came)  # type: ignore[union-attr]


def visit(link: TrackedLink) -> bool:
    return note_visit(link.token, method="GET", purpose="", about={}, now=NOW)


def test_a_refusal_is_kept_in_letters(cast: Cast, box: Mailbox) -> None:
    assert sent_plain(cast, box) == 1
    [other] = TrackedLink.objects.all()
    assert other.subject != Identity.objects.order_by("key")[0].key
    assert visit(other)


def test_a_letter_that_does_not_ask_is_caught_and_its_link_notes_nothing(
    cast: Cast, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant; and what was made before somebody refused."""
    monkeypatch.setattr(letters, "may_measure_clicks", lambda keys: True)
    assert sent_plain(cast, box) == 0
    refused = Identity.objects.order_by("key")[0].key
    assert [visit(link) for link in TrackedLink.objects.order_by("subject")] == [
        link.subject != refused for link in TrackedLink.objects.order_by("subject")
    ]
