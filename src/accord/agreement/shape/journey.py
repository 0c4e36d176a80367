"""The way of a lead: stages, hand-offs, routing, and what makes a lead qualified."""

from dataclasses import dataclass

from accord.agreement.shape.keys import key
from accord.agreement.shape.table import Table
from accord.vocabulary.quantity import Duration
from accord.vocabulary.words import Ident


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step, owned by one side; the last stage whose entry holds is where the lead stands."""

    id: Ident
    owner: Ident | None = None
    team: Ident | None = None
    supports: Ident | None = None
    enters: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """One passing of a lead from one team to another, with its own clock and papers."""

    id: Ident
    from_: Ident = key("from")
    to: Ident | None = None
    accept_within: Duration
    needs: tuple[str, ...] = ()
    silence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetAccounts:
    """The accounts that both teams chose together."""

    list: Ident
    tiers: Table[int] = Table()
    chosen_by: tuple[str, ...] = ()
    each_has: tuple[str, ...] = ()
    reviewed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """One rule of the score: when it holds, it gives points, up to a cap when it repeats."""

    when: str
    points: int
    cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualifiedLead:
    """Who is a qualified lead: two axes, never one sum.

    Each axis is cut at its `..._at_most`; engagement halves every `half_life` whole days.
    """

    fit: tuple[Points, ...] = ()
    engagement: tuple[Points, ...] = ()
    fit_at_most: int = 50
    engagement_at_most: int = 50
    half_life: Duration = Duration.read("21 days")  # type: ignore[assignment]
    qualifies: str = ""
    classes: Table[str] = Table()
    hot: tuple[str, ...] = ()
    account_qualifies: str = ""
    never: tuple[str, ...] = ()
    known_already: Table[str] = Table()
    must_carry: tuple[str, ...] = ()
