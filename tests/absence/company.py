"""A team with its lead, and how its people are named."""

from pathlib import Path

from accord.teams.roster.models import RosterSeat
from accord.vocabulary.roster import MemberDraft
from tests.roster.statements import NOW as NOW
from tests.roster.statements import crm, day

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "agreements" / "northmoor.yaml"


def northmoor() -> str:
    """The text of an agreement with two calendars and the capacity of its inside team."""
    return EXAMPLE.read_text("utf-8")


def seat_of(external_id: str) -> int:
    """The key of a seat."""
    return RosterSeat.objects.get(external_id=external_id).key


def people() -> list[MemberDraft]:
    """Two developers and their lead, who has a boss of her own in the same team."""
    said = [("005A", "005L"), ("005B", "005L"), ("005L", "005V"), ("005V", "")]
    return [
        crm(one, name=one, email=f"{one}@acme.com", active=True, said_at=day(1), manager=boss, team="SDR")
        for one, boss in said
    ]
