"""What the customer said at the outcome, in the words of who worked the lead: personal, erasable, searchable."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from accord.handoffs.find import visible_handoffs
from accord.handoffs.models import CustomerWords
from accord.ledger.sql import in_chunks
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer

LONGEST = 1_000
_GONE = "(erased)"
_TEXTS = ("question", "informed_by", "challenge")
Stands = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The customer's own question, where they inform themselves, their biggest challenge; each may be empty.

    `papers`: what the next team must know, by what its hand-off needs (need, timing, who decides).
    """

    question: str = ""
    informed_by: str = ""
    challenge: str = ""
    papers: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.question or self.informed_by or self.challenge or self.papers)


def keep_words(handoff: int, subject: int, words: Words, actor: str, *, now: datetime) -> None:
    """Keep what the customer said with a hand-off; what is not said now stays as it was. Expects a transaction.

    Raises `Invalid` for what is too long to be an answer.
    """
    said = {name: text for name in _TEXTS if (text := getattr(words, name).strip())}
    papers = {name: text.strip() for name, text in words.papers.items() if text.strip()}
    for text in (*said.values(), *papers.values()):
        if len(text) > LONGEST:
            raise Invalid(
                "handoff.words_too_long",
                f"one answer holds {len(text):,} characters; {LONGEST:,} are kept",
                "write it shorter",
            )
    if said or papers:
        kept = CustomerWords.objects.filter(handoff=handoff).values_list("papers", flat=True).first() or {}
        more = {"papers": {**kept, **papers}, "subject": subject, "actor": actor, "said_at": now}
        CustomerWords.objects.update_or_create(handoff=handoff, defaults={**said, **more})


def take_words_back(handoff: int, since: datetime, actor: str) -> bool:
    """Forget what somebody wrote down with an act of theirs that they take back. Expects a transaction."""
    mine = CustomerWords.objects.filter(handoff=handoff, actor=actor, said_at__gte=since)
    return mine.delete()[0] > 0


def read_words(handoff: int) -> CustomerWords | None:
    """What is kept with one hand-off; its reader was found to see the hand-off."""
    return CustomerWords.objects.filter(handoff=handoff).first()


def read_papers(subjects: Collection[int], before: datetime, *, but: int) -> CustomerWords | None:
    """The newest papers written for the next team of these records' person up to an instant, `but` its own."""
    rows = CustomerWords.objects.filter(subject__in=list(subjects), said_at__lte=before).exclude(handoff=but)
    rows = rows.exclude(papers={})
    return rows.order_by("-said_at", "-handoff").first()


def find_words(viewer: Viewer, search: str = "", *, offset: int = 0, limit: int = 100) -> list[CustomerWords]:
    """What customers of leads that the viewer may see have said, that holds the text; the newest first."""
    rows = CustomerWords.objects.filter(handoff__in=visible_handoffs(viewer).values("key"))
    if text := search.strip()[:100]:
        rows = rows.filter(
            Q(question__icontains=text) | Q(informed_by__icontains=text) | Q(challenge__icontains=text)
        )
    return list(rows.order_by("-said_at", "handoff")[offset : offset + limit])


def forget_words(keys: Collection[int], stands: Stands) -> int:
    """Delete what these people said; blank what names them elsewhere. Returns how many rows. May be repeated."""
    count = 0
    for chunk in in_chunks(sorted(keys)):
        count += CustomerWords.objects.filter(subject__in=chunk).delete()[0]
    for row in CustomerWords.objects.iterator():
        named: dict[str, Any] = {
            name: _GONE for name in _TEXTS if (text := getattr(row, name)) and stands(text)
        }
        if any(stands(text) for text in row.papers.values()):
            named["papers"] = {name: _GONE if stands(text) else text for name, text in row.papers.items()}
        if named:
            count += CustomerWords.objects.filter(pk=row.pk).update(**named)
    return count


def collect_words(keys: Collection[int]) -> list[dict[str, Any]]:
    """Everything these people said."""
    rows = CustomerWords.objects.filter(subject__in=list(keys)).order_by("said_at", "handoff")
    return [dict(row) for row in rows.values("handoff", *_TEXTS, "papers", "actor", "said_at")]
