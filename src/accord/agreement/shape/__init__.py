"""The agreement as frozen typed values: one class per clause, the document at the end."""

from dataclasses import dataclass

from accord.agreement.shape.heading import (
    Amend,
    AppliesTo,
    Calendar,
    Heading,
    Mode,
    OnExpiry,
    Reporting,
    Signer,
    Systems,
)
from accord.agreement.shape.journey import Handoff, QualifiedLead, Stage, TargetAccounts
from accord.agreement.shape.keys import unwritten
from accord.agreement.shape.measure import (
    Attribution,
    Budget,
    Count,
    HearingClause,
    Kpi,
    PeopleData,
    SurveyQuestion,
)
from accord.agreement.shape.promises import (
    Clock,
    IfBroken,
    MarketingPromises,
    Outcomes,
    Retention,
    SalesPromises,
)
from accord.agreement.shape.reach import Campaigns, ContactPolicy, Content, Message, Pulse
from accord.agreement.shape.table import Table
from accord.vocabulary.quantity import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole agreement; two are equal when they say the same, whatever the comments and the layout.

    `lines` gives the line of each clause path in the text it was read from.
    """

    format: int = 1
    agreement: Heading
    on_expiry: OnExpiry = OnExpiry.continue_
    applies_to: AppliesTo = AppliesTo.new
    mode: Table[Mode] = Table()
    signed_by: Table[Signer] = Table()
    amend: Amend | None = None
    reporting: Reporting | None = None
    act_within: Duration | None = None
    systems: Systems | None = None
    calendars: Table[Calendar] = Table()
    stages: tuple[Stage, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    route: tuple[str, ...] = ()
    target_accounts: TargetAccounts | None = None
    qualified_lead: QualifiedLead | None = None
    marketing_promises: MarketingPromises | None = None
    sales_promises: SalesPromises | None = None
    if_broken: tuple[IfBroken, ...] = ()
    clock: Clock | None = None
    outcomes: Outcomes | None = None
    contact_policy: ContactPolicy | None = None
    campaigns: Campaigns | None = None
    pulse: Pulse | None = None
    content: Content | None = None
    messages: tuple[Message, ...] = ()
    count: Count | None = None
    attribution: Attribution | None = None
    budget: Budget | None = None
    kpis: Table[Kpi] = Table()
    retention: Retention | None = None
    hearing: HearingClause | None = None
    rewards: Table[str] = Table()
    survey: tuple[SurveyQuestion, ...] = ()
    rhythm: Table[str] = Table()
    people_data: PeopleData | None = None
    cutover: Table[Duration | str] = Table()
    lines: dict[str, int] = unwritten()

    def line(self, path: str) -> int:
        """The line of a clause, or of the nearest clause around it; 0 when it stands nowhere."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path.rpartition(".")[0]
        return 0
