"""accord roster, roster-set: our own people as the CRM names them."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.reporting.roster import RosterGap, read_roster
from accord.teams.charge.acts import set_charges
from accord.teams.charge.reads import ChargeKind
from accord.teams.rights import Right, require
from accord.teams.roster.reads import find_roster
from accord.teams.roster.rulings import set_on_roster
from accord.teams.roster.shapes import Member
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.forget_colleague import forget_colleague


@command("roster")
def roster(viewer: Viewer, now: datetime) -> Said:
    """Our own people: active or not, manager, time zone, team, queues, by which system, and what is missing."""
    page = read_roster(viewer, now)
    lines = [_line(member) for member in page.members]
    lines += [
        f"queue {queue.name:<24} {len(queue.members) if queue.known else '?'} people ({queue.source})"
        for queue in page.queues
        if queue.active
    ]
    lines += [gap_line(gap) for gap in page.gaps]
    return Said(page, lines or ["nobody yet: connect the CRM, or import its users"])


@command("roster-set")
@click.argument("member", metavar="EMAIL|ID")
@click.option("--zone", default=None, help="Time zone, such as Europe/Amsterdam; '' takes it back.")
@click.option("--team", default=None, help="As the agreement names teams: sdr, ae, ...; '' takes it back.")
def roster_set(viewer: Viewer, now: datetime, member: str, zone: str | None, team: str | None) -> Said:
    """Set someone's time zone or team: it wins over the CRM until taken back."""
    require(viewer, Right.manage_people)
    done = set_on_roster(viewer, _find(viewer, member, now).key, zone=zone, team=team, now=now)
    return Said(done, _line(done))


@command("roster-forget")
@click.argument("member", metavar="EMAIL|ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--reason", default="asked", show_default=True)
def roster_forget(viewer: Viewer, now: datetime, member: str, yes: bool, reason: str) -> Said:
    """Forget who a former colleague was, for good; what they owned and did stays under random keys and ids."""
    require(viewer, Right.manage_people)
    found = _find(viewer, member, now)
    if not yes:
        click.confirm(f"forget {found.name} for good? This cannot be undone", abort=True)
    done = forget_colleague(viewer, found.key, now=now, reason=reason)
    return Said(done, f"forgotten: {done.seats} seats; what they owned and did is still counted")


@command("roster-charge")
@click.argument("member", metavar="EMAIL|ID")
@click.argument("kind", type=click.Choice([kind.value for kind in ChargeKind]))
@click.argument("values", nargs=-1)
def roster_charge(viewer: Viewer, now: datetime, member: str, kind: str, values: tuple[str, ...]) -> Said:
    """Say which territories (NL, DACH), segments or accounts (their numbers) are someone's; none takes them back."""
    require(viewer, Right.manage_people)
    one = _find(viewer, member, now)
    done = set_charges(viewer, one.key, ChargeKind(kind), values, now)
    return Said(done, f"{one.name}: {kind} {', '.join(sorted(values)) or 'none'}")


def gap_line(gap: RosterGap) -> str:
    """A gap in one line: how many, of how many open leads, and what to do."""
    of = f" ({gap.leads:,} leads)" if gap.leads else ""
    return f"gap   {gap.sentence}: {gap.count:,}{of}; {gap.remedy}"


def _find(viewer: Viewer, named: str, now: datetime) -> Member:
    wanted = named.strip().casefold()
    for one in find_roster(viewer, now).members:
        names = {one.email, str(one.key), *(seat.external_id.casefold() for seat in one.seats)}
        if wanted in names:
            return one
    raise NotFound("roster.unknown", f'nobody on the roster is "{named}"', "accord roster lists everyone")


def _line(one: Member) -> str:
    state = "active" if one.active else "left"
    by = f" (inactive in {', '.join(one.inactive_in)})" if one.inactive_in else ""
    zone = f"{one.zone} ({one.zone_by})" if one.zone else "no zone"
    team = f"{one.team} ({one.team_by})" if one.team else "no team"
    boss = f"manager {one.manager_name}" if one.manager_name else "no manager"
    queues = f"; waits on {', '.join(one.queues)}" if one.queues else ""
    ids = ", ".join(f"{seat.source} {seat.external_id}" for seat in one.seats)
    return f"{state:<6} {one.name:<24} {one.email:<32} {zone}; {team}; {boss}{queues}; {ids}{by}"
