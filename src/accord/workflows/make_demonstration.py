"""Make the demonstration: an invented company whose exports come in by the ordinary door."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from accord.agreement import apply, templates
from accord.agreement.cycle import find_cycle
from accord.ledger.installed import find_installed, record_installed
from accord.reporting import dashboard
from accord.reporting.reconciliation import reconcile
from accord.reporting.waiting import waiting
from accord.simulation.company import simulate
from accord.simulation.exports import SHEET, SPEND, TALKS_MAPPING, write_exports, write_spend, write_talks
from accord.simulation.plan import HALDEN, CompanyPlan
from accord.teams.drafts import find_drafts, start_draft
from accord.teams.people import add_person, find_people
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Role, Viewer
from accord.workflows.demo_campaigns import plan_demo_campaigns
from accord.workflows.demo_content import fill_demo_library
from accord.workflows.demonstration import DEMO
from accord.workflows.import_export_file import import_export_file
from accord.workflows.set_up import upgrade

SEED = 7
TEMPLATE = "demand-waterfall"
DOMAIN = "halden.example"
# address, name, role, team, position; Rita owns the leads of a representative of the simulated CRM, and Sam leads her
PEOPLE = (
    ("maya", "Maya Lindqvist", Role.marketing, "marketing", "cmo"),
    ("rita", "Rita Okafor", Role.rep, "sdr", ""),
    ("sam", "Sam de Groot", Role.manager, "sdr", "cro"),
    ("victor", "Victor Meyer", Role.viewer, "", ""),
    ("olga", "Olga Petrova", Role.ops, "revops", ""),
    ("dana", "Dana Ruiz", Role.marketing, "marketing", "head-of-demand"),
    ("vito", "Vito Conti", Role.manager, "ae", "vp-sales"),
)
SIGNERS = (f"maya@{DOMAIN}", f"sam@{DOMAIN}")
# What a company beside the pretend CRM writes into the template: what is read there, and what may be written.
BESIDE_SALESFORCE = {
    "  crm:       {master_of:": "  salesforce: {master_of:",
    "  accord:    {master_of: [stage, qualified, class, due, reason, agreement]}": (
        "  accord:    {master_of: [stage, qualified, class, due, reason, agreement],"
        " writes: {salesforce: [owner, task, dossier, due, class]}}"
    ),
    "read the lead again from crm": "read the lead again from salesforce",
}
# What it adds to the template: the competitors that its reps name, however they type them.
COMPETITORS = """
hearing:
  competitors:
    Kestrel Sensing: [Kestrel]
    Aquila Monitoring: [Aquila]
    Nordlys: [Nord Lys]
"""
REVIEW_BEFORE_THE_END = timedelta(days=13)
RITAS_CRM_ID = "0055g0000000001AAA"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to come in as one of the company's people."""

    role: str
    name: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was loaded, and who can look at it."""

    company: str
    made_at: str
    files: int
    rows: int
    facts: int
    marketing_counts: int
    sales_counts: int
    waiting: int
    sign_ins: tuple[SignIn, ...]


def make_demonstration(
    by: Viewer,
    *,
    now: datetime,
    plan: CompanyPlan = HALDEN,
    on_file: Callable[[str], None] | None = None,
) -> Demonstration:
    """Load the invented company, once per data folder; a second call finds it as it stands.

    Refused where the folder holds anything else: invented people never mix with real ones.
    """
    require(by, Right.manage_people)
    upgrade(by, now)
    made_at = find_installed(DEMO)
    if made_at is None and (find_drafts(by) or find_people(by)):
        raise Refused(
            "demo.not_empty",
            f'the folder "{settings.INSTALLATION.data}" holds an installation of yours',
            "name another folder for the demonstration: --data DIR",
        )
    if made_at is None:
        record_installed(DEMO, now.isoformat(), now)
        made_at = now.isoformat()
    _add_people(by)
    if not find_drafts(by):
        start_draft(by, _agreement(now.date()), now=now)
    folder = settings.INSTALLATION.data / "demo-exports"
    files, rows, facts = _find_loaded(folder) or _load(
        by, plan, folder, datetime.fromisoformat(made_at), on_file
    )
    dashboard.catch_up(now)
    plan_demo_campaigns(datetime.fromisoformat(made_at))
    fill_demo_library(datetime.fromisoformat(made_at))
    bridge = reconcile(by, now=now)
    count = waiting(by, now).count
    return Demonstration(
        plan.name, made_at, files, rows, facts, bridge.marketing, bridge.sales, count, find_sign_ins()
    )


def find_sign_ins() -> tuple[SignIn, ...]:
    """One sign-in per role; the password is made from this installation's own key."""
    password = demo_password()
    return tuple(SignIn(role.value, name, f"{who}@{DOMAIN}", password) for who, name, role, *_ in PEOPLE[:5])


