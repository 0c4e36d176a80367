"""Sending from here, through a real mail server: who gets a letter, what became of each, what nobody can make it do."""

import contextlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dkim
import pytest

from accord.campaigns.models import Addressee, Send, Wave
from accord.campaigns.shapes import Sending
from accord.campaigns.waves.claim import begin, take_next
from accord.campaigns.waves.read import find_letters
from accord.contacts.links.models import TrackedLink
from accord.contacts.models import ContactLease
from accord.ledger.jobs import claim_job, finish_job
from accord.ledger.models import Fact
from accord.ledger.outbox_hold import hold_outbox
from accord.reporting.checks.waves import check_waves
from accord.reporting.reckoned import forget_answers
from accord.vocabulary.campaigns import SignAnswer
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.facts import FactKind
from accord.vocabulary.waves import Left, WaveState
from accord.workflows import waves
from accord.workflows.campaign_mail import Pace, keep_pace
from accord.workflows.campaigns import answer_campaign, cancel_campaign, change_campaign
from accord.workflows.opt_out import opt_out
from accord.workflows.outbox import AFTER_RESTORE, release
from accord.workflows.send_wave import SEND_WAVE, send_wave
from accord.workflows.watch_sends import watch_sends
from tests.campaigns.postbox import (
    NOW,
    Names,
    a_campaign,
    carry,
    key,
    name_server,
    people,
    signed,
    use,
)
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT, sign
from tests.notices.servers import Mailbox, mail_server
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POLICY = """contact_policy:
  caps: {marketing e-mail per person: 1 per 7 days}
  hours: {quiet: "22:00-06:00", zone: recipient}
"""


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def names() -> Iterator[Names]:
    with name_server() as names:
        yield names


@pytest.fixture
def ready(cast: Cast, box: Mailbox, names: Names, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path, address="https://accord.example")
    use(cast, box, names, settings)
    sign(AGREEMENT + POLICY, NOW - 30 * DAY)
    forget_answers()
    yield cast
    forget_open_mirrors()
    forget_answers()


def fates(wave: int) -> Counter[str]:
    return Counter(Addressee.objects.filter(wave=wave).values_list("fate", flat=True))


def test_a_letter_says_its_name_leads_on_and_can_be_stopped_by_one_click(ready: Cast, box: Mailbox) -> None:
    people(3)
    signed(ready, a_campaign(ready), key=7)
    wave = waves.start_wave(ready.maya, 7, number=1, now=NOW)
    assert waves.start_wave(ready.maya, 7, number=1, now=NOW).key == wave.key  # asked twice, started once
    assert carry(NOW) is None
    assert fates(wave.key) == {"sent": 3} and Wave.objects.get().state == WaveState.done
    assert sorted(to for to, _ in box.raw) == [f"p{n}@c{n}.example" for n in range(3)]
    to, raw = box.raw[0]
    letter = box.came[0]
    assert letter["From"] == "Accord Water <news@mail.accord.example>" and letter["To"] == to
    assert str(letter["Subject"]).startswith("A leak, Ada")
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Hello Ada" in text and "1 Quay, Delft" in text and "https://accord.example/leak" not in text
    token = TrackedLink.objects.get(message=letter["Message-ID"][1:33]).token
    assert f"https://accord.example/l/{token}" in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = str(letter["List-Unsubscribe"]).strip(" <>")
    assert stop in text and to.partition("@")[0] not in stop and "@" not in stop
    signature = str(letter["DKIM-Signature"]).replace(" ", "").replace("\r\n", "")
    assert "list-unsubscribe:list-unsubscribe-post" in signature
    assert dkim.verify(raw, dnsfunc=lambda _name, timeout=5: key().published.encode())
    opt_out(stop.rpartition("/")[2], now=NOW + HOUR)
    signed(ready, a_campaign(ready, "Second", now=NOW + 8 * DAY), key=8)
    second = waves.start_wave(ready.maya, 8, number=1, now=NOW + 8 * DAY)
    carry(NOW + 8 * DAY)
    assert fates(second.key) == {"sent": 2, "excluded": 1}
    assert Addressee.objects.get(wave=second.key, fate="excluded").why == "refused"


