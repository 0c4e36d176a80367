"""accord contacts, accounts, review: who is out there, and which records are the same person."""

from datetime import datetime

import click

from accord.contacts.merge import keep_apart, merge, unmerge
from accord.contacts.reads import find_accounts, find_contacts, find_review_pairs, get_account
from accord.contacts.review import decide_pair
from accord.contacts.shapes import LeadView
from accord.interfaces.cli.app import OFFSET, Said, accord, command
from accord.reporting.leads import get_contact
from accord.vocabulary.people import Viewer
from accord.workflows.erase_person import erase_person, replay_erasures
from accord.workflows.export_person import export_person

REASON = click.option("--reason", default="", help="Why; kept with the act.")


@accord.group("contacts")
def contacts() -> None:
    """People out there: find, merge, keep apart, export, erase."""


@accord.group("accounts")
def accounts() -> None:
    """Companies out there."""


@accord.group("review")
def review() -> None:
    """Records that may be the same: a person decides."""


@command("find", group=contacts)
@click.argument("search", default="")
@OFFSET
def find(viewer: Viewer, now: datetime, search: str, offset: int) -> Said:
    """Contacts whose name, address or company holds SEARCH."""
    page = find_contacts(viewer, search, offset=offset)
    lines = [f"{c.id:>7}  {c.name or '(no name)':<30} {c.email:<34} {c.company}" for c in page.rows]
    return Said(page, [f"{page.total:,} contacts", *lines])


@command("show", group=contacts)
@click.argument("contact_id", type=int)
def show(viewer: Viewer, now: datetime, contact_id: int) -> Said:
    """One contact: its records side by side, both teams' touches, deals, leads."""
    page = get_contact(viewer, contact_id, now)
    records = [f"  {r.source}:{r.external_id}  {r.name}  {r.email}" for r in page.records]
    touches = [
        f"  {t.occurred_at:%Y-%m-%d %H:%M}  {t.team.value:<10} {t.kind.name}  {t.channel}"
        for t in page.touches
    ]
    head = f"{page.name or '(no name)'}  {page.account}".rstrip()
    leads = [_lead(lead) for lead in page.leads]
    return Said(page, [head, *records, *leads, f"{page.touches_total} touches", *touches])


def _lead(lead: LeadView) -> str:
    """One lead as a line."""
    line = f"  lead {lead.number}  {lead.opened_at:%Y-%m-%d %H:%M}  "
    if lead.duplicate_of is not None:
        return f"{line}closed as duplicate: begun by another record, lead {lead.number} stays"
    return f"{line}{lead.outcome}  {lead.stage or lead.furthest}"


@command("merge", group=contacts)
@click.argument("left", type=int)
@click.argument("right", type=int)
@REASON
def merge_contacts(viewer: Viewer, now: datetime, left: int, right: int, reason: str) -> Said:
    """Two contacts are one person. Taken back with: accord contacts unmerge KEY."""
    ruled = merge(viewer, left, right, reason, now)
    return Said(ruled, f"one now; taken back with: accord contacts unmerge {ruled.act_key}")


@command("unmerge", group=contacts)
@click.argument("act_key")
@REASON
def unmerge_contacts(viewer: Viewer, now: datetime, act_key: str, reason: str) -> Said:
    """Take a merge back."""
    return Said(unmerge(viewer, act_key, reason, now), "taken back")


@command("apart", group=contacts)
@click.argument("contact_id", type=int)
@click.argument("keys", type=int, nargs=-1, required=True)
@REASON
def apart(viewer: Viewer, now: datetime, contact_id: int, keys: tuple[int, ...], reason: str) -> Said:
    """These records of a contact are somebody else's."""
    ruled = keep_apart(viewer, contact_id, keys, reason, now)
    return Said(ruled, f"apart now; taken back with: accord contacts unmerge {ruled.act_key}")


@command("export", group=contacts)
@click.argument("contact_id", type=int)
def export(viewer: Viewer, now: datetime, contact_id: int) -> Said:
    """Everything that is kept about a person, as JSON."""
    value = export_person(viewer, contact_id, now=now)
    return Said(value, "print it with --json")


@command("erase", group=contacts)
@click.argument("contact_id", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
@REASON
def erase(viewer: Viewer, now: datetime, contact_id: int, yes: bool, reason: str) -> Said:
    """Erase everything that identifies a person, for good; a new import of them is refused."""
    if not yes:
        click.confirm(f"erase contact {contact_id} for good? This cannot be undone", abort=True)
    report = erase_person(viewer, contact_id, now=now, reason=reason or "asked")
    return Said(report, f"erased {len(report.keys)} records' identity; their touches stay under random keys")


@command("replay-erasures", group=contacts)
def replay(viewer: Viewer, now: datetime) -> Said:
    """After a restore from a backup: erase again everyone who was erased since it was made."""
    erased = replay_erasures(viewer, now=now)
    return Said(erased, "every recorded erasure holds again")


@command("find", group=accounts)
@click.argument("search", default="")
@OFFSET
def find_companies(viewer: Viewer, now: datetime, search: str, offset: int) -> Said:
    """Accounts whose name or domain holds SEARCH."""
    page = find_accounts(viewer, search, offset=offset)
    lines = [
        f"{a.id:>7}  {a.name:<40} {a.domain:<28} {a.contacts:>5} people {a.deals:>4} deals" for a in page.rows
    ]
    return Said(page, [f"{page.total:,} accounts", *lines])


@command("show", group=accounts)
@click.argument("account_id", type=int)
def show_account(viewer: Viewer, now: datetime, account_id: int) -> Said:
    """One account: its people, its deals, what each team did there."""
    page = get_account(viewer, account_id)
    coverage = [
        f"  {c.team.value:<10} {c.touches:>5} touches with {c.contacts} people" for c in page.coverage
    ]
    people = [f"  {p.id:>7}  {p.name}  {p.email}" for p in page.people]
    return Said(page, [f"{page.name}  {page.domain}", *coverage, f"{page.people_total} people", *people])


@command("list", group=review)
def list_pairs(viewer: Viewer, now: datetime) -> Said:
    """Open questions, the likeliest first."""
    page = find_review_pairs(viewer)
    lines = [
        f"{p.id:>6}  {p.score:.2f}  {p.left.name or p.left.email} | {p.right.name or p.right.email}"
        for p in page.rows
    ]
    return Said(page, [f"{page.total:,} questions", *lines])


@command("decide", group=review)
@click.argument("pair_id", type=int)
@click.argument("verdict", type=click.Choice(["same", "apart"]))
@REASON
def decide(viewer: Viewer, now: datetime, pair_id: int, verdict: str, reason: str) -> Said:
    """Say whether a pair is the same."""
    ruled = decide_pair(viewer, pair_id, verdict == "same", now, reason)
    return Said(ruled, f"{verdict}; taken back with: accord contacts unmerge {ruled.act_key}")
