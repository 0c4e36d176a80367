"""What stands beside the leak ledger and is never added to it: segments that sales dropped, content that lies unused.

A segment is dropped where nobody tried a single one of its leads, and that is no chance: with 95 % its leads are tried
less often than the others. What was spent on it is its leads' part of what their channels cost, to the cent. Its leads
stand in the ledger's own lines already, each once.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from accord.measures.attribution.cents import whole_minor
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Number, Part, Rows
from accord.measures.rates import Amount, add
from accord.measures.scope import Scope
from accord.measures.wilson import wilson
from accord.vocabulary.money import Money
from accord.vocabulary.said import said

_NOBODY = "(empty)"
_LEAST = 5  # leads of the smallest group that is told apart
_TRIED = (
    "qualified leads of the segment whose first attempt was due and that anybody tried / those that were due"
)
_UNSAID = "the agreement does not say after how long content counts as unused"
_SPENT = (
    "programme spend of each channel in the window x the segment's part of the channel's leads that were due; "
    "to the cent"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment that sales dropped: its leads that were due (none was tried), and what was spent on them."""

    name: str
    tried: Number
    spent: Number


@dataclass(frozen=True, slots=True)
class BesideLeaks:
    """What is never added. `segments_say` and `content_say` tell what was found, or why nothing can be said."""

    segments: tuple[Segment, ...]
    segments_say: str
    content: Number
    content_say: str

    def numbers(self) -> tuple[Number, ...]:
        """Every number of it."""
        return (*(n for each in self.segments for n in (each.tried, each.spent)), self.content)


def beside(mirror: Mirror, scope: Scope) -> BesideLeaks:
    """Dropped segments and unused content of a window."""
    rows = mirror.ask("leak_segments", **scope.bound())
    spend = mirror.ask("spend_by_channel", **scope.bound())
    segments = _dropped(scope, rows, spend)
    content = _content(scope, mirror.ask("leak_content", **scope.bound()))
    return BesideLeaks(segments, _say(rows, segments), content, _CONTENT)


_CONTENT = (
    "no system here says what content there is or what it cost, so a piece that was never used is not known, and no "
    "money is put on it"
)


def _say(rows: Sequence[Row], segments: Sequence[Segment]) -> str:
    named = {row["segment"] for row in rows} - {_NOBODY}
    if not named:
        return "no system says of which industry a company is: segments cannot be told"
    if not segments:
        return said("none of %(n)s segments: sales tried leads of each, or had too few to tell", n=len(named))
    return "their leads stand in the lines above, each once: what was spent on them is not added"


def _dropped(scope: Scope, rows: Sequence[Row], spend: Sequence[Row]) -> tuple[Segment, ...]:
    due, tried = _sums(rows, "leads"), _sums(rows, "tried")
    all_due, all_tried = sum(due.values()), sum(tried.values())
    parts = _parts(scope, rows, spend)
    found = []
    for name in sorted(due, key=lambda each: (-due[each], each)):
        rest = wilson(all_tried - tried[name], all_due - due[name])
        own = wilson(tried[name], due[name])
        if name == _NOBODY or tried[name] or due[name] < _LEAST:
            continue
        if rest is None or own is None or own.high >= rest.low:
            continue
        found.append(_segment(scope, name, due[name], parts.get(name, 0)))
    return tuple(found)


def _segment(scope: Scope, name: str, due: int, spent: int) -> Segment:
    rows = Rows("rows_leak_segment", due, (("cell", name),))
    tried = scope.number(
        f"leak_segment:{name}", "Leads tried", 0.0, "share", _TRIED, "leak_segments",
        clause="sales_promises.follow_up", rows=rows, interval=wilson(0, due), part=Part(0, due, "leads due"),
    )  # fmt: skip
    money = scope.number(
        f"leak_segment_spend:{name}", "Spent on it", Money(spent, scope.currency).major, scope.currency, _SPENT,
        "leak_segments", clause="budget", rows=rows,
    )  # fmt: skip
    return Segment(name, tried, money)


def _sums(rows: Sequence[Row], of: str) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        found[row["segment"]] += row[of]
    return found


def _parts(scope: Scope, rows: Sequence[Row], spend: Sequence[Row]) -> dict[str, int]:
    """Each segment's part of what its channels cost, in minor units; all parts of a channel sum to its spend."""
    amounts: dict[str, list[Amount]] = defaultdict(list)
    for row in spend:
        amounts[row["channel"]].append(Amount(row["amount"], row["currency"], row["day"]))
    leads: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        leads[row["channel"]][row["segment"]] = row["leads"]
    found: dict[str, int] = defaultdict(int)
    for channel, each in leads.items():
        for segment, minor in _split(scope, amounts.get(channel, []), each).items():
            found[segment] += minor
    return found


def _split(scope: Scope, amounts: list[Amount], leads: Mapping[str, int]) -> dict[str, int]:
    total = add(amounts, scope.rates).sum
    if total is None or total.currency != scope.currency:
        return {}
    whole = sum(leads.values())
    exact = [Decimal(total.minor) * n / whole for n in leads.values()]
    return dict(zip(leads, whole_minor(exact), strict=True))


def _content(scope: Scope, rows: Sequence[Row]) -> Number:
    agreed = scope.document.content if scope.document else None
    quiet = sum(bool(row["quiet"]) for row in rows)
    words = "pieces of content that a touch names and that nobody used for as long as the agreement lets content lie"
    number = scope.number(
        "leak_content", "Content that was used before and lies unused", quiet, "pieces", words, "leak_content",
        clause="content.unused_after", rows=Rows("rows_leak_content", quiet),
        part=Part(quiet, len(rows), "pieces known"),
    )  # fmt: skip
    if agreed is None or agreed.unused_after.days is None:
        return replace(number, value=None, rows=None, part=None, enough=False, note=_UNSAID)
    if not rows:
        return replace(
            number, value=None, rows=None, part=None, enough=False, note="no touch names any content"
        )
    return number
