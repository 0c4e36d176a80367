"""What leaves, leaves from the outbox: by mail, chat and signed webhook; a repeat carries the same id."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from accord.ledger.models import Job, OutboxMessage
from accord.ledger.outbox import mark_sent
from accord.ledger.outbox_hold import hold_outbox, release_outbox
from accord.teams.models import Notice, NoticeHook, User
from accord.teams.notices import UNDO, notify
from accord.teams.notices.wishes import get_wish, keep_wish
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.notices import NoticeKind, Way
from accord.vocabulary.people import Viewer
from accord.workflows import notice_hooks, send_notices
from accord.workflows.notice_hooks import change_hook_secret, connect_hook, drop_old_hook_secret
from accord.workflows.standard_webhooks import sign
from tests.cast import Cast
from tests.notices.conftest import NOW, work_at
from tests.notices.servers import Mailbox, Posts

pytestmark = pytest.mark.django_db
OFFERED, MENTION, OUTCOME = NoticeKind.lead_offered, NoticeKind.mention, NoticeKind.outcome
DUE = {"due": (NOW + timedelta(hours=2)).isoformat()}


def offer(
    to: Viewer, cause: str = "offered:1", kind: NoticeKind = OFFERED, now: datetime = NOW, **named: Any
) -> None:
    """Tell one person of a lead."""
    notify(kind, "number:leads", [to.user_id], cause=cause, now=now, values=DUE, **named)


def sent(channel: str = "email") -> list[OutboxMessage]:
    """Messages that left, or count as dealt with."""
    return list(OutboxMessage.objects.filter(channel=channel).exclude(sent_at=None).order_by("id"))


def test_a_letter_says_it_in_the_readers_zone_with_the_notices_own_id(
    cast: Cast, signed: object, mailbox: Mailbox
) -> None:
    User.objects.filter(pk=cast.rita.user_id).update(zone="America/New_York")
    offer(cast.rita)
    work_at(NOW)
    (letter,) = mailbox.came
    assert letter["To"] == "rita@accord.example"
    assert letter["Subject"] == "leads is offered to you; due Mon 23 Nov 07:00"
    assert letter["Message-ID"] == f"<{OutboxMessage.objects.get().message_id}@company.example>"
    assert "https://accord.example/to/number:leads" in letter.get_content()
    assert letter["List-Unsubscribe"] == "<https://accord.example/people/notices>"
    assert work_at(NOW + timedelta(days=1)) == 0, "once"


def test_killed_after_the_server_took_it_the_repeat_has_the_same_id(
    cast: Cast, signed: object, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(cast.rita)
    monkeypatch.setattr(send_notices, "mark_sent", lambda *_: (_ for _ in ()).throw(OSError("power")))
    work_at(NOW)
    monkeypatch.setattr(send_notices, "mark_sent", mark_sent)
    work_at(NOW + timedelta(minutes=1))
    assert len(mailbox.came) == 2
    assert len({letter["Message-ID"] for letter in mailbox.came}) == 1
    assert len(sent()) == 1


@pytest.mark.parametrize(("answer", "tries"), [("451 later", 2), ("550 never", 1)])
def test_a_server_that_is_busy_is_asked_again_one_that_refuses_is_not(
    cast: Cast, signed: object, mailbox: Mailbox, answer: str, tries: int
) -> None:
    mailbox.answer = answer
    offer(cast.rita)
    work_at(NOW)
    mailbox.answer = "250 taken"
    work_at(NOW + timedelta(minutes=1))
    assert len(mailbox.came) == tries
    assert bool(sent()) == (tries == 2)
    given_up = Job.objects.filter(kind="send_notice", done_at=None)
    assert given_up.count() == (0 if tries == 2 else 1), "what cannot be sent is listed by the doctor"


def test_a_persons_act_leaves_after_the_time_to_undo(cast: Cast, mailbox: Mailbox) -> None:
    offer(cast.rita, kind=MENTION, by=cast.maya)
    assert work_at(NOW + UNDO - timedelta(seconds=1)) == 0
    assert work_at(NOW + UNDO) == 1
    assert "Maya mentioned you" in str(mailbox.came[0]["Subject"])


def test_without_a_mail_server_the_page_is_all_and_nothing_piles_up(
    cast: Cast, signed: object, folder: Path
) -> None:
    offer(cast.rita)
    assert work_at(NOW) == 1
    assert not Job.objects.filter(done_at=None).exists()
    assert Notice.objects.get().read_at is None


def test_while_the_outbox_is_held_nothing_leaves(
    cast: Cast, signed: object, mailbox: Mailbox, posts: Posts
) -> None:
    connect_hook(cast.olga, "room", Way.chat, address=posts.address, now=NOW)
    hold_outbox("user:1", "restored", NOW)
    keep_wish(cast.sam, replace(get_wish(cast.sam), digest=True, digest_at=time(11)))
    offer(cast.rita)
    offer(cast.sam, "outcome:1", OUTCOME)
    for minutes in range(0, 120, 10):
        jobs = Job.objects.filter(done_at=None)
        jobs.filter(due_at__lte=NOW + timedelta(minutes=minutes)).exists() and _once(minutes)
    assert not mailbox.came
    assert not posts.came
    release_outbox("user:1", NOW + timedelta(hours=2))
    work_at(NOW + timedelta(hours=3))
    assert {letter["To"] for letter in mailbox.came} == {"rita@accord.example"}
    assert len(posts.came) == 2
    work_at(NOW + timedelta(days=1, hours=2))
    assert len(mailbox.came) == 2


def _once(minutes: int) -> None:
    """Each job that is due, once: a held one is due again a little later."""
    from accord.workflows.work import work_once
    from accord.workflows.work_kinds import BESIDE

    for _ in range(Job.objects.filter(done_at=None).count()):
        work_once(BESIDE, lambda: NOW + timedelta(minutes=minutes))


def test_quiet_hours_hold_what_waited_becomes_one_letter(
    cast: Cast, signed: object, mailbox: Mailbox
) -> None:
    User.objects.filter(pk=cast.rita.user_id).update(
        zone="America/New_York"
    )  # it is five in the morning there
    keep_wish(cast.rita, replace(get_wish(cast.rita), quiet_from=time(19), quiet_until=time(7)))
    for cause in ("a", "b", "c"):
        offer(cast.rita, cause)
    offer(cast.rita, "hot", NoticeKind.hot_lead)
    offer(cast.sam, "a")
    work_at(NOW)
    assert sorted(str(letter["To"])[:4] for letter in mailbox.came) == ["rita", "sam@"]
    assert "raised a hand" in str(mailbox.came[0]["Subject"]) or "raised a hand" in str(
        mailbox.came[1]["Subject"]
    )
    mailbox.came.clear()
    work_at(NOW + timedelta(hours=1, minutes=59))
    assert not mailbox.came
    work_at(NOW + timedelta(hours=2))
    (letter,) = mailbox.came
    assert letter["Subject"] == "3 notices waited for you"
    assert letter.get_content().count("is offered to you") == 3
    assert OutboxMessage.objects.filter(sent_at=None).count() == 0


def test_what_was_read_on_the_page_is_not_repeated(cast: Cast, signed: object, mailbox: Mailbox) -> None:
    offer(cast.maya, "a", OUTCOME)
    offer(cast.maya, "b", OUTCOME)
    work_at(NOW)
    Notice.objects.filter(cause="a").update(read_at=NOW)
    work_at(NOW + timedelta(days=1))
    (letter,) = mailbox.came
    assert letter["Subject"] == "1 notice waited for you"


def test_a_digest_killed_after_it_was_taken_is_repeated_under_its_id(
    cast: Cast, signed: object, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(cast.maya, "a", OUTCOME)
    offer(cast.maya, "b", OUTCOME)
    work_at(NOW)
    monkeypatch.setattr(send_notices, "mark_sent", _dies_at_the_digest)
    work_at(NOW + timedelta(days=1))
    monkeypatch.setattr(send_notices, "mark_sent", mark_sent)
    work_at(NOW + timedelta(days=2))
    assert len(mailbox.came) == 2
    assert len({letter["Message-ID"] for letter in mailbox.came}) == 1


def _dies_at_the_digest(message_id: str, now: datetime) -> bool:
    if OutboxMessage.objects.get(message_id=message_id).template == "digest":
        raise OSError("power")
    return mark_sent(message_id, now)


def test_a_chat_gets_blocks_that_call_nobody(cast: Cast, signed: object, posts: Posts) -> None:
    connect_hook(cast.olga, "room", Way.chat, address=posts.address, kinds=["won"], now=NOW)
    User.objects.filter(pk=cast.sam.user_id).update(name="<!channel> & Sam")
    notify(
        NoticeKind.won,
        "deal:5",
        [cast.rita.user_id],
        cause="won:5",
        now=NOW,
        values={"people": [cast.sam.actor]},
    )
    offer(cast.rita)
    work_at(NOW)
    ((_, body),) = posts.came
    said = json.loads(body)
    assert said["text"] == "A lead is won. Everybody who had a part: &lt;!channel&gt; &amp; Sam"
    assert said["blocks"][0]["type"] == "section"
    assert said["blocks"][0]["text"]["text"].endswith("<https://accord.example/to/deal:5|Open>")


def test_a_persons_own_chat(cast: Cast, signed: object, posts: Posts) -> None:
    connect_hook(cast.olga, "hers", Way.chat, address=posts.address, person="rita@accord.example", now=NOW)
    offer(cast.rita)
    offer(cast.sam)
    work_at(NOW)
    assert len(posts.came) == 1
    assert b"is offered to you" in posts.came[0][1]
    with pytest.raises(Invalid):
        connect_hook(cast.olga, "two", Way.chat, address=posts.address, person="rita@accord.example", now=NOW)


@pytest.fixture
def program(cast: Cast, signed: object, posts: Posts) -> Iterator[str]:
    """A program connected; its secret."""
    yield connect_hook(cast.olga, "program", Way.webhook, address=posts.address, now=NOW)[1]


def tell_today(cast: Cast, cause: str = "first") -> datetime:
    """Tell now by the machine's clock, which the reference library looks at."""
    now = datetime.now(tz=NOW.tzinfo)
    offer(cast.rita, cause, kind=MENTION, now=now)
    return now


