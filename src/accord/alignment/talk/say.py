"""Say something beside a subject, change or remove it within a while; whoever sees the subject may."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accord.alignment.talk.models import Remark
from accord.alignment.talk.subjects import About, Subject, find_subjects, get_subject
from accord.ledger.keys import draw_key
from accord.teams.models import User
from accord.teams.notices import find_members, find_of_team, find_users, notify, take_back
from accord.teams.people import viewer_of
from accord.teams.rights import Right, may
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Role, Viewer

CHANGE_WITHIN = timedelta(hours=1)
LONGEST = 4_000  # characters
_MOST_MENTIONS = 20


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: its key, and whom of those mentioned it could not reach, by the words that named them."""

    key: int
    unreached: tuple[str, ...] = ()


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
    """Say it, as a remark, a question on a number, a request on a lead, or an answer; tell whoever it mentions.

    A question on a clause says that what it promises is due; `day` is the one that its time runs from or up to.
    Raises `NotFound` for a subject that is none or not for this person, `Invalid` for an empty or too long text,
    `Refused` for a program. Expects a transaction.
    """
    if by.role is Role.integration:
        raise Refused("talk.no_person", "only people talk here", "sign in as a person")
    subject = get_subject(by, about)
    text = _checked(text)
    if question and subject.kind not in (About.number, About.lead, About.clause):
        raise Invalid(
            "talk.no_question", "why is asked of a number, help of marketing on a lead", "say it as a remark"
        )
    asked = _question(subject, answers) if answers else None
    mentioned, unclear = find_mentioned(text)
    reached = _who_sees(about, mentioned)
    row = Remark.objects.create(
        key=draw_key(),
        about=about,
        subject=subject.key,
        answers=asked.key if asked else 0,
        actor=by.actor,
        text=text,
        question=question,
        mentions=sorted(reached),
        day=day if question else None,
        said_at=now,
    )
    if asked is not None and _answers_it(by, asked):
        Remark.objects.filter(key=asked.key, answered_at=None).update(answered_at=now)
    _tell(by, row, asked, reached, now)
    names = dict(User.objects.filter(pk__in=mentioned - reached).values_list("pk", "name"))
    return Said(row.key, (*unclear, *names.values()))


def change(by: Viewer, key: int, text: str, *, now: datetime) -> None:
    """Change one's own words within `CHANGE_WITHIN`; whoever is mentioned anew is told. Expects a transaction.

    Raises `NotFound`, `Refused` for another's or too late, `Invalid`.
    """
    row = _own(by, key, now)
    text = _checked(text)
    mentioned, _ = find_mentioned(text)
    reached = _who_sees(row.about, mentioned)
    Remark.objects.filter(key=key).update(text=text, edited_at=now, mentions=sorted(reached))
    fresh = reached - set(row.mentions)
    notify(NoticeKind.mention, row.about, fresh, cause=f"said:{key}", now=now, by=by)


def remove(by: Viewer, key: int, *, now: datetime) -> None:
    """Remove one's own words within `CHANGE_WITHIN`; operations at any time. What was not told yet never is.

    Raises as `change`. A question whose only answer goes is open again. Expects a transaction.
    """
    row = _find(by, key) if may(by, Right.manage_people) else _own(by, key, now)
    Remark.objects.filter(key=key).update(text="", removed_at=now, mentions=[])
    if row.answers and not Remark.objects.filter(answers=row.answers, removed_at=None).exists():
        Remark.objects.filter(key=row.answers).update(answered_at=None)
    take_back(f"said:{key}", now=now)


