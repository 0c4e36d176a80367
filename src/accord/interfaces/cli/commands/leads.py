"""accord leads: the list, one whole, the acts, what became of them."""

from datetime import UTC, datetime

import click

from accord.agreement.rules.words import rule_in_words
from accord.handoffs.own import HOW
from accord.handoffs.shapes import HandoffView
from accord.handoffs.words import Words
from accord.interfaces.cli.app import OFFSET, Said, accord, command
from accord.interfaces.cli.commands.board import DAY, window_of
from accord.reporting.desk.became import became
from accord.reporting.desk.due import desk
from accord.reporting.desk.find import Wanted, find_leads
from accord.reporting.desk.said import find_said
from accord.reporting.desk.shapes import Asked, Dossier, LeadRow
from accord.vocabulary.errors import Invalid
from accord.vocabulary.handoffs import OUTCOMES
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.adopt import AT_ONCE, adopt, find_adoptable
from accord.workflows.handoffs.at_desk import (
    accept_at_desk,
    aside_at_desk,
    end_at_desk,
    reassign_at_desk,
    reassign_many,
    try_at_desk,
    undo_at_desk,
)
from accord.workflows.handoffs.dossier import get_dossier

ENDS = click.Choice(sorted(state.value for state in OUTCOMES))


@command("desk")
def own_desk(viewer: Viewer, now: datetime) -> Said:
    """Your desk: what is due next; of a manager, their people; of marketing, what came back."""
    found = desk(viewer, now)
    people = [
        f"  {load.name:<24} {load.open:>4} open, {load.untried} untried, {load.near} soon due, {load.late} late"
        for load in found.loads
    ]
    parts = (
        (f"{found.mine_total:,} leads of yours", [_line(row) for row in found.mine]),
        ("put aside", [f"until {row.aside_until:%Y-%m-%d %H:%M}  {_line(row)}" for row in found.aside]),
        ("your people", people),
        ("nobody has tried these", [_line(row) for row in found.urgent]),
        ("asked of your team", [_asked(one) for one in found.asked]),
        ("what came back", [_line(row) for row in found.back]),
    )
    lines = [line for head, rows in parts if rows for line in (head, *rows)]
    return Said(found, lines or ["nothing is due"])


@accord.group("leads")
def leads() -> None:
    """Leads handed over: whose, until when, how they ended."""


@command("list", group=leads)
@click.argument("search", default="")
@click.option("--state", default="open", show_default=True, help="open, all, or one state.")
@click.option("--whose", default="all", show_default=True, help="all, mine, team, or an owner whom you lead.")
@OFFSET
def show_list(viewer: Viewer, now: datetime, search: str, state: str, whose: str, offset: int) -> Said:
    """Leads that you may see, the next due first."""
    page = find_leads(viewer, Wanted(state=state, whose=whose, search=search), now, offset=offset)
    return Said(page, [f"{page.total:,} leads", *map(_line, page.rows)])


@command("show", group=leads)
@click.argument("key", type=int)
def show(viewer: Viewer, now: datetime, key: int) -> Said:
    """One lead, whole: why it qualified, both teams' touches, the account, what to do next, by when."""
    found = get_dossier(viewer, key, now)
    return Said(found, _whole(found))


@command("accept", group=leads)
@click.argument("key", type=int)
def accept(viewer: Viewer, now: datetime, key: int) -> Said:
    """Take a lead to work. Within ten seconds: accord leads undo KEY."""
    return _stands(accept_at_desk(viewer, key, now=now))


@command("before", group=leads)
def before(viewer: Viewer, now: datetime) -> Said:
    """Qualified leads from before go-live that nobody has by the agreement, the newest first."""
    found = find_adoptable(viewer, now)
    lines = [
        f"{one.subject}  {one.name or one.contact}  {one.stage} {one.klass}  qualified {one.qualified_at:%Y-%m-%d}"
        for one in found.leads
    ]
    return Said(found, [*lines, *(["and more"] if found.more else [])] or ["none is left"])


