"""Who answers to a campaign: its final approver from sales by the clause, and both sides' signers in an emergency."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accord.agreement.campaigning import MARKETING, SALES, positions_of, sign_off_of
from accord.agreement.rules.conditions import RuleUnclear
from accord.agreement.rules.segment import read_segment
from accord.agreement.shape import Document
from accord.teams.charge.models import Charge
from accord.teams.charge.reads import ChargeKind
from accord.teams.notices.whom import find_members
from accord.teams.persons import find_persons
from accord.vocabulary.people import Role


@dataclass(frozen=True, slots=True)
class Signers:
    """User ids, by what they may answer as: `approvers` by the clause, and each side's of the agreement."""

    approvers: tuple[int, ...] = ()
    sales: tuple[int, ...] = ()
    marketing: tuple[int, ...] = ()

    def side_of(self, user: int, *, emergency: bool) -> str:
        """For which side somebody may sign; empty for nobody's. Without an emergency only sales answers."""
        if user in (self.sales if emergency else self.approvers):
            return SALES
        return MARKETING if emergency and user in self.marketing else ""


def find_signers(document: Document | None, segment: str, now: datetime) -> Signers:
    """Everybody who may answer to a campaign of this segment. Nobody without an agreement: then nothing is signed.

    Whoever leads the segment signs as well as those who sign the agreement for sales. Nobody of marketing signs for
    sales, whatever their position.
    """
    if document is None:
        return Signers()
    sign_off = sign_off_of(document)
    sales = _holding(positions_of(document, SALES), without=Role.marketing)
    leads = _leads_of(document, segment, now) if sign_off.of_segment else ()
    named = _holding(sign_off.positions, without=Role.marketing)
    return Signers(
        approvers=tuple(dict.fromkeys((*leads, *named))),
        sales=sales,
        marketing=_holding(positions_of(document, MARKETING)),
    )


def _holding(positions: Collection[str], without: Role | None = None) -> tuple[int, ...]:
    """Who holds one of these positions, in their order."""
    rows = find_members().filter(position__in=list(positions)).values_list("pk", "position", "role")
    places = list(positions)
    kept = [(places.index(position), pk) for pk, position, role in rows if without is None or role != without]
    return tuple(pk for _, pk in sorted(kept))


def _leads_of(document: Document, segment: str, now: datetime) -> tuple[int, ...]:
    """The managers outside marketing who are in charge of a segment or industry that the rule names."""
    try:
        names = read_segment(segment).names
    except RuleUnclear:
        return ()
    rows = Charge.objects.filter(kind=ChargeKind.segment.value).values_list("seat", "value")
    seats = {seat for seat, value in rows if value.strip().casefold() in names}
    if not seats:
        return ()
    people = find_persons(document, now)
    return tuple(
        sorted(one.user for one in people if one.key in seats and one.active and one.role == Role.manager)
    )
