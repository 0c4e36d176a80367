"""The simulated company as frozen arrays: who exists, what they did, what the teams recorded of it.

Times are seconds since 1970 (UTC) as int64; `NONE` stands for "never". Everything is by position: person 7
is row 7 of `people`.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accord.simulation.plan import CompanyPlan

Array = NDArray[Any]
NONE = -(1 << 62)
HOUR = 3_600
DAY = 86_400


class Frozen:
    """Arrays that nobody may write to once they stand."""

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]
            value = getattr(self, each.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Accounts(Frozen):
    """Companies: who they are, and what is true of them."""

    name: Array  # text, without legal form
    domain: Array  # text
    industry: Array
    country: Array
    employees: Array
    fits: Array  # true: the company sells to such accounts
    scans: Array  # a scanner clicks every link they receive
    customer_since: Array
    target: Array  # both teams chose it


@dataclass(frozen=True, eq=False)
class People(Frozen):
    """People: who they are, when and how they came, and how likely they truly are to buy."""

    account: Array
    first: Array
    last: Array
    title: Array
    address: Array  # text: the address at work
    free_mail: Array  # marketing knows a private address
    arrived: Array
    channel: Array
    propensity: Array
    sales_only: Array  # marketing never met them


@dataclass(frozen=True, eq=False)
class Forms(Frozen):
    """Forms that were sent, in order of time."""

    person: Array
    form: Array
    at: Array


@dataclass(frozen=True, eq=False)
class Mails(Frozen):
    """Marketing's e-mail events: kind is the index in `mail.EVENTS`; a machine's are marked."""

    person: Array
    campaign: Array
    event: Array
    at: Array
    machine: Array
    link: Array  # of clicks, else -1


@dataclass(frozen=True, eq=False)
class Handovers(Frozen):
    """Whom marketing called qualified, and what became of it."""

    person: Array
    qualified_at: Array  # by marketing's own definition
    asked_at: Array  # first hand-raise
    meets_definition: Array  # a fitting account or a hand-raise: what sales would call a lead
    known_account: Array  # a customer, or already in a deal
    synced_at: Array  # arrived in the CRM
    rep: Array
    attempt_at: Array  # first human attempt
    worked_at: Array  # status set to Working
    closed_at: Array  # converted or given up
    converted: Array
    connected: Array


@dataclass(frozen=True, eq=False)
class Work(Frozen):
    """What sales did: index in `selling.ACTS`, of a handover or (-1) of a prospect of its own."""

    person: Array
    rep: Array
    act: Array
    at: Array
    connected: Array


@dataclass(frozen=True, eq=False)
class Deals(Frozen):
    """Opportunities: of a person at an account; `closed_at` is in the future while open."""

    person: Array
    account: Array
    rep: Array
    created: Array
    closed_at: Array
    won: Array
    stage: Array
    amount: Array  # whole units of the company's currency
    from_marketing: Array
    renews: Array  # 0: new business, 1: an expansion, 2: a renewal (`keeping`)


@dataclass(frozen=True, eq=False)
class Copies(Frozen):
    """Records of people in one system: the same person may stand there twice, with slips."""

    person: Array
    copy: Array  # 0: the first record, 1: the duplicate
    slip: Array  # 0: as it is, else which slip (`records.SLIPS`)
    created: Array


@dataclass(frozen=True, eq=False)
class Simulated:
    """One simulated company: the truth, and what each team's system holds of it."""

    plan: CompanyPlan
    seed: int
    now: datetime
    since: int
    until: int
    accounts: Accounts
    people: People
    forms: Forms
    mails: Mails
    sends: Array  # when each campaign went out
    handovers: Handovers
    work: Work
    deals: Deals
    marketing_records: Copies
    sales_records: Copies

    @property
    def touches(self) -> int:
        """How many touches there are, of buyers and of both teams."""
        return len(self.forms) + len(self.mails) + len(self.work)
