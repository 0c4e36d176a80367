"""What an agreement promises a single lead, as the values that the leak queries bind."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accord.agreement.clocks import workday
from accord.agreement.clocks.follow_up import working_time
from accord.agreement.clocks.instants import length
from accord.agreement.dated import TO_OWNER
from accord.agreement.shape import Document
from accord.agreement.shape.table import Table
from accord.measures.promised_times import HOT, class_of_promise, first_calendar
from accord.vocabulary.quantity import Duration

# Agreed fields that stand elsewhere than among a person's attributes, and those that no mirror ever holds.
_COMPANY, _SOURCE = "company", "source"
_PERSONAL = ("name",)
# A reason whose evidence speaks of attempts is one that only enough of them allow.
_ATTEMPTS = "attempts"


@dataclass(frozen=True, slots=True)
class LeakClauses:
    """Times in microseconds, working time where the flag beside says no wall; None where nothing was promised."""

    owner_hot: tuple[int | None, bool] = (None, False)
    owner_classes: tuple[tuple[int | None, bool], ...] = ()
    outcome: tuple[int | None, bool] = (None, False)
    reasons: bool = False
    carry: tuple[str, ...] = ()
    company: bool = False
    source: bool = False
    attempts: int | None = None
    channels: int | None = None
    attempt_reasons: tuple[str, ...] = ()
    capacity: int | None = None  # open leads that sales agreed to hold at once
    content_days: int | None = None  # after which content that nobody uses lies unused

    def bound(self) -> dict[str, Any]:
        """The parameters of `leaks` and `leak_due`."""
        return {
            "owner_hot_time": self.owner_hot[0],
            "owner_hot_wall": self.owner_hot[1],
            "owner_class_times": [each[0] for each in self.owner_classes],
            "owner_class_walls": [each[1] for each in self.owner_classes],
            "outcome_time": self.outcome[0],
            "outcome_wall": self.outcome[1],
            "reasons_promised": self.reasons,
            "carry": list(self.carry),
            "carry_company": self.company,
            "carry_source": self.source,
            "attempts": self.attempts,
            "channels": self.channels,
            "attempt_reasons": list(self.attempt_reasons),
            "capacity": self.capacity,
            "content_days": self.content_days,
        }


def leak_clauses(document: Document) -> LeakClauses:
    """What the document promises of each lead; parts it does not promise stay empty."""
    calendar = first_calendar(document)
    day = workday(calendar[1]) if calendar else timedelta(0)
    marketing, sales, lead = document.marketing_promises, document.sales_promises, document.qualified_lead
    speed = {
        key.removesuffix(TO_OWNER): time
        for key, time in (marketing.speed if marketing else {}).items()
        if key.endswith(TO_OWNER)
    }
    owner = Table(speed)
    promised = [owner.get(class_of_promise(owner, name)) for name in (lead.classes if lead else ())]
    complete = bool(marketing and marketing.quality and marketing.quality.complete)
    fields = [each.strip().casefold() for each in lead.must_carry] if lead and complete else []
    outcome = sales.outcome if sales else None
    capacity = sales.capacity if sales else None
    evidence = document.outcomes.evidence if document.outcomes else {}
    return LeakClauses(
        owner_hot=_micros(owner.get(HOT), day),
        owner_classes=tuple(_micros(each, day) for each in promised),
        outcome=_micros(outcome.within if outcome else None, day),
        reasons=bool(outcome and outcome.with_reason),
        carry=tuple(each for each in fields if each not in (_COMPANY, _SOURCE, *_PERSONAL)),
        company=_COMPANY in fields,
        source=_SOURCE in fields,
        attempts=sales.attempts.at_least if sales and sales.attempts else None,
        channels=sales.attempts.channels if sales and sales.attempts else None,
        attempt_reasons=tuple(reason.casefold() for reason, needs in evidence.items() if _ATTEMPTS in needs),
        capacity=capacity.open_leads_per_sdr * capacity.sdrs if capacity else None,
        content_days=document.content.unused_after.days if document.content else None,
    )


def _micros(promised: Duration | None, day: timedelta) -> tuple[int | None, bool]:
    if promised is None:
        return None, False
    wall = promised.elapsed
    return length(working_time(promised, day) if wall is None else wall), wall is not None
