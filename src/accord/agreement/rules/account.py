"""The rule of accounts: `3 people with engagement >= 15 within 30 days`."""

import re
from dataclasses import dataclass
from datetime import timedelta

_RULE = re.compile(r"(\d{1,3}) people with (engagement|fit) >= (\d{1,4}) within (\d{1,4}) days")


@dataclass(frozen=True, slots=True)
class AccountRule:
    """So many people of one account, each of whom had so many whole points on an axis, within so many days."""

    people: int
    axis: str  # engagement, fit
    least: int
    within: timedelta
    text: str


def read_account(text: str) -> AccountRule | None:
    """What `qualified_lead.account_qualifies` says; None for other words, and for a rule that asks for nobody.

    >>> read_account("3 people with engagement >= 15 within 30 days").people
    3
    """
    found = _RULE.fullmatch(text.strip())
    if found is None or int(found[1]) < 1 or int(found[4]) < 1:
        return None
    return AccountRule(int(found[1]), found[2], int(found[3]), timedelta(days=int(found[4])), text.strip())
