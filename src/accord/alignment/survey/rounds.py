"""Open and close a round, and answer it once. That someone has answered is kept; what they answered is not theirs.

An answer stands under the digest of a receipt that its giver alone holds: with it they may change it until the round
is closed. Whenever one is given, all answers of the round are written anew in a drawn order, and the whole roll with
them, so that neither the order of rows nor the database's own marks of a transaction join the two. A side that would
point at somebody (fewer asked, or fewer answers, than the smallest group) is not kept, and the roll goes with the end.
"""

import hashlib
import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import BooleanField, Case, F, Value, When

from accord.agreement.cycle import find_cycle
from accord.agreement.shape.measure import PeopleData
from accord.alignment.survey.figures import SIDES, Answer
from accord.alignment.survey.models import SurveyAnswer, SurveyRoll, SurveyRound
from accord.ledger.acts import record_act
from accord.ledger.jobs import enqueue_job
from accord.teams.agreements import Current, current
from accord.teams.models import User
from accord.teams.notices import notify
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Role, Viewer

CLOSE = "close_survey"
_RECEIPT = re.compile(r"[A-Za-z0-9_-]{20,80}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and the clause that measures the same."""

    id: str
    ask: str
    measured_by: str


@dataclass(frozen=True, slots=True)
class Round:
    """One round. `asked` and `answered` count people of both teams together."""

    cycle: str
    questions: tuple[Question, ...]
    smallest: int
    opened_at: datetime
    closes_at: datetime | None
    closed: bool
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Mine:
    """What the record says of one person in a round: asked, and answered or not."""

    asked: bool
    answered: bool


def open_round(by: Viewer, *, now: datetime, reason: str = "") -> Round:
    """Open the round of the cycle and tell everyone asked; one that was opened before is given back.

    Raises `Refused` without the right, without a signed agreement or questions in it, and once the cycle is over.
    """
    require(by, Right.run_meetings)
    agreement = current(now)
    if agreement is None or not agreement.signed:
        raise Refused("survey.unsigned", "nobody is asked under an unsigned agreement", "sign it first")
    if not agreement.document.survey:
        raise Refused("survey.no_questions", "the agreement asks nothing", "add the clause survey")
    cycle = agreement.document.agreement.cycle or agreement.title
    closes_at = _end_of(agreement)
    if closes_at is not None and now >= closes_at:
        raise Refused("survey.over", f"the cycle {cycle} is over", "sign the agreement of the next one")
    with transaction.atomic():
        row, new = SurveyRound.objects.get_or_create(
            cycle=cycle[:40],
            defaults={
                "agreement_hash": agreement.hash,
                "questions": [
                    {"id": str(q.id), "ask": q.ask, "measured_by": q.measured_by}
                    for q in agreement.document.survey
                ],
                "smallest": (agreement.document.people_data or PeopleData()).smallest_group,
                "opened_at": now,
                "opened_by": by.actor,
                "closes_at": closes_at,
            },
        )
        if new:
            _call(row, by, reason, now)
    return _round(row, now)


def close_round(by: Viewer, cycle: str, *, now: datetime) -> Round:
    """Close a round: nothing changes any more, and its figures are shown. Closing twice changes nothing."""
    require(by, Right.run_meetings)
    with transaction.atomic():
        row = SurveyRound.objects.select_for_update().filter(cycle=cycle).first()
        if row is None:
            raise NotFound("survey.no_round", f'there is no round of "{cycle}"', "look at the survey's page")
        if row.closed_at is None:
            _seal(row)
            row.closed_at, row.closed_by = now, by.actor
            row.save()
            record_act(
                key=f"survey_closed:{row.cycle}", kind="survey_closed", actor=by.actor, now=now,
                agreement_hash=row.agreement_hash, payload={"cycle": row.cycle},
            )  # fmt: skip
    return _round(row, now)


def answer(by: Viewer, receipt: str, answers: Mapping[str, str], *, now: datetime) -> None:
    """Answer the open round, or change it with the same receipt. The same again changes nothing.

    Raises `Refused` for whoever is not asked, has answered with another receipt, or comes after the end; `Invalid`
    for answers to other questions or with other words.
    """
    require(by, Right.answer_survey)
    if not _RECEIPT.fullmatch(receipt):
        raise Invalid(
            "survey.receipt", "this is no receipt", "send 20 to 80 letters and digits, drawn at random"
        )
    with transaction.atomic():
        row = SurveyRound.objects.select_for_update().filter(closed_at=None).order_by("-opened_at").first()
        if row is None or not _is_open(row, now):
            raise Refused("survey.closed", "no round is open", "its figures are on the survey's page")
        said = _checked(row, answers)
        mine = SurveyRoll.objects.filter(round=row, user_id=by.user_id).first()
        if mine is None:
            raise Refused("survey.not_asked", "this round does not ask you", "it asks both teams")
        _put(row, mine, digest_of(row.pk, receipt), said)


def find_mine(by: Viewer, receipt: str, *, now: datetime) -> tuple[Round | None, Mine, dict[str, str]]:
    """The open round, whether this person is asked and has answered, and, with their receipt, what they said."""
    require(by, Right.answer_survey)
    row = _open_row(now)
    if row is None:
        return None, Mine(False, False), {}
    roll = SurveyRoll.objects.filter(round=row, user_id=by.user_id).first()
    given = (
        SurveyAnswer.objects.filter(digest=digest_of(row.pk, receipt), round=row).first() if receipt else None
    )
    return (
        _round(row, now),
        Mine(roll is not None, bool(roll and roll.answered)),
        dict(given.answers) if given else {},
    )


def find_rounds(viewer: Viewer, now: datetime) -> tuple[Round, ...]:
    """Every round, the newest first."""
    require(viewer, Right.see_board)
    return tuple(_round(row, now) for row in SurveyRound.objects.order_by("-opened_at", "-pk"))


def answers_of(cycle: str) -> list[tuple[str, dict[str, str]]]:
    """(side, answers) of a closed round, in no order that says anything; for figures, never shown."""
    rows = SurveyAnswer.objects.filter(round__cycle=cycle).order_by("digest")
    return list(rows.values_list("side", "answers"))


def digest_of(round_id: int, receipt: str) -> str:
    """What an answer is kept under."""
    return hashlib.sha256(f"survey:{round_id}:{receipt}".encode()).hexdigest()


def side_of(user: User) -> str:
    """Which team somebody answers for; empty for those who are of neither."""
    if user.role == Role.manager:
        return "marketing" if "marketing" in user.team.casefold() else "sales"
    return {Role.marketing.value: "marketing", Role.rep.value: "sales"}.get(user.role, "")


def _call(row: SurveyRound, by: Viewer, reason: str, now: datetime) -> None:
    asked = [(user.pk, side) for user in User.objects.filter(is_active=True) if (side := side_of(user))]
    SurveyRoll.objects.bulk_create([SurveyRoll(round=row, user_id=pk, side=side) for pk, side in asked])
    record_act(
        key=f"survey_opened:{row.cycle}", kind="survey_opened", actor=by.actor, now=now, reason=reason,
        agreement_hash=row.agreement_hash, payload={"cycle": row.cycle},
    )  # fmt: skip
    if row.closes_at is not None:
        enqueue_job(CLOSE, row.cycle, due_at=row.closes_at)
    people = [pk for pk, _ in asked]
    notify(NoticeKind.survey_open, "clause:survey", people, cause=f"survey_opened:{row.cycle}", now=now)


def _checked(row: SurveyRound, answers: Mapping[str, str]) -> dict[str, str]:
    known = {question["id"] for question in row.questions}
    said = {question: word for question, word in answers.items() if word}
    if not said or set(said) - known or set(said.values()) - {each.value for each in Answer}:
        words = ", ".join(each.value for each in Answer)
        raise Invalid(
            "survey.answers", "these are no answers to this round", f"answer one question or more: {words}"
        )
    return said


def _put(row: SurveyRound, mine: SurveyRoll, digest: str, said: dict[str, str]) -> None:
    rows = list(SurveyAnswer.objects.filter(round=row))
    before = next((each for each in rows if each.digest == digest), None)
    if (before is not None) != mine.answered or (before is not None and before.side not in ("", mine.side)):
        raise Refused(
            "survey.answered", "you have answered, or this receipt is another's",
            "change your answers in the browser you gave them with",
        )  # fmt: skip
    rows = [each for each in rows if each is not before]
    rows.append(SurveyAnswer(digest=digest, round=row, side=_kept_side(row, mine.side), answers=said))
    random.SystemRandom().shuffle(rows)
    SurveyAnswer.objects.filter(round=row).delete()
    SurveyAnswer.objects.bulk_create(rows)
    now_true = When(pk=mine.pk, then=Value(True))
    SurveyRoll.objects.filter(round=row).update(
        answered=Case(now_true, default=F("answered"), output_field=BooleanField())
    )


def _kept_side(row: SurveyRound, side: str) -> str:
    """The side an answer is kept under: none where one of the teams is smaller than the smallest group."""
    roll = SurveyRoll.objects.filter(round=row).values_list("side", flat=True)
    counts = Counter(roll)
    return side if all(counts[each] >= row.smallest for each in SIDES) else ""


def _seal(row: SurveyRound) -> None:
    """What joins people and answers goes: the roll, and sides of which too few have answered."""
    roll, answers = SurveyRoll.objects.filter(round=row), SurveyAnswer.objects.filter(round=row)
    row.asked, row.answered = roll.count(), roll.filter(answered=True).count()
    counts = Counter(answers.values_list("side", flat=True))
    if any(counts[each] < row.smallest for each in SIDES):
        answers.update(side="")
    roll.delete()


def _open_row(now: datetime) -> SurveyRound | None:
    row = SurveyRound.objects.filter(closed_at=None).order_by("-opened_at").first()
    return row if row is not None and _is_open(row, now) else None


def _is_open(row: SurveyRound, now: datetime) -> bool:
    return row.closed_at is None and (row.closes_at is None or now < row.closes_at)


def _round(row: SurveyRound, now: datetime) -> Round:
    roll, sealed = SurveyRoll.objects.filter(round=row), row.closed_at is not None
    return Round(
        cycle=row.cycle,
        questions=tuple(Question(**question) for question in row.questions),
        smallest=row.smallest,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        closed=not _is_open(row, now),
        asked=row.asked if sealed else roll.count(),
        answered=row.answered if sealed else roll.filter(answered=True).count(),
    )


def _end_of(agreement: Current) -> datetime | None:
    span = find_cycle(agreement.document.agreement.cycle)
    reporting = agreement.document.reporting
    return (
        datetime.combine(span[1], time(), ZoneInfo(reporting.zone if reporting else "UTC")) if span else None
    )
