"""Retention (gross, net, customers), renewals by quarter, and customers at risk by the agreed signs.

Over twelve months: who paid on the day a year before the window's end, and what they pay at its end (`contracts.sql`).
Money of several currencies is brought together at the rates of the day a year before, then and now alike: a rate that
moved is nobody's churn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from accord.agreement.at_risk import CLAUSE, at_risk_of
from accord.measures.kept_share import (
    Pair,
    expansion_share,
    gross_interval,
    gross_share,
    net_share,
    ratio_interval,
)
from accord.measures.mirror import Mirror
from accord.measures.number import Interval, Number, Part, Rows, Value, Window
from accord.measures.retention_lines import SIGNS, KeptCustomers, RenewalQuarter, Retention, Sign
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.measures.wilson import ENOUGH, wilson
from accord.vocabulary.money import Money
from accord.vocabulary.said import joined, said

OF = "retention:"  # what the names of its numbers begin with: retention:gross:water
Row = dict[str, Any]
_YEAR = timedelta(days=365)
_GROSS = "what customers of a year before still pay, growth left out / what they paid then"
_NET = "what customers of a year before pay now / what they paid then"
_LOGO = "customers of a year before with a contract in force / customers of a year before"
_MORE = "what customers of a year before added / what they paid then"
_RATE = "contracts renewed / contracts that came to their end and were decided"
_RULES = {
    "past_end": "the contract is past its end, and nobody says what came of it",
    "renewal_near": "the contract ends within %(n)s days, and its renewal is undecided",
    "silent": "nobody of theirs did anything for %(n)s days",
    "untouched": "neither team reached them for %(n)s days",
    "use_down": "their use is %(n)s %% or more below the most of the last twelve months",
}


def retention(mirror: Mirror, scope: Scope) -> Retention:
    """Retention over the twelve months that end with the window (today without one). Empty without won deals."""
    bound = scope.bound()
    with sitting(mirror) as asked:
        rows = asked.ask("retention", **bound)
        quarters = asked.ask("renewals", **bound)
        known = asked.ask("known_use", **bound)[0]
        risks = asked.ask("at_risk", **bound)
    scope = replace(scope, as_of=mirror.as_of)
    segments = sorted({row["segment"] for row in rows}, key=lambda name: (-_count(rows, name), name))
    whole = _kept(scope, "", rows) if rows else None
    return Retention(
        window=_year(scope),
        zone=scope.zone,
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        whole=whole,
        segments=tuple(_kept(scope, name, [r for r in rows if r["segment"] == name]) for name in segments),
        renewal=_renewal(scope, "", quarters, known),
        quarters=tuple(_quarter(scope, row, known) for row in quarters),
        at_risk=_counted(
            scope, "at_risk", "At risk", len(risks), "customers with any of the agreed signs", ""
        ),
        signs=tuple(_sign(scope, name, risks, known) for name in SIGNS),
        says=_said(whole, known),
    )


def _year(scope: Scope) -> Window:
    end = (
        min(scope.window.end, scope.today + timedelta(days=1))
        if scope.window
        else scope.today + timedelta(days=1)
    )
    return Window(end - _YEAR, end)


def _count(rows: Sequence[Row], segment: str) -> int:
    return sum(row["segment"] == segment for row in rows)


def _said(whole: KeptCustomers | None, known: Row) -> str:
    if whole is None:
        return "no customer is older than a year" if known["won"] else "no won deal is known yet"
    if not known["decided"]:
        return "no system says what became of renewals: every contract counts as going on"
    undecided = whole.customers.beside[0].value if whole.customers.beside else 0
    if undecided:
        return said(
            "%(n)s customers are past their contract's end and undecided; they count as staying", n=undecided
        )
    return "every contract that came to its end is decided"


def _pairs(scope: Scope, rows: Sequence[Row]) -> tuple[list[Pair], str]:
    """What each customer paid and pays, in one currency; and what could not be brought to it, in words."""
    found: list[Pair] = []
    day, left = _year(scope).start, 0
    several = len({row["currency"] for row in rows if row["currency"]}) > 1
    for row in rows:
        currency = row["currency"] or scope.currency
        rate = scope.rates.on(currency, day) if scope.rates.currency else None
        if row["currencies"] > 1 or (rate is None and (several or scope.rates.currency)):
            left += 1
            continue
        then, now = (
            float(Money(row[of], currency).major * (rate or 1)) for of in ("amount_then", "amount_now")
        )
        found.append((then, now))
    if not left:
        return found, ""
    return found, said("%(n)s customers pay in currencies without one agreed rate: not in it", n=left)


def _kept(scope: Scope, segment: str, rows: Sequence[Row]) -> KeptCustomers:
    pairs, left = _pairs(scope, rows)
    paid = [pair for pair in pairs if pair[0] > 0]
    unpriced = sum(row["amount_then"] == 0 for row in rows)
    none = said("%(n)s customers without an amount are not in it", n=unpriced) if unpriced else ""
    made = _Maker(
        scope, segment, rows, joined(_few(len(paid)) if paid else "nobody of them has an amount", left, none)
    )
    enough = len(paid) >= ENOUGH
    return KeptCustomers(
        key=segment,
        label=segment or "All customers",
        customers=made.customers(),
        gross=made.share(
            "gross", "Gross retention", _GROSS, gross_share(paid), gross_interval(paid), "less", enough
        ),
        net=made.share("net", "Net retention", _NET, net_share(paid), ratio_interval(paid), "more", enough),
        logo=made.logo(),
        expansion=made.share("expansion", "Expansion", _MORE, expansion_share(paid), None, "more", enough),
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    """The numbers of one line; an empty segment is all customers together."""

    scope: Scope
    segment: str
    rows: Sequence[Row]
    note: str

    def share(
        self,
        name: str,
        label: str,
        formula: str,
        value: float | None,
        span: Interval | None,
        tried: str,
        enough: bool,
    ) -> Number:
        count = sum(_is(row, tried) for row in self.rows)
        return self.scope.number(
            self._name(name), label, value, "share", formula, "retention",
            clause="retention.gross" if name == "gross" else "retention.net",
            rows=self._rows(count, tried), enough=enough, note=self.note, interval=span,
            target=None if self.segment else _target(self.scope, name),
        )  # fmt: skip

    def logo(self) -> Number:
        stayed, cases = sum(row["contracts_now"] > 0 for row in self.rows), len(self.rows)
        return self.scope.number(
            self._name("logo"), "Customers kept", stayed / cases if cases else None, "share", _LOGO, "retention",
            clause="retention", rows=self._rows(stayed, "stayed"), enough=cases >= ENOUGH, note=_few(cases),
            interval=wilson(stayed, cases), part=Part(stayed, cases, "customers"),
        )  # fmt: skip

    def customers(self) -> Number:
        undecided = sum(row["undecided"] > 0 for row in self.rows)
        beside = self._count(
            "undecided", "Undecided", undecided, "of them past their contract's end, undecided"
        )
        words = "customers with a contract in force a year before"
        return replace(
            self._count("customers", "Customers a year before", len(self.rows), words), beside=(beside,)
        )

    def _count(self, name: str, label: str, value: int, words: str) -> Number:
        return self.scope.number(
            self._name(name), label, value, "customers", words, "retention", clause="retention",
            rows=self._rows(value, name),
        )  # fmt: skip

    def _name(self, name: str) -> str:
        return f"{OF}{name}:{self.segment}"

    def _rows(self, count: int, tried: str) -> Rows:
        cell = (("cell", self.segment),) if self.segment else ()
        return Rows("rows_retention", count, (*cell, ("tried", tried)))


def _few(customers: int) -> str:
    if customers >= ENOUGH:
        return ""
    return said("only %(n)s customers: read the interval, not the share", n=customers)


def _is(row: Row, tried: str) -> bool:
    more: bool = row["amount_now"] > row["amount_then"]
    less: bool = row["amount_now"] < row["amount_then"]
    return more if tried == "more" else less


def _target(scope: Scope, name: str) -> Value:
    agreed = (
        getattr(scope.document.retention, name, None) if scope.document and scope.document.retention else None
    )
    return float(agreed.as_share) if agreed is not None else None


def _renewal(scope: Scope, quarter: str, rows: Sequence[Row], known: Row) -> Number:
    renewed, lost = sum(row["renewed"] for row in rows), sum(row["lost"] for row in rows)
    where = (("tried", "renewed"), *((("cell", quarter),) if quarter else ()))
    number = scope.share(
        f"{OF}renewal:{quarter}", "Renewal rate", renewed, renewed + lost, _RATE, "renewals",
        Rows("rows_renewals", renewed, where), "retention.gross", "decided contracts",
    )  # fmt: skip
    few = said("only %(n)s decided: read the interval, not the share", n=renewed + lost)
    none = "" if known["decided"] else "no system says what became of renewals"
    return replace(number, note=none or ("" if number.enough else few))


def _quarter(scope: Scope, row: Row, known: Row) -> RenewalQuarter:
    first: date = row["quarter"]
    undecided = scope.number(
        f"{OF}open:{first}", "Undecided", row["undecided"], "contracts",
        "contracts that came to their end in the quarter, and nobody says what came of them", "renewals",
        clause="retention.gross",
        rows=Rows("rows_renewals", row["undecided"], (("tried", "undecided"), ("cell", str(first)))),
    )  # fmt: skip
    label = f"{first.year}-Q{(first.month + 2) // 3}"
    after = date(first.year + (first.month > 9), (first.month + 2) % 12 + 1, 1)
    left = max((after - scope.today).days, 0)
    return RenewalQuarter(
        first, label, _renewal(scope, str(first), [row], known), undecided, row["young"], left
    )


def _sign(scope: Scope, name: str, risks: Sequence[Row], known: Row) -> Sign:
    signs = at_risk_of(scope.document)
    limits = {"renewal_near": signs.renewal_days, "silent": signs.silent_days, "untouched": signs.untouched_days,
              "use_down": round(100 * signs.use_down)}  # fmt: skip
    rule = said(_RULES[name], n=limits[name]) if name in limits else _RULES[name]
    number = _counted(scope, name, SIGNS[name], sum(bool(r[name]) for r in risks), rule, name)
    if name == "use_down" and not known["with_use"]:
        number = replace(
            number, value=None, rows=None, enough=False, note="no system says how much a customer uses"
        )
    elif name.replace("_", " ") not in signs.agreed and name != "past_end":
        number = replace(number, note="the agreement names no limit: this is the usual one")
    return Sign(name, rule, number)


def _counted(scope: Scope, name: str, label: str, value: int, words: str, reason: str) -> Number:
    part = "" if reason in ("", "past_end") else "." + reason.replace("_", " ")
    return scope.number(
        f"{OF}{name}", label, value, "customers", words, "at_risk", clause=CLAUSE + part,
        rows=Rows("rows_at_risk", value, (("reason", reason),) if reason else ()),
    )  # fmt: skip