@command("adopt", group=leads)
@click.argument("subjects", type=int, nargs=-1)
@click.option("--newest", type=click.IntRange(1, AT_ONCE), help="The newest so many, instead of SUBJECTS.")
def adopt_before(viewer: Viewer, now: datetime, subjects: tuple[int, ...], newest: int | None) -> Said:
    """Hand leads from before go-live over now, by the SUBJECTS of `accord leads before`."""
    if newest is not None:
        subjects = tuple(one.subject for one in find_adoptable(viewer, now, limit=newest).leads)
    done = adopt(viewer, subjects, now=now)
    return Said(done, f"{done.handed_over} handed over: owner and clocks begin now")


@command("end", group=leads)
@click.argument("key", type=int)
@click.argument("outcome", type=ENDS)
@click.argument("reason", default="")
@click.option("--question", default="", help="The customer's own question.")
@click.option("--informed-by", default="", help="Where they inform themselves.")
@click.option("--challenge", default="", help="Their biggest challenge.")
@click.option(
    "--paper",
    "papers",
    type=(str, str),
    multiple=True,
    metavar="NEED TEXT",
    help="For the next team; again for each.",
)
def end(
    viewer: Viewer,
    now: datetime,
    key: int,
    outcome: str,
    reason: str,
    question: str,
    informed_by: str,
    challenge: str,
    papers: tuple[tuple[str, str], ...],
) -> Said:
    """Say how a lead ended, with an agreed REASON."""
    words = Words(question=question, informed_by=informed_by, challenge=challenge, papers=dict(papers))
    return _stands(end_at_desk(viewer, key, outcome, reason, words, now=now))


@command("tried", group=leads)
@click.argument("key", type=int)
@click.argument("how", type=click.Choice(sorted(HOW)))
@click.option(
    "--at", default="", help="When, as 2027-01-12T09:30+01:00 (UTC without an offset); now without it."
)
def tried(viewer: Viewer, now: datetime, key: int, how: str, at: str) -> Said:
    """Write down an attempt made outside the CRM."""
    return _stands(try_at_desk(viewer, key, how, _instant(at) if at else None, now=now))


@command("aside", group=leads)
@click.argument("key", type=int)
@click.argument("until", default="")
def aside(viewer: Viewer, now: datetime, key: int, until: str) -> Said:
    """Put a lead aside UNTIL an instant (2027-01-12T09:30+01:00), or back on the list. No clock stops."""
    return _stands(aside_at_desk(viewer, key, _instant(until) if until else None, now=now))


@command("reassign", group=leads)
@click.argument("key", type=int)
@click.argument("owner")
@click.option("--why", default="", help="Kept with the turn.")
def reassign(viewer: Viewer, now: datetime, key: int, owner: str, why: str) -> Said:
    """Give a lead to OWNER: their id in the CRM, or user:17."""
    return _stands(reassign_at_desk(viewer, key, owner, why, now=now))


@command("give", group=leads)
@click.argument("owner")
@click.argument("keys", type=int, nargs=-1, required=True)
@click.option("--why", default="", help="Kept with each turn.")
def give(viewer: Viewer, now: datetime, owner: str, keys: tuple[int, ...], why: str) -> Said:
    """Give several leads (KEYS) to OWNER; one that moved meanwhile stops no other."""
    done = reassign_many(viewer, keys, owner, why, now=now)
    return Said(done, [f"{one.key}  {one.problem or 'given'}" for one in done])


@command("undo", group=leads)
@click.argument("key", type=int)
def undo(viewer: Viewer, now: datetime, key: int) -> Said:
    """Take your own last act back within ten seconds."""
    return _stands(undo_at_desk(viewer, key, now=now))


