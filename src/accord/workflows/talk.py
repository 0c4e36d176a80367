"""Talk about what is really there: a number that the board has, a clause that the agreement has."""

from datetime import datetime

from django.db import transaction

from accord.agreement.nodes import Mapping
from accord.agreement.places import find_place
from accord.agreement.text import read_text
from accord.alignment.talk import say as words
from accord.alignment.talk.models import Remark
from accord.alignment.talk.say import Said
from accord.alignment.talk.subjects import About, get_subject, no_such_subject
from accord.reporting import dashboard
from accord.reporting.desk.answers import REQUEST
from accord.teams.agreements import current_text
from accord.vocabulary.people import Viewer
from accord.workflows.answer_clocks import ask_for_answer


def say(
    by: Viewer, about: str, text: str, *, question: bool = False, answers: int = 0, now: datetime
) -> Said:
    """Say it beside its subject and tell whoever it mentions. Raises as `alignment.talk.say.say`."""
    _check_there(by, about, now)
    with transaction.atomic():
        said = words.say(by, about, text, question=question, answers=answers, now=now)
        if question and about.startswith(f"{About.lead}:"):
            ask_for_answer(REQUEST, said.key, now)
        return said


def change(by: Viewer, key: int, text: str, *, now: datetime) -> None:
    """Change one's own words within an hour."""
    with transaction.atomic():
        words.change(by, key, text, now=now)


def remove(by: Viewer, key: int, *, now: datetime) -> None:
    """Remove one's own words within an hour; operations at any time."""
    with transaction.atomic():
        asked = Remark.objects.filter(key=key).values_list("answers", flat=True).first()
        words.remove(by, key, now=now)
        if asked:
            ask_for_answer(REQUEST, asked, now)


def _check_there(by: Viewer, about: str, now: datetime) -> None:
    subject = get_subject(by, about)
    name = about.partition(":")[2]
    if subject.kind is About.number:
        made = dashboard.board(by, now=now)
        if name not in {number.name for number in made.numbers()}:
            raise no_such_subject()
    if subject.kind is About.clause and not _has_clause(name, now):
        raise no_such_subject()


def _has_clause(path: str, now: datetime) -> bool:
    """Whether the agreement that everything is read under has this clause."""
    found = current_text(now)
    root = read_text(found[0])[0] if found else None
    place = find_place(root, path) if isinstance(root, Mapping) else None
    return place is not None and place.node is not None
