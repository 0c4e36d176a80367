"""What was said beside a subject, in order, answers under their questions; and the questions that are open."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accord.alignment.talk.models import Remark
from accord.alignment.talk.say import CHANGE_WITHIN
from accord.alignment.talk.subjects import About, Subject, find_subjects, get_subject, keys_beside
from accord.teams.notices import find_actor_names
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class RemarkView:
    """One remark as its reader sees it; `text` is empty where it was removed."""

    key: int
    about: str
    by: str
    text: str
    question: bool
    said_at: datetime
    edited_at: datetime | None
    removed: bool
    open: bool
    may_change: bool
    may_remove: bool
    answers: tuple["RemarkView", ...] = ()
    subject: str = ""
    day: date | None = None  # of a promise that is due


def find_talk(viewer: Viewer, about: str, now: datetime) -> tuple[RemarkView, ...]:
    """What was said about a subject, oldest first; about a person, under any of their leads and records.

    Raises `NotFound` for a subject that is none or not for this viewer.
    """
    subject = get_subject(viewer, about)
    rows = list(_beside(subject).order_by("-said_at", "-key")[:LONGEST_LIST])[::-1]
    return _threads(viewer, rows, now)


def find_talks(viewer: Viewer, abouts: Iterable[str], now: datetime) -> dict[str, tuple[RemarkView, ...]]:
    """What was said about each of these subjects, in two queries; those that nobody spoke of are absent.

    For subjects that are no person: what is said of a person stands under many of their records.
    """
    seen = find_subjects(viewer, abouts)
    found: dict[str, tuple[RemarkView, ...]] = {}
    for one in _threads(
        viewer, Remark.objects.filter(about__in=sorted(seen)).order_by("said_at", "key"), now
    ):
        found[one.about] = (*found.get(one.about, ()), one)
    return found


def find_questions(viewer: Viewer, now: datetime, *, open_only: bool = True) -> tuple[RemarkView, ...]:
    """Questions about numbers that this viewer sees, the newest first, with their answers."""
    rows = Remark.objects.filter(question=True, removed_at=None, about__startswith=f"{About.number}:")
    if open_only:
        rows = rows.filter(answered_at=None)
    asked = list(rows.order_by("-said_at", "-key")[:LONGEST_LIST])
    seen = find_subjects(viewer, (row.about for row in asked))
    asked = [row for row in asked if row.about in seen]
    answers = Remark.objects.filter(answers__in=[row.key for row in asked]).order_by("said_at", "key")
    found = _threads(viewer, [*asked, *answers], now)
    return tuple(replace(one, subject=seen[one.about].name) for one in found if one.question)


def count_talk(viewer: Viewer, about: str) -> int:
    """How much was said about a subject and still stands."""
    return _beside(get_subject(viewer, about)).filter(removed_at=None).count()


def _beside(subject: Subject) -> QuerySet[Remark]:
    keys = keys_beside(subject)
    return Remark.objects.filter(
        Q(about=subject.about) | Q(subject__in=keys) if keys else Q(about=subject.about)
    )


def _threads(viewer: Viewer, rows: Iterable[Remark], now: datetime) -> tuple[RemarkView, ...]:
    """Answers under their questions, in their order; a removed remark shows only where answers stand under it."""
    rows = list(rows)
    names = find_actor_names(row.actor for row in rows)
    under: dict[int, list[RemarkView]] = {}
    for row in rows:
        if row.answers and row.removed_at is None:
            under.setdefault(row.answers, []).append(_view(viewer, row, names, now))
    return tuple(
        replace(_view(viewer, row, names, now), answers=tuple(under.get(row.key, ())))
        for row in rows
        if not row.answers and (row.removed_at is None or row.key in under)
    )


def _view(viewer: Viewer, row: Remark, names: dict[str, str], now: datetime) -> RemarkView:
    own = row.actor == viewer.actor and row.removed_at is None and now - row.said_at <= CHANGE_WITHIN
    return RemarkView(
        key=row.key,
        about=row.about,
        by=names.get(row.actor, ""),
        text=row.text,
        question=row.question,
        said_at=row.said_at,
        edited_at=row.edited_at,
        removed=row.removed_at is not None,
        open=row.question and row.answered_at is None and row.removed_at is None,
        may_change=own,
        day=row.day,
        may_remove=row.removed_at is None and (own or may(viewer, Right.manage_people)),
    )
