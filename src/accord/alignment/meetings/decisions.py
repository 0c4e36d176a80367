"""Decisions: made in a meeting about a clause or a lead, somebody's, until a day; open until they are done."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from accord.alignment.meetings.evidence import evidence_from, text_of
from accord.alignment.meetings.models import DecisionRow
from accord.alignment.meetings.weeks import week_of
from accord.alignment.shapes import Decision, Evidence
from accord.alignment.talk.subjects import About, find_subjects, get_subject
from accord.ledger.acts import record_act
from accord.teams.agreements import current, has_clause
from accord.teams.models import User
from accord.teams.notices import notify
from accord.teams.notices.whom import find_members
from accord.teams.rights import Right, require
from accord.vocabulary.days import check_day
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Viewer

_LONGEST = 500


def decide(
    by: Viewer,
    *,
    key: str,
    text: str,
    about: str = "",
    who: int = 0,
    due: date | None = None,
    evidence: Evidence | None = None,
    now: datetime,
) -> Decision:
    """Record a decision. The same `key` again (a double click, a retry) records nothing anew.

    `about` is `clause:<path>` or `contact:<id>`. Raises `Refused` without the right, `NotFound` for a subject the
    decider may not see, `Invalid` for an empty text or a person who is not here.
    """
    require(by, Right.decide)
    said = " ".join(text.split())
    if not said or len(said) > _LONGEST or not 1 <= len(key) <= 40:
        raise Invalid(
            "decision.text", f"a decision is a sentence of at most {_LONGEST} characters", "shorten it"
        )
    if who and not User.objects.filter(pk=who, is_active=True).exists():
        raise Invalid("decision.who", "nobody active here has this number", "choose somebody of the list")
    if due is not None:
        check_day(due)
    agreement = current(now)
    with transaction.atomic():
        row, new = DecisionRow.objects.get_or_create(
            key=key,
            defaults={
                "about": _kept(by, about, now),
                "text": said,
                "who": who,
                "due": due,
                "week": this_week(now),
                "made_at": now,
                "made_by": by.actor,
                "evidence": text_of(evidence),
            },
        )
        if new:
            proof = {"digest": evidence.digest} if evidence else {}
            record_act(
                key=f"decision:{key}", kind="decision", actor=by.actor, now=now,
                agreement_hash=agreement.hash if agreement else "",
                payload={"about": row.about, "who": who, "due": due.isoformat() if due else "", **proof},
            )  # fmt: skip
            _tell(by, row, now)
    return get_decision(by, key)


def _tell(by: Viewer, row: DecisionRow, now: datetime) -> None:
    """Whose it is, is told."""
    if not row.who:
        return
    until = datetime.combine(row.due, datetime.min.time(), now.tzinfo).isoformat() if row.due else ""
    notify(
        NoticeKind.decision_needed, row.about or "clause:rhythm", [row.who], cause=f"decision:{row.key}",
        now=now, by=by, values={"due": until} if until else {},
    )  # fmt: skip


def find_open_like(viewer: Viewer, beginning: str) -> Decision | None:
    """The oldest open decision whose key begins so; None without one."""
    require(viewer, Right.see_board)
    rows = DecisionRow.objects.filter(key__startswith=beginning, done_at=None).order_by("made_at", "pk")
    return next(iter(_seen(viewer, list(rows[:1]))), None)


def finish(by: Viewer, key: str, *, done: bool = True, now: datetime) -> Decision:
    """Say that a decision is done, or open it again. Saying it twice changes nothing."""
    require(by, Right.decide)
    with transaction.atomic():
        row = DecisionRow.objects.select_for_update().filter(key=key).first()
        if row is None or not _seen(by, [row]):
            raise _unknown()
        if (row.done_at is not None) != done:
            row.done_at, row.done_by = (now, by.actor) if done else (None, "")
            row.save(update_fields=["done_at", "done_by"])
            kind = "decision_done" if done else "decision_reopened"
            record_act(
                key=f"{kind}:{key}:{now.isoformat()}",
                kind=kind,
                actor=by.actor,
                now=now,
                corrects=f"decision:{key}",
            )
    return get_decision(by, key)


def get_decision(viewer: Viewer, key: str) -> Decision:
    """One decision. Raises `NotFound` for an unknown one, and for one about a person this viewer may not see."""
    require(viewer, Right.see_board)
    found = _seen(viewer, list(DecisionRow.objects.filter(key=key)))
    if not found:
        raise _unknown()
    return found[0]


def find_decisions(viewer: Viewer, *, weeks: Iterable[str] = ()) -> tuple[Decision, ...]:
    """Every open decision, and those made or done in these weeks, the oldest first; those this viewer may see."""
    require(viewer, Right.see_board)
    rows = DecisionRow.objects.filter(Q(done_at=None) | Q(week__in=list(weeks))).order_by("made_at", "pk")
    return tuple(_seen(viewer, list(rows)))


def find_named(viewer: Viewer, keys: Iterable[str]) -> tuple[Decision, ...]:
    """These decisions as they stand now, in their order of making; those this viewer may see."""
    require(viewer, Right.see_board)
    rows = DecisionRow.objects.filter(key__in=list(keys)).order_by("made_at", "pk")
    return tuple(_seen(viewer, list(rows)))


def find_colleagues(by: Viewer) -> list[tuple[int, str]]:
    """Whom a decision can be given to: everyone active, by name."""
    require(by, Right.decide)
    return list(find_members().order_by("name").values_list("pk", "name"))


def keys_between(since: datetime | None, until: datetime) -> list[str]:
    """The keys of all decisions open at an instant, and of those made or done since another (None: ever)."""
    rows = DecisionRow.objects.filter(made_at__lte=until)
    open_then = Q(done_at=None) | Q(done_at__gt=until)
    shown = rows.filter(open_then | Q(made_at__gt=since) | Q(done_at__gt=since)) if since else rows
    return list(shown.order_by("made_at", "pk").values_list("key", flat=True))


def this_week(now: datetime) -> str:
    """The week it is in the reporting zone."""
    agreement = current(now)
    reporting = agreement.document.reporting if agreement else None
    return week_of(now.astimezone(ZoneInfo(reporting.zone if reporting else "UTC")).date())


def _kept(by: Viewer, about: str, now: datetime) -> str:
    """The subject as it is kept: of a person their identity key, so that a merge does not lose it."""
    if not about:
        return ""
    subject = get_subject(by, about)
    if subject.kind not in (About.clause, About.contact, About.lead):
        raise Invalid("decision.about", "a decision is about a clause or a lead", "choose one of them")
    if subject.kind is About.clause and not has_clause(subject.name, now):
        raise NotFound(
            "decision.no_clause",
            f'the agreement has no clause "{subject.name[:80]}"',
            "take its path from the promises page or the agreement",
        )
    return f"lead:{subject.key}" if subject.key else about


def _seen(viewer: Viewer, rows: list[DecisionRow]) -> list[Decision]:
    subjects = find_subjects(viewer, {row.about for row in rows if row.about})
    users = {row.who for row in rows} | {_user(row.made_by) for row in rows}
    names = dict(User.objects.filter(pk__in=users).values_list("pk", "name"))
    return [
        Decision(
            key=row.key,
            about=row.about if row.about.startswith("clause:") else "",
            contact_id=subjects[row.about].id if row.about.startswith("lead:") else None,
            text=row.text,
            who=row.who,
            who_name=names.get(row.who, ""),
            due=row.due,
            week=row.week,
            made_at=row.made_at,
            made_by=names.get(_user(row.made_by), ""),
            done_at=row.done_at,
            evidence=evidence_from(row.evidence),
        )
        for row in rows
        if not row.about or row.about in subjects
    ]


def _user(actor: str) -> int:
    number = actor.removeprefix("user:")
    return int(number) if number.isdigit() else 0


def _unknown() -> NotFound:
    return NotFound("decision.unknown", "there is no such decision", "look at the weekly pack")