def find_mentioned(text: str) -> tuple[frozenset[int], tuple[str, ...]]:
    """Whom a text mentions as `@Rita Jones`, `@rita` or `@rita@company.example`; and names that two people bear.

    The longest name that fits wins. A first name alone is nobody's unless their address begins so.
    """
    called: dict[str, set[int]] = {}
    for pk, name, email in find_members().values_list("pk", "name", "email"):
        for word in (name.strip(), email, email.partition("@")[0]):
            if word:
                called.setdefault(word.casefold(), set()).add(pk)
    if "@" not in text or not called:
        return frozenset(), ()
    longest = sorted(called, key=len, reverse=True)
    pattern = r"(?<![\w.])@(" + "|".join(map(re.escape, longest)) + r")(?![\w@]|[.-]\w)"
    words = [found.casefold() for found in re.findall(pattern, text, flags=re.IGNORECASE)]
    words = list(dict.fromkeys(words))[:_MOST_MENTIONS]
    meant = frozenset(pk for word in words if len(called[word]) == 1 for pk in called[word])
    return meant, tuple(word for word in words if len(called[word]) > 1)


def _tell(by: Viewer, row: Remark, asked: Remark | None, reached: frozenset[int], now: datetime) -> None:
    cause = f"said:{row.key}"
    if asked is not None:
        asker = find_users([asked.actor])
        notify(NoticeKind.answer, row.about, asker, cause=cause, now=now, by=by)
    notify(NoticeKind.mention, row.about, reached, cause=cause, now=now, by=by)
    if row.question:
        whom = find_of_team("marketing") if row.subject else keepers(owing(row.about)) or _leaders()
        notify(NoticeKind.question, row.about, whom, cause=cause, now=now, by=by)


def _answers_it(by: Viewer, asked: Remark) -> bool:
    """A question on a number is anybody's to answer; a request on a lead is marketing's; a promise is its team's."""
    return by.role in answering("marketing" if asked.subject else owing(asked.about))


def owing(about: str) -> str:
    """The team whose promise a subject is: marketing, sales; empty for what is none."""
    kind, _, path = about.partition(":")
    return path.partition("_promises.")[0] if kind == About.clause and "_promises." in path else ""


def answering(team: str) -> frozenset[Role]:
    """The roles whose word keeps a promise of a team; all of them for what is nobody's promise."""
    return _ANSWERING.get(team, frozenset(Role))


def keepers(team: str) -> list[int]:
    """Whom a promise of a team is told to: all of marketing, the leaders of sales."""
    if team == "sales":
        return list(find_members().filter(role=Role.manager.value).values_list("pk", flat=True))
    return find_of_team(team)


_ANSWERING = {
    "marketing": frozenset({Role.marketing, Role.ops}),
    "sales": frozenset({Role.rep, Role.manager, Role.ops}),
}


def _leaders() -> list[int]:
    """Who answers for numbers: the managers, and whoever holds a position that the agreement can name."""
    rows = find_members().values_list("pk", "role", "position")
    return [pk for pk, role, position in rows if role == Role.manager or position]


def _who_sees(about: str, users: Collection[int]) -> frozenset[int]:
    """Those of these users who see the subject: nobody is told of what they may not open."""
    people = User.objects.filter(pk__in=users)
    return frozenset(user.pk for user in people if about in find_subjects(viewer_of(user), [about]))


def _question(subject: Subject, key: int) -> Remark:
    row = Remark.objects.filter(key=key, about=subject.about, question=True, removed_at=None).first()
    if row is None:
        raise NotFound("talk.no_question_here", "there is no such question here", "look at the number's page")
    return row


def _find(by: Viewer, key: int) -> Remark:
    row = Remark.objects.filter(key=key, removed_at=None).first()
    if row is None or row.about not in find_subjects(by, [row.about]):
        raise NotFound("talk.unknown", "there is no such remark", "look at the page it stood on")
    return row


def _own(by: Viewer, key: int, now: datetime) -> Remark:
    row = _find(by, key)
    if row.actor != by.actor:
        raise Refused("talk.not_yours", "somebody else said this", "answer beside it")
    if now - row.said_at > CHANGE_WITHIN:
        raise Refused("talk.too_late", "it was said more than an hour ago", "say what is right beside it")
    return row


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid("talk.empty", "nothing is said", "write a sentence")
    if len(text) > LONGEST:
        raise Invalid(
            "talk.too_long", f"it is longer than {LONGEST} characters", "say it shorter, or link to it"
        )
    return text
