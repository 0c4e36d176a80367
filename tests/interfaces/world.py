"""A small world for access tests: leads of Rita, of her team, of another team, and of nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from accord.agreement import templates
from accord.contacts.models import Contact
from accord.reporting.dashboard import catch_up
from accord.teams.drafts import start_draft
from accord.teams.people import add_person
from accord.vocabulary.people import Role
from accord.workflows.import_export_file import import_export_file
from tests.cast import PASSWORD, Cast

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
# ruff: noqa: E501
LEADS = """Id,FirstName,LastName,Email,Company,OwnerId,Status,CreatedDate,SystemModstamp
00q000000000001AAA,Own,Lead,own.lead@alpha.example,Alpha Pumps,005000000000001AAA,Open - Not Contacted,2026-10-01T09:00:00Z,2026-10-02T09:00:00Z
00q000000000002AAA,Team,Lead,team.lead@beta.example,Beta Foods,005000000000002AAA,Open - Not Contacted,2026-10-01T09:00:00Z,2026-10-02T09:00:00Z
00q000000000003AAA,Other,Lead,other.lead@gamma.example,Gamma Water,005000000000009AAA,Open - Not Contacted,2026-10-01T09:00:00Z,2026-10-02T09:00:00Z
00q000000000004AAA,No,Owner,no.owner@delta.example,Delta Chem,,Open - Not Contacted,2026-10-01T09:00:00Z,2026-10-02T09:00:00Z
"""


@dataclass(frozen=True, slots=True)
class World:
    """Ids by whose they are; `missing` is nobody's id."""

    own: int
    team: int
    other: int
    nobodys: int
    missing: int
    spare: int
    import_id: int
    draft_id: int
    folder: Path


def make_world(cast: Cast, folder: Path) -> World:
    """Import four leads and start a draft."""
    file = folder / "leads.csv"
    file.write_text(LEADS)
    report = import_export_file(cast.olga, file, source="crm", connector="salesforce", now=NOW)
    draft = start_draft(cast.olga, templates.read("awareness-engage-attract-convert"), now=NOW)
    spare = add_person(
        cast.olga, email="spare@accord.example", name="Spare", role=Role.viewer, password=PASSWORD
    )
    catch_up(NOW)
    by_owner = {c.owner: c.pk for c in Contact.objects.filter(gone=False)}
    return World(
        by_owner["005000000000001AAA"],
        by_owner["005000000000002AAA"],
        by_owner["005000000000009AAA"],
        by_owner[""],
        999_999,
        spare.id,
        report.import_id,
        draft.id,
        folder,
    )
