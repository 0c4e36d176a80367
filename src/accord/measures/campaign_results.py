"""What a campaign brought: of each arm and of the holdout how many did what, and by how much the arms differ from it.

People are held to the arm they were drawn into, whatever reached them. Lift is told of what a holdout can do as well
(visit, meet, become a lead, buy): nobody clicks or answers a letter that they were not sent.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from accord.measures.lift import newcombe
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Number, Part, Reading, Rows
from accord.measures.scope import Scope
from accord.measures.wilson import ENOUGH
from accord.vocabulary.said import said

OF = "results:"  # what the names of these numbers begin with
CLAUSE = "attribution.look_back"
HOLDOUT = "holdout"
OUTCOMES = {
    "visited": "Visited", "clicked": "Clicked", "replied": "Replied", "met": "Met sales",
    "answered": "Answered in any way", "lead": "Became a lead", "opportunity": "Opened a deal", "won": "Won",
}  # fmt: skip
LIFTED = ("visited", "met", "lead", "opportunity", "won")
TOUCHED = {
    "by_marketing": "Touched by marketing",
    "by_sales": "Touched by sales",
    "by_both": "Touched by both teams",
}
NO_HOLDOUT = "no holdout: no lift can be told"
_SHARE = (
    "people of the arm who did it themselves (no machine), from their send for as long as the look-back / "
    "people of the arm"
)
_LIFT = "share of the arm - share of the holdout; 95 % interval after Newcombe (1998), method 10"


@dataclass(frozen=True, slots=True)
class ArmResult:
    """One arm, or the holdout; `contaminated`: held back, yet reached.

    `shares` are of `OUTCOMES` in order, `lifts` of `LIFTED`: none of the holdout, none where there is no holdout.
    """

    arm: str
    held_back: bool
    people: Number
    shares: tuple[Number, ...]
    lifts: tuple[Number, ...]
    touched: tuple[Number, ...]
    contaminated: int


@dataclass(frozen=True, slots=True)
class ResultOfCampaign:
    """The whole answer. `says` is why no lift is told, where it is not; no arms: nobody was reached yet."""

    arms: tuple[ArmResult, ...]
    says: str
    first_at: datetime | None
    last_at: datetime | None
    reading: Reading = field(default_factory=lambda: Reading("", False))
    as_of: datetime | None = None

    def numbers(self) -> tuple[Number, ...]:
        """Every number on it, for search by name."""
        return tuple(n for one in self.arms for n in (one.people, *one.shares, *one.lifts, *one.touched))

    def count(self, what: str) -> int:
        """How many people of the arms that were sent to did it (one of `OUTCOMES`)."""
        at = list(OUTCOMES).index(what)
        parts = (one.shares[at].part for one in self.arms if not one.held_back)
        return sum(part.hits for part in parts if part)


def result_of_campaign(mirror: Mirror, scope: Scope, ref: str) -> ResultOfCampaign:
    """The results of the campaign that the scope binds (`Scope.campaign`); `ref` is how its rows are asked for."""
    rows = mirror.ask("campaign_results", **scope.bound())
    held = next((row for row in rows if row["arm"] == HOLDOUT), None)
    arms = tuple(_arm(scope, row, held, ref, at) for at, row in enumerate(rows))
    return ResultOfCampaign(
        arms,
        "" if held or not rows else NO_HOLDOUT,
        min((row["first_at"].replace(tzinfo=UTC) for row in rows), default=None),
        max((row["last_at"].replace(tzinfo=UTC) for row in rows), default=None),
        scope.reading,
        scope.as_of,
    )


def _arm(scope: Scope, row: Row, held: Row | None, ref: str, at: int) -> ArmResult:
    is_held = row["arm"] == HOLDOUT
    against = None if is_held else held
    return ArmResult(
        row["arm"],
        is_held,
        scope.number(
            f"{OF}{at}:people:{ref}", "People", row["people"], "people",
            "people of the arm: drawn into it, or sent its letter", "campaign_results",
            clause=CLAUSE, rows=_rows(row, "", row["people"], ref),
        ),
        tuple(_share(scope, row, what, OUTCOMES[what], ref, at) for what in OUTCOMES),
        tuple(_lift(scope, row, against, what, ref, at) for what in LIFTED) if against else (),
        tuple(_share(scope, row, what, TOUCHED[what], ref, at) for what in TOUCHED),
        row["reached"] if is_held else 0,
    )  # fmt: skip


def _share(scope: Scope, row: Row, what: str, label: str, ref: str, at: int) -> Number:
    number = scope.share(
        f"{OF}{at}:{what}:{ref}", label, row[what], row["people"], _SHARE, "campaign_results",
        _rows(row, what, row[what], ref), CLAUSE, "people of the arm",
    )  # fmt: skip
    return _judged(number, row["people"])


def _lift(scope: Scope, row: Row, held: Row, what: str, ref: str, at: int) -> Number:
    hits, cases, held_hits, held_cases = row[what], row["people"], held[what], held["people"]
    number = scope.number(
        f"{OF}{at}:lift_{what}:{ref}", OUTCOMES[what], hits / cases - held_hits / held_cases, "share",
        _LIFT, "campaign_results", clause=CLAUSE, rows=_rows(row, what, hits, ref),
        interval=newcombe(hits, cases, held_hits, held_cases), part=Part(hits, cases, "people of the arm"),
    )  # fmt: skip
    return _judged(number, min(cases, held_cases))


def _judged(number: Number, cases: int) -> Number:
    if cases >= ENOUGH:
        return number
    note = said("only %(n)s people: read the interval, not the share", n=cases)
    return replace(number, enough=False, note=note)


def _rows(row: Row, what: str, count: int, ref: str) -> Rows:
    where = (("cell", row["arm"]), ("source", ref), *((("tried", what),) if what else ()))
    return Rows("rows_campaign_results", count, where)