def demo_password() -> str:
    """The one password of this demonstration's invented people."""
    digest = hashlib.blake2b(b"demonstration", key=settings.INSTALLATION.secret.encode()[:64], digest_size=6)
    return f"demo-{digest.hexdigest()}"


def _add_people(by: Viewer) -> None:
    known = {person.email for person in find_people(by)}
    for who, name, role, team, position in PEOPLE:
        address = f"{who}@{DOMAIN}"
        if address not in known:
            add_person(
                by,
                email=address,
                name=name,
                role=role,
                password=demo_password(),
                team=team,
                position=position,
                sales_id=RITAS_CRM_ID if who == "rita" else "",
                zone="Europe/Amsterdam",
            )


def _agreement(today: date) -> str:
    """The template under the company's name, over the quarter that is running: a draft, to change and sign."""
    cycle = f"{today.year}-Q{(today.month + 2) // 3}"
    span = find_cycle(cycle)
    assert span is not None, "a quarter is a cycle"
    heading = {
        "id": "halden-revenue",
        "cycle": cycle,
        "in_force": today.isoformat(),
        "review_by": max(span[1] - REVIEW_BEFORE_THE_END, today).isoformat(),
    }
    text = apply(templates.read(TEMPLATE), {f"agreement.{key}": value for key, value in heading.items()})
    for template, beside in BESIDE_SALESFORCE.items():
        assert text.count(template) == 1, template
        text = text.replace(template, beside)
    return text.rstrip("\n") + COMPETITORS


def _find_loaded(folder: Path) -> tuple[int, int, int] | None:
    """Files, rows and facts of the exports in the folder, if exactly these were read to their end before."""
    said = find_installed(_loaded(folder))
    if said is None:
        return None
    files, rows, facts = map(int, said.split())
    return files, rows, facts


def _loaded(folder: Path) -> str:
    """Under which name it is recorded that these very files were read: their names and bytes decide."""
    digest = hashlib.blake2b(digest_size=12)
    for path in sorted(folder.glob("*/*")):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, hashlib.blake2b).hexdigest()
        digest.update(f"{path.relative_to(folder)} {content}\n".encode())
    return f"demo_read/{digest.hexdigest()}"


def _load(
    by: Viewer,
    plan: CompanyPlan,
    folder: Path,
    made_at: datetime,
    on_file: Callable[[str], None] | None,
) -> tuple[int, int, int]:
    """Write the exports and import them; what is known already changes nothing."""
    rows = facts = files = 0
    company = simulate(plan, SEED, made_at)
    for path in [
        *write_exports(company, folder),
        *write_spend(company, folder),
        *write_talks(company, folder),
    ]:
        system = path.parent.name
        if on_file:
            on_file(f"{system}/{path.name}")
        connector = "ad_spend" if system in SPEND else "csv_file" if system == SHEET else system
        mapping = TALKS_MAPPING if system == SHEET else None
        report = import_export_file(
            by, path, source=system, connector=connector, mapping=mapping, now=made_at
        )
        files, rows = files + 1, rows + report.counts.accepted
        facts += report.counts.facts_new + report.counts.facts_known
    record_installed(_loaded(folder), f"{files} {rows} {facts}", made_at)
    return files, rows, facts
