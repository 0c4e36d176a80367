"""From facts as they are kept (kind, value, agent) to the integers the fold reads."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from accord.agreement.tables import FitRule, Tables
from accord.vocabulary.countries import country_code
from accord.vocabulary.facts import TOUCHES, Agent, FactKind
from accord.vocabulary.status import StatusType

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE = timedelta(microseconds=1)
# A foreign lead status is an act of sales: working it accepts, giving it up disqualifies.
STATUS_KIND = {
    StatusType.open: 0,
    StatusType.ongoing: int(FactKind.accepted),
    StatusType.won: int(FactKind.converted),
    StatusType.lost: int(FactKind.disqualified),
}
IS_TOUCH = [int(kind in TOUCHES) for kind in range(128)]
HUMAN = int(Agent.human)


def microseconds(instant: datetime) -> int:
    """Microseconds since 1970, exact. The instant must carry its zone."""
    return (instant - EPOCH) // ONE


def instant(microseconds: int) -> datetime:
    """The instant of so many microseconds since 1970, in UTC."""
    return EPOCH + microseconds * ONE


def status_kind(value: str) -> int:
    """What a lead status ("lost:Unqualified") means as a kind; 0 where it says nothing new."""
    return STATUS_KIND.get(StatusType(head), 0) if (head := value.partition(":")[0]) in STATUS_KIND else 0


@lru_cache(maxsize=65_536)
def decided_by(value: str, tables: Tables) -> tuple[int, int]:
    """(rules that a value such as "industry=water" decides, rules of them it satisfies), as bits."""
    name, _, seen = value.partition("=")
    attribute, seen = name.strip().casefold(), seen.strip()
    affects = truth = 0
    for r, rule in enumerate(tables.fit_rules):
        if rule.attribute.casefold() == attribute:
            affects |= 1 << r
            truth |= int(satisfies(rule, seen)) << r
    return affects, truth


def satisfies(rule: FitRule, seen: str) -> bool:
    """Whether a value satisfies a rule: one of its words, or a number (or whole range) within its bounds."""
    if rule.one_of and rule.attribute == "country":
        wanted = {country_code(word).casefold() or word for word in rule.one_of}
        return (country_code(seen) or seen).casefold() in wanted
    if rule.one_of:
        return seen.casefold() in rule.one_of
    bounds = number_range(seen)
    if bounds is None:
        return False
    low, high = bounds
    return (rule.low is None or low >= rule.low) and (rule.high is None or high <= rule.high)


def number_range(seen: str) -> tuple[float, float] | None:
    """The bounds of "250", "1,001-5,000" or "10,000+"; None where it is no number.

    >>> number_range("1,001-5,000")
    (1001.0, 5000.0)
    """
    text = seen.replace(",", "").replace("\u2013", "-").replace(" ", "")
    if text.endswith("+"):
        text += "-inf"
        text = text.replace("+", "", 1)
    low, dash, high = text.partition("-")
    try:
        return float(low), float(high if dash else low)
    except ValueError:
        return None


def kind_of(kind: int, value: str, agent: int) -> int:
    """The kind as the fold takes it: 0 for a touch not known to be a person's, a status as the act it means."""
    if kind == FactKind.lead_status:
        return status_kind(value)
    return 0 if agent != HUMAN and IS_TOUCH[kind] else kind
