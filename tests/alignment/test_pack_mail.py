"""The weekly pack by e-mail: the pack itself, as its reader may see it; once under one id; not in quiet hours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from accord.alignment.meetings.decisions import decide
from accord.ledger.outbox import mark_sent
from accord.teams.models import User
from accord.teams.notices.wishes import get_wish, keep_wish
from accord.workflows import send_notices
from accord.workflows.close_pack import close_pack
from accord.workflows.notice_mail import keep_smtp
from tests.alignment.conftest import NOW, sign_it
from tests.cast import Cast
from tests.interfaces.world import make_world
from tests.notices.conftest import work_at
from tests.notices.servers import Mailbox, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(cast: Cast, folder: Path, settings: Any) -> Iterator[Mailbox]:
    """A company under a signed agreement, and a mail server that it sends through."""
    settings.INSTALLATION = replace(settings.INSTALLATION, address="https://accord.example")
    make_world(cast, folder)
    sign_it(cast)
    decide(cast.maya, key="k", text="Call <them> again", now=NOW)
    with mail_server() as box:
        sender = "Accord <accord@company.example>"
        keep_smtp(
            cast.olga, host="127.0.0.1", port=box.port, security="none", user="", secret="", sender=sender
        )
        yield box


def parts(letter: EmailMessage) -> tuple[str, str, EmailMessage]:
    """(text, HTML, the file) of a letter."""
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None and html is not None
    (file,) = letter.iter_attachments()
    assert isinstance(file, EmailMessage)
    return text.get_content(), html.get_content(), file


def test_both_teams_get_the_pack_itself(cast: Cast, mailbox: Mailbox) -> None:
    close_pack(cast.maya, now=NOW)
    work_at(NOW)
    assert {letter["To"] for letter in mailbox.came} == {
        f"{name}@accord.example" for name in ("maya", "sam", "rita")
    }
    for letter in mailbox.came:
        text, html, file = parts(letter)
        assert letter["Subject"] == "The weekly pack 2027-W06"
        for page in ("1 · Pace", "2 · What both teams promised", "3 · Leads", "4 · Quality", "5 · The next"):
            assert page in text and page in html
        assert "Call <them> again" in text and "Call &lt;them&gt; again" in html
        assert "https://accord.example/pack/2027-W06" in text
        assert (file.get_filename(), file.get_content_type()) == ("pack-2027-W06.pdf", "application/pdf")
        assert file.get_content()[:5] == b"%PDF-"
    assert work_at(NOW + timedelta(days=3)) == 0 and len(mailbox.came) == 3, "once"


def test_a_repeat_carries_the_same_id_and_the_same_pack(
    cast: Cast, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.exclude(pk=cast.rita.user_id).update(is_active=False)
    close_pack(cast.maya, now=NOW)
    monkeypatch.setattr(send_notices, "mark_sent", lambda *_: (_ for _ in ()).throw(OSError("power")))
    work_at(NOW)
    monkeypatch.setattr(send_notices, "mark_sent", mark_sent)
    decide(cast.maya, key="later", text="Said after the meeting", now=NOW)
    work_at(NOW + timedelta(minutes=1))
    one, two = mailbox.came
    assert one["Message-ID"] == two["Message-ID"]
    assert parts(one)[0] == parts(two)[0]
    assert parts(one)[2].get_content() == parts(two)[2].get_content()


@pytest.mark.parametrize("digest", [False, True])
def test_it_keeps_out_of_quiet_hours_and_is_still_the_pack(
    cast: Cast, mailbox: Mailbox, digest: bool
) -> None:
    """Rita, in UTC, is not to be told between 11 and 18 o'clock; with a digest it leaves when that does."""
    wish = get_wish(cast.rita)
    at = time(20, 30)
    keep_wish(
        cast.rita,
        replace(wish, quiet_from=time(11), quiet_until=time(18), digest=digest, digest_at=at),
    )
    close_pack(cast.maya, now=NOW)
    leaves = NOW.replace(hour=20, minute=30) if digest else NOW.replace(hour=18)
    work_at(leaves - timedelta(minutes=1))
    mine = [letter for letter in mailbox.came if letter["To"] == "rita@accord.example"]
    assert mine == []
    work_at(leaves)
    (letter,) = [letter for letter in mailbox.came if letter["To"] == "rita@accord.example"]
    assert (
        "2 · What both teams promised" in parts(letter)[0] and parts(letter)[2].get_content()[:5] == b"%PDF-"
    )
