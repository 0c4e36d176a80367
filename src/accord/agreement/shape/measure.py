"""How things are counted, credited, paid for, targeted, asked and spoken about."""

from dataclasses import dataclass
from decimal import Decimal

from accord.agreement.shape.keys import key
from accord.agreement.shape.table import Table
from accord.vocabulary.quantity import Duration, OutOf, Share
from accord.vocabulary.words import Ident


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLead:
    """What one lead is."""

    what: str
    one_per: str = ""
    recycled: str = ""
    same_account_same_week: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountConversion:
    """Over which cohort, and after which time, a rate is read."""

    kind: str
    matured_after: Duration | None = None
    young_cohorts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSourced:
    """Who brought a deal: one value per deal."""

    by: str
    values: tuple[str, ...] = ()
    sums_to: Share | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountInfluenced:
    """What touched a deal: shown apart."""

    shown: str = ""
    added_to_sourced: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAmount:
    """Which amount of a deal counts, and when."""

    field: str
    types: tuple[str, ...] = ()
    renewals: str = ""
    date: str = ""
    later_changes: str = key("later changes", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The words of the numbers."""

    lead: CountLead | None = None
    conversion: CountConversion | None = None
    opportunity_of_lead: str = ""
    sourced: CountSourced | None = None
    influenced: CountInfluenced | None = None
    amount: CountAmount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The signed way to share credit, and what stands beside it."""

    shown_first: str
    beside: tuple[str, ...] = ()
    touches: str = ""
    look_back: Duration | None = None
    self_reported: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesOver:
    """Above which amount moving money needs whom."""

    amount: Decimal
    need: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The joint investment of the cycle, in the agreement's currency."""

    programme: Decimal
    loaded: Decimal | None = None
    split: Table[Decimal] = Table()
    moves_over: MovesOver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One joint figure: how it is reckoned, and its one target."""

    what: str = ""
    target: Decimal | Share | OutOf | None = None
    beside: str = ""
    of_which_marketing_sourced: Decimal | None = None
    win_rate: Share | None = None
    average: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingClause:
    """When a topic that sales hears is more than noise; competitors to look for, each with how people write it."""

    false_alarm: Share | None = key("false alarm", default=None)
    against: Duration | None = None
    at_least: Duration | None = key("at least", default=None)
    competitors: Table[tuple[str, ...]] = Table()


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyQuestion:
    """A question to both teams, and the clause that measures the same."""

    id: Ident
    ask: str
    measured_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleData:
    """Who sees figures of a person, for how long, and for what they are never used."""

    individual_figures: str = key("individual figures")
    ranking: str = ""
    smallest_group: int = key("smallest group", default=5)
    kept: Duration | None = None
    not_for: str = ""
    works_council: str = ""