def test_a_program_verifies_what_it_is_told(cast: Cast, program: str, posts: Posts) -> None:
    work_at(tell_today(cast))
    ((headers, body),) = posts.came
    said = Webhook(program).verify(body, headers)
    assert said["type"] == "notice.mention"
    assert said["data"]["to"] == [cast.rita.actor]
    assert headers["webhook-id"].startswith("msg_")
    flipped = bytes([body[0] ^ 1]) + body[1:]
    with pytest.raises((WebhookVerificationError, ValueError)):
        Webhook(program).verify(flipped, headers)
    for name, other in (
        ("webhook-id", "msg_other"),
        ("webhook-timestamp", str(int(headers["webhook-timestamp"]) + 1)),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(program).verify(body, {**headers, name: other})


def test_while_a_secret_changes_both_hold(cast: Cast, program: str, posts: Posts) -> None:
    newer = change_hook_secret(cast.olga, "program")
    work_at(tell_today(cast))
    headers, body = posts.came[0]
    assert Webhook(newer).verify(body, headers)
    assert Webhook(program).verify(body, headers)
    drop_old_hook_secret(cast.olga, "program")
    work_at(tell_today(cast, "second"))
    headers, body = posts.came[1]
    assert Webhook(newer).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(program).verify(body, headers)


def test_a_program_that_fails_is_tried_again_with_pauses_the_same_id_and_the_same_bytes(
    cast: Cast, program: str, posts: Posts
) -> None:
    posts.answers = [(500, {}), (429, {"Retry-After": "3600"}), (200, {})]
    offer(cast.rita)
    work_at(NOW)
    assert work_at(NOW + timedelta(seconds=9)) == 0
    work_at(NOW + timedelta(seconds=10))
    assert work_at(NOW + timedelta(minutes=59)) == 0
    work_at(NOW + timedelta(minutes=61))
    assert len(posts.came) == 3
    assert len({headers["webhook-id"] for headers, _ in posts.came}) == 1
    assert len({body for _, body in posts.came}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in posts.came}) == 3
    assert len(sent("webhook")) == 1


