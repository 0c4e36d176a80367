"""Outcomes: each reason once, each one somebody can act on."""

from accord.agreement.checks.view import Issues, View, did_you_mean

# Words that end a conversation instead of beginning one.
EMPTY = frozenset(
    ["other", "others", "misc", "miscellaneous", "unknown", "various", "n/a", "na", "none", "nothing",
     "bad lead", "bad leads", "not interested", "no reason", "-"]
)  # fmt: skip


def check_outcomes(view: View) -> Issues:
    """Reasons of return, recycle and disqualify, and the evidence they need."""
    outcomes = view.document.outcomes
    if outcomes is None:
        return
    returned = outcomes.return_.reasons if outcomes.return_ else ()
    named = [(f"outcomes.return.reasons.{at}", each) for at, each in enumerate(returned)]
    named += [(f"outcomes.recycle.{each}", each) for each in outcomes.recycle]
    named += [(f"outcomes.disqualify.{each}", each) for each in outcomes.disqualify]
    seen: set[str] = set()
    for path, reason in named:
        if reason.casefold() in EMPTY:
            sentence = f'the reason "{reason}" says nothing that anyone could act on'
            yield view.issue("reason.nobody_acts", path, sentence)
        if reason in seen:
            yield view.issue("reason.twice", path, f'the reason "{reason}" leads to two outcomes')
        seen.add(reason)
    for reason, act in outcomes.disqualify.items():
        if act.casefold().strip() in EMPTY | {""}:
            sentence = f'nobody does anything after the reason "{reason}"'
            yield view.issue("reason.nobody_acts", f"outcomes.disqualify.{reason}", sentence)
    for reason, length in outcomes.recycle.items():
        if length.n == 0:
            sentence = f'a lead recycled for "{reason}" comes back at once'
            yield view.issue("reason.nobody_acts", f"outcomes.recycle.{reason}", sentence)
    for reason in outcomes.evidence:
        if reason not in seen:
            sentence = f'evidence is asked for the reason "{reason}", which does not exist'
            remedy = did_you_mean(reason, list(seen))
            yield view.issue("reason.unknown", f"outcomes.evidence.{reason}", sentence, remedy)
