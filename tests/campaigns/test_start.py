"""May this start, and if not why: over every short history of answers, against a slow reading of the same words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from accord.campaigns import start as starting
from accord.campaigns.shapes import AnswerGiven, Arm, Plan
from accord.campaigns.signed_part import changes_between, hash_of, text_of
from accord.campaigns.start import Signatures, decide_start, signatures_of
from accord.campaigns.stood import Version, stood_between
from accord.vocabulary.campaigns import Bar, SignAnswer

START = datetime(2027, 3, 1, 9, tzinfo=UTC)
END = START + timedelta(days=10)
PLAN = Plan("Spring", "e-mail", START, END, segment="industry in [water]", called=("spring",),
            arms=(Arm("a", 50, "Hello", "Text"), Arm("b", 50, "Hi", "Text")), channels=("email",))  # fmt: skip
SAYS = tuple(
    (text_hash, answer, team, emergency, actor)
    for text_hash in ("now", "before")
    for answer in SignAnswer
    for team, emergency, actor in (
        ("sales", False, "user:1"),
        ("sales", True, "user:1"),
        ("marketing", True, "user:1"),
        ("marketing", True, "user:2"),
        ("marketing", False, "user:2"),
    )
)


def given(*said: tuple[str, SignAnswer, str, bool, str]) -> tuple[AnswerGiven, ...]:
    """Answers in this order, an hour apart, all before the start."""
    return tuple(
        AnswerGiven(h, answer, team, emergency, actor, "", "", START - timedelta(hours=24 - at))
        for at, (h, answer, team, emergency, actor) in enumerate(said)
    )


def slowly_signed(answers: tuple[AnswerGiven, ...]) -> bool:
    """The promise as it is written: after the last refusal of what stands, an approver, or one of each side."""
    own = [one for one in answers if one.hash == "now"]
    since = max((at for at, one in enumerate(own) if one.answer is SignAnswer.refused), default=-1)
    rest = own[since + 1 :]
    if any(one.team == "sales" and not one.emergency for one in rest):
        return True
    last = {one.team: one.actor for one in rest if one.emergency}
    return len(last) == 2 and len(set(last.values())) == 2


def asked(answers: tuple[AnswerGiven, ...], **more: object) -> tuple[Bar, ...]:
    """The bars at the start of an otherwise fine campaign."""
    values = {
        "text_hash": "now", "sending": "now", "answers": answers, "starts_at": START, "ends_at": END,
        "cancelled": False, "agreed": True, "now": START, **more,
    }  # fmt: skip
    return decide_start(**values).bars  # type: ignore[arg-type]


def test_every_history_of_up_to_three_answers_starts_only_when_it_is_signed() -> None:
    started = 0
    for length in range(4):
        for said in product(SAYS, repeat=length):
            answers = given(*said)
            bars = asked(answers)
            assert (not bars) == slowly_signed(answers), said
            started += not bars
    assert started > 500  # and not because nothing ever starts


def test_each_bar_alone_stops_it() -> None:
    fine = given(("now", SignAnswer.signed, "sales", False, "user:1"))
    assert asked(fine) == ()
    assert asked(fine, agreed=False) == (Bar.no_agreement,)
    assert asked(fine, cancelled=True) == (Bar.cancelled,)
    assert asked(fine, sending="else") == (Bar.other_content,)
    assert asked(fine, now=START - timedelta(microseconds=1)) == (Bar.early,)
    assert asked(fine, now=END) == (Bar.over,)
    assert asked(fine, text_hash="else", sending="else") == (Bar.changed,)
    assert asked(()) == (Bar.unsigned,)
    assert asked(given(("now", SignAnswer.refused, "sales", False, "user:1"))) == (Bar.refused,)
    one = ("now", SignAnswer.signed, "sales", True, "user:1")
    assert asked(given(one)) == (Bar.one_signature,)
    assert asked(given(one, ("now", SignAnswer.signed, "marketing", True, "user:1"))) == (Bar.same_person,)
    assert asked(given(one, ("now", SignAnswer.signed, "marketing", True, "user:2"))) == ()


def test_a_mutant_of_each_guard_is_caught() -> None:
    """Without a guard the exhaustive test above fails: here each guard is taken away once."""
    patch = pytest.MonkeyPatch()
    mutants = {
        "one side is enough": lambda self: bool(self.approved_by or self.sales or self.marketing),
        "one person for both": lambda self: bool(self.approved_by) or bool(self.sales and self.marketing),
        "anything stands": lambda self: True,
    }
    for name, stands in mutants.items():
        with patch.context() as one:
            one.setattr(Signatures, "stands", property(stands))
            assert any(
                (not asked(given(*said))) != slowly_signed(given(*said))
                for length in range(3)
                for said in product(SAYS, repeat=length)
            ), name
    real = starting.signatures_of
    forgetful = {
        "any hash counts": lambda h, answers: real("now", [replace(one, hash="now") for one in answers]),
        "a refusal is not heard": lambda h, answers: real(
            h, [one for one in answers if one.answer is SignAnswer.signed]
        ),
    }
    for name, mutant in forgetful.items():
        with patch.context() as one:
            one.setattr(starting, "signatures_of", mutant)
            assert any(
                (not asked(given(*said))) != slowly_signed(given(*said))
                for length in range(3)
                for said in product(SAYS, repeat=length)
            ), name


def test_whatever_reaches_a_mailbox_is_in_the_hash_and_nothing_else() -> None:
    whole = hash_of(text_of(PLAN))
    arm = PLAN.arms[0]
    reach = [
        replace(PLAN, segment="industry in [food]"), replace(PLAN, called=("spring", "autumn")),
        replace(PLAN, kind="event"), replace(PLAN, channels=("post",)),
        replace(PLAN, starts_at=START + timedelta(minutes=1)), replace(PLAN, ends_at=END + timedelta(minutes=1)),
        *(
            replace(PLAN, arms=(replace(arm, **{field: value}), PLAN.arms[1]))
            for field, value in (("name", "z"), ("percent", 49), ("subject", "z"), ("body", "z"),
                                 ("link", "https://z.example"), ("asset", "z"))
        ),
        replace(PLAN, arms=PLAN.arms[::-1]),
    ]  # fmt: skip
    assert len({whole, *(hash_of(text_of(each)) for each in reach)}) == len(reach) + 1
    same = [
        replace(PLAN, name="Other"), replace(PLAN, goal="x"), replace(PLAN, budget=1), replace(PLAN, sales_owner=3),
        replace(PLAN, checked=("x",)), replace(PLAN, target_share=0.1),
        replace(PLAN, segment="  industry in   [water] "),
        replace(PLAN, starts_at=START.astimezone(ZoneInfo("Asia/Tokyo"))),
    ]  # fmt: skip
    assert {hash_of(text_of(each)) for each in same} == {whole}
    changed = changes_between(text_of(PLAN), text_of(reach[8]))
    assert [(one.where, one.signed, one.now) for one in changed] == [("arms.1.subject", "Hello", "z")]
    assert changes_between(text_of(PLAN), text_of(same[0])) == ()


def test_what_is_covered_is_what_was_signed_at_that_instant() -> None:
    texts = {name: text_of(replace(PLAN, called=(name,))) for name in ("a", "b")}
    since = START - timedelta(days=3)
    versions = [
        Version(since, "a", texts["a"]),
        Version(START + timedelta(days=2), "b", texts["b"]),
        Version(START + timedelta(days=4), "a", texts["a"]),
        Version(START + timedelta(days=6), "", ""),
    ]
    answers = [
        AnswerGiven("a", SignAnswer.signed, "sales", False, "user:1", "", "", START + timedelta(days=1)),
        AnswerGiven("a", SignAnswer.refused, "sales", False, "user:1", "", "", START + timedelta(days=5)),
    ]
    spans = stood_between(versions[::-1], answers[::-1])
    days = [((one.since - START).days, (one.until - START).days, one.called) for one in spans]
    assert days == [(1, 2, ("a",)), (4, 5, ("a",))]
    early = [AnswerGiven("a", SignAnswer.signed, "sales", False, "user:1", "", "", since)]
    first = stood_between(versions[:1], early)
    assert [(one.since, one.until) for one in first] == [(START, END)]  # not before its signed start
    assert signatures_of("a", early).stands and not signatures_of("b", early).stands
