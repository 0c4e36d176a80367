"""Talk about what is really there: a number that the board has, a clause that the agreement has."""

from datetime import date, datetime

from django.db import transaction

from accord.agreement.dated import FARTHEST, Dated, Runs, find_dated
from accord.alignment.talk import say as words
from accord.alignment.talk.models import Remark
from accord.alignment.talk.read import RemarkView, find_talk
from accord.alignment.talk.say import Said
from accord.alignment.talk.subjects import About, get_subject, no_such_subject
from accord.handoffs.find import visible_handoffs
from accord.reporting import dashboard
from accord.reporting.desk.answers import PROMISED, REQUEST
from accord.teams.agreements import current, has_clause, in_force
from accord.teams.rights import Right, may
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.people import Role, Viewer
from accord.workflows.answer_clocks import ask_for_answer


def say(
    by: Viewer,
    about: str,
    text: str,
    *,
    question: bool = False,
    answers: int = 0,
    day: date | None = None,
    now: datetime,
) -> Said:
    """Say it beside its subject and tell whoever it mentions. Raises as `alignment.talk.say.say`.

    A question on a clause starts the clock of what it promises: `Invalid` for a clause or a day that has none,
    `Refused` before the agreement is signed.
    """
    about = _by_its_person(by, about)
    _check_there(by, about, now)
    dated = get_dated(about, day, now) if question and about.startswith(f"{About.clause}:") else None
    with transaction.atomic():
        said = words.say(
            by, about, text, question=question, answers=answers, day=day if dated else None, now=now
        )
        if dated is not None:
            if dated.runs is Runs.until_day and by.role is Role.marketing:
                Remark.objects.filter(key=said.key).update(answered_at=now)  # it is the notice
            ask_for_answer(PROMISED, said.key, now)
        elif question and about.startswith(f"{About.lead}:"):
            ask_for_answer(REQUEST, said.key, now)
        return said


def listen(viewer: Viewer, about: str, now: datetime) -> tuple[RemarkView, ...]:
    """What was said about a subject, named as its page names it. Raises `NotFound` as `find_talk`."""
    return find_talk(viewer, _by_its_person(viewer, about), now)


def _by_its_person(by: Viewer, about: str) -> str:
    """A lead named as its page and the list of leads do, as talk keeps it: by the key of its person."""
    kind, _, number = about.partition(":")
    known = number.isascii() and number.isdigit() and len(number) < 20
    if kind != About.lead or not known or not may(by, Right.see_contacts):
        return about
    subject = visible_handoffs(by).filter(key=int(number)).values_list("subject", flat=True).first()
    return f"{kind}:{subject}" if subject else about


def find_dated_here(about: str, now: datetime) -> Dated | None:
    """The promise that a subject is, where it has a clock that people start and a signed agreement runs it."""
    kind, _, path = about.partition(":")
    standing = current(now) if kind == About.clause else None
    return find_dated(standing.document).get(path) if standing and standing.signed else None


def dated_clauses(now: datetime) -> frozenset[str]:
    """The promises whose clock people start, by their paths; none before both teams have signed."""
    standing = current(now)
    return frozenset(find_dated(standing.document)) if standing and standing.signed else frozenset()


def get_dated(about: str, day: date | None, now: datetime) -> Dated:
    """The promise whose clock a question starts. Raises `Refused` without a signature, `Invalid` for none of them."""
    if in_force(now) is None:
        raise Refused(
            "talk.unsigned", "a promise has a clock once both teams have signed", "say it as a remark"
        )
    dated = find_dated_here(about, now)
    if dated is None:
        raise Invalid(
            "talk.no_clock",
            "people start no clock of this clause",
            "say it as a remark; docs/handoffs.md lists them",
        )
    if dated.needs_day and day is None:
        raise Invalid(
            "talk.no_day",
            "its time needs a day: the event's, or the campaign's start",
            "write it as 2027-03-19",
        )
    if day is not None and abs(day - now.date()) > FARTHEST:
        raise Invalid("talk.far_day", "that day is more than a year away", "say it when it is nearer")
    return dated


def change(by: Viewer, key: int, text: str, *, now: datetime) -> None:
    """Change one's own words within an hour."""
    with transaction.atomic():
        words.change(by, key, text, now=now)


def remove(by: Viewer, key: int, *, now: datetime) -> None:
    """Remove one's own words within an hour; operations at any time."""
    with transaction.atomic():
        answered = Remark.objects.filter(key=key).values_list("answers", "subject").first()
        words.remove(by, key, now=now)
        if answered and answered[0]:
            ask_for_answer(REQUEST if answered[1] else PROMISED, answered[0], now)


def _check_there(by: Viewer, about: str, now: datetime) -> None:
    subject = get_subject(by, about)
    name = about.partition(":")[2]
    if subject.kind is About.number:
        made = dashboard.board(by, now=now)
        if name not in {number.name for number in made.numbers()}:
            raise no_such_subject()
    if subject.kind is About.clause and not has_clause(name, now):
        raise no_such_subject()
