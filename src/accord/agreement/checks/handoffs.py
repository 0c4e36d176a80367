"""Hand-offs and routing: every lead goes to somebody."""

from accord.agreement.checks.view import Issues, View, did_you_mean

STEPS = (
    "open opportunity owner", "account owner", "named account", "territory", "segment", "last owner",
    "round robin", "round robin by capacity", "backup owner", "segment lead", "sales manager", "team lead",
    "revops",
)  # fmt: skip
# Somebody is always there at the end.
ENDS = ("segment lead", "sales manager", "team lead", "revops")


def check_handoffs(view: View) -> Issues:
    """Each hand-off's two ends, the one between the sides, and the route's last step."""
    for handoff in view.document.handoffs:
        path = f"handoffs.{handoff.id}"
        if handoff.to is None:
            yield view.issue("handoff.to_nobody", path, f'hand-off "{handoff.id}" goes to nobody')
        for key, team in (("from", handoff.from_), ("to", handoff.to)):
            if team is not None and team not in view.teams:
                sentence = f'hand-off "{handoff.id}" names "{team}", which owns no stage'
                yield view.issue(
                    "handoff.unknown_team", f"{path}.{key}", sentence, did_you_mean(team, view.teams)
                )
        if handoff.to == handoff.from_:
            sentence = f'hand-off "{handoff.id}" goes from {handoff.from_} to {handoff.to}'
            yield view.issue("handoff.to_itself", f"{path}.to", sentence)
        if not handoff.silence:
            yield view.issue("handoff.no_silence", path, f'hand-off "{handoff.id}" says nothing of silence')
    yield from _between_sides(view)
    yield from _route(view)


def _between_sides(view: View) -> Issues:
    """Where the owner changes from marketing to sales, a hand-off must stand."""
    stages = view.document.stages
    first = next((stage for stage in stages if stage.owner == "sales"), None)
    if first is None or "marketing" not in [stage.owner for stage in stages]:
        return
    takers = {"sales", *(stage.team for stage in stages if stage.owner == "sales")}
    if not any(each.from_ == "marketing" and each.to in takers for each in view.document.handoffs):
        sentence = f'leads pass from marketing to sales at "{first.id}" without a hand-off'
        yield view.issue("handoff.none", f"stages.{first.id}", sentence)


def _route(view: View) -> Issues:
    route = view.document.route
    for at, step in enumerate(route):
        if step not in STEPS:
            sentence = f'the route has a step "{step}" that is not known'
            yield view.issue("route.unknown_step", f"route.{at}", sentence, did_you_mean(step, STEPS))
    if not route or route[-1] not in ENDS:
        last = f'ends with "{route[-1]}", which may find nobody' if route else "is missing"
        yield view.issue("route.ends_in_nobody", "route", f"the route {last}")
