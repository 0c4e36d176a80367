"""The suggested acts of a lead, and the answer of whoever works it: accepted, or not now and why."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accord.agreement.next_act import NextAct
from accord.handoffs import work
from accord.handoffs.next_answers import NextAnswered, find_next_answers, record_next_answer
from accord.ledger.sql import take_turn
from accord.reporting.desk.shapes import Dossier
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.next_answers import NextAnswer, NotNow
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.at_desk import told_who
from accord.workflows.handoffs.dossier import get_dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class NextActs:
    """What the rules suggest for one lead, the best first, and the last answer that was given to one of these."""

    lead: int
    first: NextAct
    others: tuple[NextAct, ...]
    answered: NextAnswered | None


def get_next_acts(viewer: Viewer, key: int, now: datetime) -> NextActs:
    """The suggestions on a lead. Raises `NotFound` for one that is not, or not for this viewer."""
    return _acts(get_dossier(viewer, key, now))


def answer_next_act(
    by: Viewer, key: int, mark: str, answer: str, why: str = "", *, now: datetime
) -> NextActs:
    """Accept a suggestion, or say why not now. Said again it changes nothing.

    Raises `Refused` for a suggestion that no longer stands, `Invalid` for another answer or reason than agreed.
    """
    said, reason = _read(answer, why)
    with told_who(), transaction.atomic():
        take_turn()
        row = work.get_mine(by, key)
        standing = _acts(get_dossier(by, key, now))
        one = next((each for each in (standing.first, *standing.others) if each.mark == mark), None)
        if one is None or not one.answerable:
            raise Refused(
                "next_act.changed",
                "something happened meanwhile, and another act is suggested",
                "look at what is suggested now",
            )
        record_next_answer(by, row, one, said, reason, now=now)
        found = find_next_answers([row])
    return NextActs(lead=key, first=standing.first, others=standing.others, answered=found[-1])


def _read(answer: str, why: str) -> tuple[NextAnswer, NotNow | None]:
    if answer not in set(NextAnswer):
        raise Invalid("next_act.answer", f'"{answer[:40]}" is no answer', "say accepted or refused")
    said = NextAnswer(answer)
    if said is NextAnswer.accepted:
        return said, None
    if why not in set(NotNow):
        raise Invalid("next_act.why", "a refusal needs its reason", f"choose one of: {', '.join(NotNow)}")
    return said, NotNow(why)


def _acts(found: Dossier) -> NextActs:
    marks = {one.mark for one in (found.next, *found.others)}
    last = next((one for one in reversed(found.answers) if one.mark in marks), None)
    return NextActs(lead=found.lead.key, first=found.next, others=found.others, answered=last)