def test_waves_holdout_and_reasons_add_up_to_everybody(ready: Cast, box: Mailbox) -> None:
    people(120)
    plan = a_campaign(ready, sending=Sending(10, (20, 80)))
    one = signed(ready, plan, key=7)
    first = waves.start_wave(ready.maya, 7, number=1, now=NOW)
    carry(NOW)
    with pytest.raises(Invalid, match="next wave"):
        waves.start_wave(ready.maya, 7, number=3, now=NOW)
    second = waves.start_wave(ready.maya, 7, number=2, now=NOW + HOUR)
    carry(NOW + HOUR)
    one_of, two_of = fates(first.key), fates(second.key)
    assert one_of.total() + two_of.total() == 120 and set(one_of) <= {"sent", "held_out"}
    assert 10 <= one_of["sent"] <= 40 and one_of["held_out"] + two_of["held_out"] in range(3, 26)
    to = [to for to, _ in box.raw]
    assert len(to) == len(set(to)) == one_of["sent"] + two_of["sent"]
    seen = waves.find_wave(ready.victor, second.key)
    assert (seen.number, seen.of, seen.share) == (2, 2, 80) and seen.handed == two_of["sent"]
    assert one.plan.sending is not None
    with pytest.raises(Refused):
        find_letters(ready.victor, first.key)
    assert len(find_letters(ready.maya, first.key)) == one_of.total()


def test_what_left_is_a_touch_that_the_policy_counts_and_the_first_hour_judges(ready: Cast) -> None:
    people(5)
    signed(ready, a_campaign(ready, sending=Sending()), key=7)
    waves.start_wave(ready.maya, 7, number=1, now=NOW)
    carry(NOW)
    sent = Fact.objects.filter(kind=int(FactKind.email_sent), source="accord")
    assert sent.count() == 5 and set(sent.values_list("campaign", flat=True)) == {"Leak season"}
    watch_sends(NOW + timedelta(minutes=2))
    assert Send.objects.get().campaign == "Leak season"
    signed(ready, a_campaign(ready, "Again"), key=8)
    wave = waves.start_wave(ready.maya, 8, number=1, now=NOW + HOUR)
    due = carry(NOW + HOUR)
    held = Addressee.objects.filter(wave=wave.key)
    # One mail in seven days: they wait until the day when it is allowed, and then they get it.
    assert {(row.fate, row.why) for row in held} == {("waiting", "person_cap")}
    assert all(row.clause.startswith("contact_policy.caps") and row.sentence for row in held)
    assert due is not None and due >= NOW + 6 * DAY
    carry(due + timedelta(seconds=1))
    assert fates(wave.key) == {"sent": 5}


def test_two_campaigns_racing_never_break_the_cap(ready: Cast, box: Mailbox) -> None:
    people(30)
    for number, name in ((7, "One"), (8, "Two")):
        signed(ready, a_campaign(ready, name), key=number)
        waves.start_wave(ready.maya, number, number=1, now=NOW)
    for minute in range(4):
        carry(NOW + minute * timedelta(minutes=1))
    assert len(box.raw) == 30 and len({to for to, _ in box.raw}) == 30
    leases = ContactLease.objects.filter(ended_at=None)
    assert leases.count() == 30