def test_who_is_gone_is_told_nothing_more(cast: Cast, program: str, posts: Posts) -> None:
    posts.answers = [(410, {})]
    offer(cast.rita)
    offer(cast.sam, "second")
    work_at(NOW)
    assert len(posts.came) == 1
    assert "410" in NoticeHook.objects.get().ended_why


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest",
        "https://user@inside.example/",
        "https://a.example:22/",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_never_asked_for_is_refused_when_it_is_kept(
    cast: Cast, folder: Path, address: str
) -> None:
    with pytest.raises((Refused, Invalid)):
        connect_hook(cast.olga, "x", Way.chat, address=address, now=NOW)
    assert not NoticeHook.objects.exists()


def test_an_address_inside_is_not_connected_to_by_the_worker(
    cast: Cast, signed: object, posts: Posts, settings: Any
) -> None:
    """A name that leads inside is found at the connection: the worker refuses, and says so on its row."""
    connect_hook(cast.olga, "room", Way.chat, address="https://localhost/in", now=NOW)
    offer(cast.rita)
    work_at(NOW)
    assert not posts.came
    assert "outgoing" in Job.objects.get(done_at=None).error


def test_secrets_stand_in_no_table_and_their_file_is_the_owners(
    cast: Cast, program: str, posts: Posts, mailbox: Mailbox, folder: Path
) -> None:
    from tests.workflows.planted import tables_with

    assert not tables_with((program, base64.b64decode(program[6:]).hex(), "127.0.0.1"))
    for name in ("notice-hooks.json", "mail.json"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert program not in repr(notice_hooks.list_hooks(cast.olga))
    with pytest.raises(Refused):
        notice_hooks.list_hooks(cast.maya)
    notice_hooks.end_hook(cast.olga, "program", now=NOW)
    assert program not in (folder / "notice-hooks.json").read_text()
    with pytest.raises(NotFound):
        notice_hooks.get_hook("program")


def test_the_published_vector_of_standard_webhooks() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [secret])
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
