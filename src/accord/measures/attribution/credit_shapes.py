"""What attribution answers: tables of credit by model and grain, their spread, and what stands beside."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accord.agreement.shape.measure import Attribution
from accord.measures.attribution.told_shapes import Told
from accord.measures.attribution.ways_shapes import Ways
from accord.measures.number import Number, Reading, Window
from accord.vocabulary.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What a channel (campaign, asset, team, segment) is credited: deals, their amount, and that as a share of all won.

    `number` is the amount with all that leads to it (deals where no amount is known). `low` and `high` are the share's
    90 % interval over buyers drawn anew; None: `ModelTable.unsure` says why.
    """

    name: str
    number: Number
    deals: float
    amount: Decimal
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTable:
    """One model at one grain. Rows and `unattributed` sum to what was won, to the cent; or `why_not` says why not."""

    model: str
    label: str
    grain: str
    rows: tuple[Credited, ...]
    unattributed: Credited
    unsure: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A channel beside the models: sourced (one for each deal, all of it), influenced (never to be added)."""

    name: str
    sourced_deals: int
    sourced: Number
    influenced_deals: int
    influenced: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """How far the models lie apart for a channel: least and most of what was won, and by which."""

    name: str
    least: float
    most: float
    least_by: str
    most_by: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCredit:
    """Everything the attribution of a window says. Amounts are in `currency`, or deals alone where none is known."""

    window: Window | None
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    clause: Attribution | None
    currency: str
    deals: int
    amount: Decimal
    apart: tuple[Money, ...]
    unpriced: int
    lost: int
    silent: int
    open: int
    touches: int
    signed: tuple[ModelTable, ...]  # the signed model, at each grain it has
    compare: tuple[ModelTable, ...]  # every model by channel
    spread: tuple[Apart, ...]
    beside: tuple[Beside, ...]
    won: Number
    ways: Ways  # which way deals came
    told: Told | None  # what buyers say themselves: beside, never added; None where the agreement hides it
    note: str = ""

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the signed model that leads somewhere."""
        credited = (row.number for table in self.signed for row in table.rows)
        told = self.told.numbers() if self.told else ()
        beside = (n for each in self.beside for n in (each.sourced, each.influenced))
        return (self.won, *credited, *beside, *told, *self.ways.numbers())