def test_reasons_are_named_and_leave_as_a_file(ready: Cast, box: Mailbox) -> None:
    people(4)
    box.answers = {
        "p0@c0.example": "550 5.1.1 <p0@c0.example>: nobody here", "p1@c1.example": "451 4.2.1 later",
        "p2@c2.example": "554 5.7.1 we do not want it",
    }  # fmt: skip
    signed(ready, a_campaign(ready), key=7)
    wave = waves.start_wave(ready.maya, 7, number=1, now=NOW)
    again = carry(NOW)
    assert fates(wave.key) == {"bounced": 1, "waiting": 1, "refused": 1, "sent": 1}
    assert Addressee.objects.get(fate="bounced").answer == "550 5.1.1"  # no address is kept with it
    assert again is not None and NOW < again <= NOW + HOUR
    box.answers = {}
    carry(again)
    assert fates(wave.key)["sent"] == 2
    signed(ready, a_campaign(ready, "After", now=NOW + 8 * DAY), key=8)
    after = waves.start_wave(ready.maya, 8, number=1, now=NOW + 8 * DAY)
    carry(NOW + 8 * DAY)
    row = Addressee.objects.get(wave=after.key, fate="excluded")
    assert row.why == Left.bounced_before  # a hard bounce suppresses at once
    text = waves.letters_file(ready.maya, after.key, ZoneInfo("UTC"))
    assert "bounced_before" in text and text.count("\n") == 5


def test_a_letter_of_which_nobody_knows_is_never_sent_again_by_itself(ready: Cast, box: Mailbox) -> None:
    people(2)
    box.drops = True
    signed(ready, a_campaign(ready), key=7)
    wave = waves.start_wave(ready.maya, 7, number=1, now=NOW)
    carry(NOW)
    assert fates(wave.key) == {"unknown": 2} and len(box.raw) == 2
    warned = [(one.code, one.level, one.rows) for one in check_waves()]
    assert warned == [("wave.unknown_letters", "warning", ("Leak season, wave 1: 2",))]
    box.drops = False
    carry(NOW + HOUR)
    assert len(box.raw) == 2
    one, two = Addressee.objects.order_by("pk")
    seen = waves.resolve_by_ids(
        ready.maya,
        wave.key,
        [f"<{one.message_id}@mail.accord.example>"],
        others_not_sent=True,
        now=NOW + 8 * DAY,
    )
    assert seen.people == {"sent": 1, "waiting": 1} and seen.state is WaveState.running
    carry(NOW + 8 * DAY)
    assert check_waves() == []
    assert fates(wave.key) == {"sent": 2} and [to for to, _ in box.raw].count("p1@c1.example") <= 2
    with pytest.raises(Invalid, match="known meanwhile"):
        waves.resolve_letter(ready.maya, wave.key, two.pk, sent=True, now=NOW + 8 * DAY)


def test_who_was_taken_for_dead_puts_nobody_off_whom_another_carrier_has_ready(
    ready: Cast, box: Mailbox
) -> None:
    people(4)
    signed(ready, a_campaign(ready), key=7)
    wave = Wave.objects.get(pk=waves.start_wave(ready.maya, 7, number=1, now=NOW).key)
    job = claim_job(NOW, kinds=(SEND_WAVE,))
    assert job is not None
    send_wave(job, lambda: NOW, work_for=-1)  # frozen, and none sent
    finish_job(job, NOW, NOW)
    dead, _ = begin(wave, 1, NOW)
    alive, _ = begin(wave, 2, NOW)
    first = take_next(alive, lambda box: None, NOW)
    assert first is not None and len(alive.ready) == 3
    assert take_next(dead, lambda box: None, NOW) is None
    assert not Addressee.objects.filter(due_at__gt=NOW).exists()
    carry(NOW)  # whoever was alive dies, too
    assert fates(wave.key) == {"sent": 3, "unknown": 1}


def test_paused_stopped_and_signed_again(ready: Cast, box: Mailbox) -> None:
    people(6)
    signed(ready, a_campaign(ready), key=7)
    wave = waves.start_wave(ready.maya, 7, number=1, now=NOW)
    waves.pause_wave(ready.maya, wave.key, "a typo", now=NOW)
    carry(NOW)
    assert not box.raw and Wave.objects.get().why == "a typo"
    assert check_waves() == []  # somebody holds it: they know
    waves.resume_wave(ready.maya, wave.key, now=NOW)
    with pytest.raises(Invalid, match="reason"):
        waves.stop_wave(ready.maya, wave.key, " ", now=NOW)
    for who in (ready.victor, ready.iris):
        with pytest.raises(Refused):
            waves.pause_wave(who, wave.key, now=NOW)
    carry(NOW)
    assert len(box.raw) == 6


