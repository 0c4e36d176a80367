"""accord routes: who gets what, and whom a lead like this one would reach."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.reporting.desk.who_gets import DAYS, Route, Taking, who_gets, would_get
from accord.vocabulary.people import Viewer


@accord.group("routes")
def routes() -> None:
    """Who gets what, by the agreement's route."""


@command("show", group=routes)
@click.option("--days", default=DAYS, show_default=True, help="How far back leads given are counted.")
def show(viewer: Viewer, now: datetime, days: int) -> Said:
    """Each hand-off's steps, and who takes part. Figures: your own, and of whom you lead."""
    found = who_gets(viewer, now, days=days)
    lines = [line for route in found.routes for line in _route(route, days)]
    return Said(found, lines or ["no agreement names a route"])


@command("try", group=routes)
@click.option("--kind", default="", help="The hand-off's id (default: the first).")
@click.option("--country", default="", help="Such as NL.")
@click.option("--class", "lead_class", default="", help="Such as A1.")
@click.option("--hot", is_flag=True, help="A raised hand.")
def try_route(viewer: Viewer, now: datetime, kind: str, country: str, lead_class: str, hot: bool) -> Said:
    """Whom a lead like this would reach now, and why nobody before them. Nothing is changed."""
    found = would_get(viewer, now, kind=kind, country=country, lead_class=lead_class, hot=hot)
    passed = [f"  {each.step}: {' '.join(filter(None, (each.name, each.words)))}" for each in found.passed]
    why = f": {found.why}" if found.why else ""
    return Said(found, [f"{found.kind}: {found.name or 'nobody'}, by {found.step}{why}", *passed])


def _route(route: Route, days: int) -> list[str]:
    head = f"{route.kind}: {' > '.join(route.steps)}"
    given = f"  {route.received:,} leads given in {days} days"
    uneven = "" if route.spread is None else f"; the most and the fewest differ by {route.spread:,}"
    return [head, *map(_taking, route.people), given + uneven]


def _taking(one: Taking) -> str:
    here = "at work" if one.at_work else "off work"
    if one.away_until is not None:
        here = f"away until {one.away_until:%Y-%m-%d %H:%M} UTC"
    figures = "-"
    if one.open is not None and one.received is not None:
        of = f" of {one.capacity}" if one.capacity is not None else ""
        figures = f"{one.open}{of} open, {one.received} given"
    lead = "leads the team" if one.leads else ""
    return f"  {one.name:<24} {here:<30} {figures:<28} {lead}".rstrip()
