"""A small company with an agreement of both signatures, and plans to try things on."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from accord.agreement import content_hash, templates
from accord.campaigns.shapes import Arm, Plan
from accord.teams.models import SealedAgreement
from tests.cast import Cast

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
START = datetime(2026, 12, 14, 8, tzinfo=UTC)
TEMPLATE = "awareness-engage-attract-convert"


@dataclass(frozen=True, slots=True)
class Company:
    """Who is here, and a plan that is whole."""

    cast: Cast
    plan: Plan

    def but(self, **changes: object) -> Plan:
        """The plan with something else in it."""
        return replace(self.plan, **changes)  # type: ignore[arg-type]


def seal_agreement(now: datetime = NOW - timedelta(days=30)) -> None:
    """The template, in force as if its two signers had signed it: which people hold which seat is not read here."""
    text = templates.read(TEMPLATE)
    SealedAgreement.objects.create(
        hash=content_hash(text),
        sealed=text.encode(),
        agreement_id="template",
        version=1,
        in_force_from=now,
        sealed_at=now,
    )


def a_plan(cast: Cast) -> Plan:
    """A plan that could be signed."""
    return Plan(
        name="Leak season",
        kind="e-mail",
        starts_at=START,
        ends_at=START + timedelta(days=5),
        segment="everybody",
        called=("leak-season",),
        goal="Thirty plants look at a leak report.",
        target_share=0.03,
        arms=(Arm("all", 100, "See a leak before the night shift does", "Three plants did."),),
        channels=("email",),
        budget=120_000,
        marketing_owner=cast.maya.user_id,
        sales_owner=cast.sam.user_id,
    )