def test_a_halt_holds_the_wave_once_and_who_lets_it_go_on_is_not_held_again(
    ready: Cast, box: Mailbox
) -> None:
    pulse = "pulse: {halts_alone: [bounce 3 %], too_small_under: 10}\n"
    sign(AGREEMENT + POLICY + pulse, NOW - 20 * DAY)
    people(60)
    box.answers = {f"p{n}@c{n}.example": "550 5.1.1" for n in range(0, 60, 3)}
    keep_pace(ready.olga, Pace(30, 0))
    signed(ready, a_campaign(ready), key=7)
    wave = waves.start_wave(ready.maya, 7, number=1, now=NOW)
    carry(NOW)
    watch_sends(NOW + timedelta(seconds=61))
    assert Wave.objects.get().why == "the first hour says halt: bounce"
    (warned,) = check_waves()
    assert (warned.code, warned.level) == ("wave.held", "warning")
    assert warned.rows == ("Leak season, wave 1 (the first hour says halt: bounce)",)
    carry(NOW + timedelta(seconds=62))
    assert Addressee.objects.filter(fate="waiting").count() == 30
    waves.resume_wave(ready.maya, wave.key, now=NOW + timedelta(seconds=70))
    watch_sends(NOW + timedelta(seconds=122))
    assert Wave.objects.get().state == WaveState.running
    carry(NOW + timedelta(seconds=123))
    assert Addressee.objects.filter(fate="waiting").count() == 0


def test_after_a_restore_no_wave_goes_on_by_itself(ready: Cast, box: Mailbox) -> None:
    people(2)
    signed(ready, a_campaign(ready), key=7)
    waves.start_wave(ready.maya, 7, number=1, now=NOW)
    hold_outbox("olga", "a restore", NOW)
    carry(NOW)
    assert not box.raw, "nothing leaves while a restore holds what is sent"
    release(ready.olga, drop=False, now=NOW)
    assert Wave.objects.get().state == WaveState.paused and Wave.objects.get().why == AFTER_RESTORE
    carry(NOW + timedelta(minutes=1))
    assert not box.raw


def test_nothing_that_was_not_signed_is_ever_sent(ready: Cast, box: Mailbox) -> None:
    """Random edits, answers, cancellations and pulls between rounds: a letter's words were signed when it left."""
    people(40)
    drawn = random.Random(5)
    keep_pace(ready.olga, Pace(3, 0))  # a few letters a round, so that edits fall between them
    plan = a_campaign(ready)
    one = signed(ready, plan, key=7)
    wave = waves.start_wave(ready.maya, 7, number=1, now=NOW)
    at, handed = NOW, 0
    for round_ in range(60):
        at += timedelta(minutes=1)
        before = len(box.raw)
        stands = one.hash == Wave.objects.get().hash and one.standing == "signed" and not one.cancelled_at
        carry(at)
        if not stands:
            assert len(box.raw) == before, f"round {round_}: unsigned words left"
        handed += len(box.raw) - before
        what = drawn.randrange(5)
        if what == 0:
            words = drawn.choice(["A leak, {first_name|you}", "Another leak"])
            arms = (replace(plan.arms[0], subject=words),)
            if not one.cancelled_at:
                changed = replace(one.plan, arms=arms)
                one = change_campaign(ready.maya, 7, changed, version=one.version, now=at)
        elif what == 1:
            one = cancel_campaign(ready.maya, 7, "wait", cancelled=not one.cancelled_at, now=at)
        elif what == 2 and not one.cancelled_at:
            with contextlib.suppress(Invalid, Refused):
                one = answer_campaign(
                    ready.sam,
                    7,
                    drawn.choice([SignAnswer.signed, SignAnswer.refused]),
                    text_hash=one.hash,
                    reason="so",
                    now=at,
                )
        else:
            with contextlib.suppress(Invalid, Refused):
                waves.resume_wave(ready.maya, wave.key, now=at)
    assert all(str(letter["Subject"]).startswith("A leak, ") for letter in box.came)
    assert 3 < handed <= 40