@command("became", group=leads)
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
@OFFSET
def what_became(
    viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None, offset: int
) -> Said:
    """What became of the leads: seven states that sum to all of them."""
    window = window_of(start, end, now)
    since = datetime(*window.start.timetuple()[:3], tzinfo=UTC) if window else None
    until = datetime(*window.end.timetuple()[:3], tzinfo=UTC) if window else None
    page = became(viewer, now, since=since, until=until, offset=offset)
    groups = [
        f"  {group.name:<12} {group.count:>6,}  "
        + ", ".join(f"{name} {n:,}" for name, n in group.states.items())
        for group in page.groups
    ]
    sources = [
        f"  {one.source or '-'} {one.campaign_name or one.campaign}  {one.total:,}" for one in page.by_source
    ]
    return Said(page, [f"{page.total:,} leads", *groups, "by source and campaign", *sources])


@command("words", group=leads)
@click.argument("search", default="")
@OFFSET
def words(viewer: Viewer, now: datetime, search: str, offset: int) -> Said:
    """What customers said at the outcome or records say, that holds SEARCH; the newest first."""
    found = find_said(viewer, search, now, offset=offset)
    lines = [
        f"{row.said_at:%Y-%m-%d}  {row.lead}  {row.name}: "
        + " | ".join(filter(None, (row.question, row.informed_by, row.challenge)))
        for row in found.rows
    ]
    lines += [f"{row.sort}  {row.name} ({row.source}): {row.text}" for row in found.records]
    return Said(found, lines or ["nobody said that" if found.search else "nothing was noted yet"])


def _line(row: LeadRow) -> str:
    due = f"{row.next_due:%Y-%m-%d %H:%M}" if row.next_due else "-"
    flag = "late" if row.late else "soon due" if row.near else "hot" if row.hot else ""
    who = f"{row.name or '(no name)'}  {row.account_name}".strip()
    return f"{row.key:>19}  {due:<16}  {row.state.value:<12} {row.klass:<5} {flag:<8} {who}"


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as problem:
        raise Invalid(
            "lead.no_instant", f'"{text[:40]}" is no instant', "write 2027-01-12T09:30+01:00"
        ) from problem
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _asked(one: Asked) -> str:
    if one.lead is not None:
        return f"{one.what}  {_line(one.lead)}"
    due = f"{one.due_at:%Y-%m-%d %H:%M}" if one.due_at else "-"
    day = f" ({one.day})" if one.day else ""
    return f"{one.what}  due {due}  {'late  ' if one.late else ''}{one.clause}{day}: {one.words}"


def _whole(found: Dossier) -> list[str]:
    lead = found.lead
    lines = [*found.fit_lines, *found.engagement_lines]
    touches = [
        f"  {touch.occurred_at:%Y-%m-%d %H:%M}  {touch.team.value:<10} {touch.kind.name}"
        for touch in found.touches
    ]
    return [
        _line(lead),
        f"owner {lead.owner_name or lead.owner}",
        f"next: {found.next.act}: {found.next.why}",
        *(f"{system} does not know this person yet: nothing is written there" for system in found.unknown_to),
        *(
            f"paused: {one.why}, {one.since:%Y-%m-%d %H:%M} until {one.until:%Y-%m-%d %H:%M}"
            for one in found.pauses
        ),
        *([f"the account qualified, by {len(found.account_by)} people:"] if found.account_by else []),
        *(f"  {one.engagement / 1000:>6g}  {one.name or '(not yours to see)'}" for one in found.account_by),
        f"fit {lead.fit / 1000:g}, engagement {lead.engagement / 1000:g}",
        *(f"  {line.milli_points / 1000:>6g}  {rule_in_words(line.text, cap=line.cap)}" for line in lines),
        f"{found.touches_total} touches",
        *touches,
    ]


def _stands(view: HandoffView) -> Said:
    return Said(view, f"{view.key}  {view.state.value}  {view.reason}  owner {view.owner}".rstrip())
