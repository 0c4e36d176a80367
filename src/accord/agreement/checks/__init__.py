"""`check`: what would go wrong with an agreement, before anyone signs it."""

from accord.agreement.checks.catalogue import CATALOGUE, Finding
from accord.agreement.checks.contact import check_contact
from accord.agreement.checks.handoffs import check_handoffs
from accord.agreement.checks.numbers import check_numbers
from accord.agreement.checks.outcomes import check_outcomes
from accord.agreement.checks.people import check_people
from accord.agreement.checks.promises import check_promises
from accord.agreement.checks.roster import Roster
from accord.agreement.checks.scores import check_scores
from accord.agreement.checks.stages import check_stages
from accord.agreement.checks.systems import check_systems
from accord.agreement.checks.times import check_times
from accord.agreement.checks.view import View
from accord.agreement.checks.words import check_words
from accord.agreement.shape import Document
from accord.vocabulary.issues import Issue

__all__ = ["CATALOGUE", "Finding", "Roster", "check"]

_CHECKS = (
    check_times, check_people, check_systems, check_stages, check_handoffs, check_scores, check_promises,
    check_outcomes, check_numbers, check_words, check_contact,
)  # fmt: skip


def check(document: Document, roster: Roster | None = None) -> list[Issue]:
    """Every finding in the order of the text; without a roster, people and teams are not looked up."""
    view = View(document, roster)
    found = [issue for each in _CHECKS for issue in each(view)]
    return sorted(found, key=lambda issue: (issue.line, issue.code, issue.path))
