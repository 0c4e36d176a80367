"""Draft fit rules from the deals that were won and lost: a new draft, which people read, change and sign."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accord.agreement.fit_rules import with_fit_rules
from accord.measures.learn_fit import Evidence, LearntFit, learn_fit
from accord.reporting.closed_buyers import closed_buyers
from accord.teams.agreements import current
from accord.teams.drafts import Draft, start_draft
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class FitDrafted:
    """What won and lost say, and the draft that says it too; none where they say too little."""

    learnt: LearntFit
    known_later: int  # values known only after the deal began
    draft: Draft | None

    @property
    def lines(self) -> list[str]:
        """The evidence as a table for people, the rules, and what became of them."""
        learnt = self.learnt
        lines = [f"{learnt.won} buyers won, {learnt.lost} lost"]
        if self.known_later:
            lines.append(f"{self.known_later} values were known only after the deal began")
        lines += [_line(each) for each in learnt.evidence]
        lines += [f"{rule.points:>4} points  {rule.when}" for rule in learnt.rules]
        if self.draft is None:
            return [*lines, f"no rule is drafted, the agreement stays as it is: {learnt.note}"]
        return [*lines, f"draft {self.draft.id}  {self.draft.title}: read it, change it, then sign it"]


def draft_fit_rules(by: Viewer, *, now: datetime) -> FitDrafted:
    """Learn fit rules and keep the agreement in force (else the newest draft) with them as a new draft.

    Nothing that stands is changed. Raises `NotFound` without an agreement, `Invalid` without a
    qualified lead.
    """
    require(by, Right.draft_agreement)
    standing = current(now)
    if standing is None:
        raise NotFound("agreement.none", "there is no agreement yet", "accord init --template NAME")
    lead = standing.document.qualified_lead
    if lead is None:
        raise Invalid(
            "agreement.no_fit", "the agreement does not say who is a qualified lead", "add `qualified_lead`"
        )
    buyers, later = closed_buyers(by, now)
    learnt = learn_fit(buyers, cap=lead.fit_at_most)
    if not learnt.rules:
        return FitDrafted(learnt, later, None)
    comment = f"learnt from {learnt.won} buyers won and {learnt.lost} lost, {now:%Y-%m-%d}"
    text = with_fit_rules(standing.text, [(rule.when, rule.points) for rule in learnt.rules], comment)
    with transaction.atomic():
        return FitDrafted(learnt, later, start_draft(by, text, now=now))


def _line(found: Evidence) -> str:
    share = f"{found.share * 100:5.1f} % ({found.interval.low * 100:.1f}-{found.interval.high * 100:.1f})"
    what = f"{found.attribute} {found.value}"
    note = "in a rule" if found.taken else found.note
    return f"  {what:<40}{found.won:>6} won{found.lost:>6} lost  {share:<22}{note}".rstrip()
