"""What both teams believe, beside what is measured: the closed rounds, the gap between the teams, the trend."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from accord.agreement.cycle import find_cycle
from accord.alignment.survey.figures import Believed, Figures, figures
from accord.alignment.survey.rounds import Question, Round, answers_of, find_rounds
from accord.measures.board import Promise
from accord.measures.number import Number, Window
from accord.reporting.dashboard import board
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.vocabulary.said import said


@dataclass(frozen=True, slots=True)
class Twin:
    """What measures the same as a question asks: a number, or in words why none does yet."""

    clause: str
    measured: Number | None
    says: str


@dataclass(frozen=True, slots=True)
class AskedBoth:
    """One question of a closed round: what is believed, beside what is measured of the round's cycle."""

    question: Question
    figures: Figures
    twin: Twin

    @property
    def off(self) -> float | None:
        """What both believe less what is measured, where that is a share; above 0 they believe more than is true."""
        measured = self.twin.measured
        if (
            self.figures.both is None
            or measured is None
            or measured.unit != "share"
            or measured.value is None
        ):
            return None
        return self.figures.both.share - float(measured.value)


@dataclass(frozen=True, slots=True)
class Result:
    """One closed round."""

    round: Round
    asked: tuple[AskedBoth, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """The open round, if there is one, and every closed one, the newest first; the same for every role."""

    open: Round | None
    results: tuple[Result, ...]

    def trend(self, question: str) -> tuple[tuple[str, Figures], ...]:
        """(cycle, figures) of a question in each closed round that asked it, the oldest first."""
        found = [
            (result.round.cycle, each.figures)
            for result in reversed(self.results)
            for each in result.asked
            if each.question.id == question
        ]
        return tuple(found)


def survey(viewer: Viewer, now: datetime) -> Survey:
    """The survey as anyone may see it. Figures are of closed rounds alone. Raises `Refused` without the right."""
    require(viewer, Right.see_board)
    rounds = find_rounds(viewer, now)
    closed = tuple(_result(viewer, each, now) for each in rounds if each.closed)
    return Survey(next((each for each in rounds if not each.closed), None), closed)


def survey_file(viewer: Viewer, now: datetime) -> bytes:
    """Every figure that is shown, as CSV. Raises `Refused` without the right to take data away."""
    require(viewer, Right.take_away)
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(
        ["cycle", "question", "asked", "group", "share", "ends", "answers", "measured_by", "measured"]
    )
    for result in survey(viewer, now).results:
        for each in result.asked:
            measured = each.twin.measured
            value = "" if measured is None or measured.value is None else str(measured.value)
            shown: tuple[Believed, ...] = (
                *each.figures.teams,
                *((each.figures.both,) if each.figures.both else ()),
            )
            for group in shown:
                write.writerow([
                    result.round.cycle, each.question.id, _cell(each.question.ask), group.group,
                    f"{group.share:.4f}", group.ends.value, group.cases, each.question.measured_by, value,
                ])  # fmt: skip
    return out.getvalue().encode()


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _result(viewer: Viewer, round_: Round, now: datetime) -> Result:
    answers = answers_of(round_.cycle)
    span = find_cycle(round_.cycle)
    promises = board(viewer, window=Window(*span) if span else None, now=now).promises
    return Result(
        round_,
        tuple(
            AskedBoth(question, figures(question.id, answers, round_.smallest), _twin(question, promises))
            for question in round_.questions
        ),
    )


def _twin(question: Question, promises: tuple[Promise, ...]) -> Twin:
    clause = question.measured_by
    parts = [
        part for promise in promises for part in promise.parts if f"{part.path}.".startswith(f"{clause}.")
    ]
    measured = [part for part in parts if part.measured is not None]
    shares = [part for part in measured if part.measured is not None and part.measured.unit == "share"]
    for part in (*shares, *measured):
        return Twin(clause, part.measured, part.says)
    for part in parts:
        return Twin(
            clause,
            None,
            said("to be measured: %(later)s, from the %(since)s", later=part.later, since=part.since),
        )
    return Twin(clause, None, said("nothing measures %(clause)s yet", clause=clause))
