"""Who signs, and whether the people and teams named are there."""

from accord.agreement.checks.view import SIDES, Issues, View, did_you_mean


def check_people(view: View) -> Issues:
    """Both sides sign by different roles, for clauses that exist; roles and teams are on the roster."""
    signed = view.document.signed_by
    for side in ("marketing", "sales"):
        if side not in signed or signed[side].clauses:
            yield view.issue(
                "signed_by.missing_side", "signed_by", f"{side} does not sign the whole agreement"
            )
    if {"marketing", "sales"} <= set(signed) and signed["marketing"].role == signed["sales"].role:
        sentence = f'"{signed["sales"].role}" signs for marketing and for sales'
        yield view.issue("signed_by.same_role", "signed_by.sales.role", sentence)
    for side, signer in signed.items():
        for clause in signer.clauses:
            if clause not in view.document.lines:
                remedy = did_you_mean(clause, [path for path in view.document.lines if "." not in path])
                sentence = f'{side} signs the clause "{clause}", which does not exist'
                yield view.issue("signed_by.unknown_clause", f"signed_by.{side}.clauses", sentence, remedy)
    if view.roster is not None:
        yield from _roles(view, view.roster.positions)
        yield from _teams(view, view.roster.teams)


def _roles(view: View, positions: frozenset[str]) -> Issues:
    for side, signer in view.document.signed_by.items():
        for key, role in (("role", signer.role), ("deputy", signer.deputy)):
            if role is not None and role not in positions:
                sentence = f'{side} is signed by "{role}", which is nobody\'s position on the roster'
                remedy = f"give a person the position {role}, or: {did_you_mean(role, positions)}"
                yield view.issue("roster.unknown_role", f"signed_by.{side}.{key}", sentence, remedy)


def _teams(view: View, teams: frozenset[str]) -> Issues:
    named = [(f"stages.{each.id}.team", each.team) for each in view.document.stages]
    named += [(f"handoffs.{each.id}.from", each.from_) for each in view.document.handoffs]
    named += [(f"handoffs.{each.id}.to", each.to) for each in view.document.handoffs]
    for path, team in named:
        if team is not None and team not in teams and team not in SIDES:
            sentence = f'the team "{team}" is not on the roster'
            remedy = f"add the team {team} to the roster, or: {did_you_mean(team, teams)}"
            yield view.issue("roster.unknown_team", path, sentence, remedy)
