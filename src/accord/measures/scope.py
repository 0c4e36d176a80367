"""What a board is reckoned over: the window, the reporting zone, and the agreement's words as numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accord.agreement.at_risk import at_risk_of
from accord.agreement.content_clause import ways_of
from accord.agreement.first_hour import first_hour_of
from accord.agreement.shape import Document
from accord.agreement.shape.measure import Kpi
from accord.measures.contact_bound import ContactBound, contact_bound
from accord.measures.credit_clause import credit_bound
from accord.measures.leak_clauses import LeakClauses, leak_clauses
from accord.measures.manifest import Manifest
from accord.measures.number import Interval, Number, Part, Reading, Rows, Value, Window
from accord.measures.promised_times import PromisedTimes, promised_times
from accord.measures.rates import Rates, rates_of
from accord.measures.send_time.where import send_bound
from accord.measures.wilson import ENOUGH, wilson
from accord.vocabulary.quantity import OutOf, Share
from accord.vocabulary.said import said

# What the use of content binds of published pieces and of whom they reached: lists side by side.
PIECES = (
    "piece_keys", "piece_names", "piece_since", "piece_stages", "piece_segments", "piece_places", "share_pieces",
    "share_subjects", "share_since", "share_ways",
)  # fmt: skip
NO_AGREEMENT = Reading("", False)


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything the measures need beside the mirror. `mature_days` 0: no clause, every lead has matured."""

    now: datetime
    reading: Reading = NO_AGREEMENT
    window: Window | None = None
    zone: str = "UTC"
    mature_days: int = 0
    line: int = 0  # the first stage of sales
    qualified: int = -1
    ready: int = -1  # the stage counted as sales-ready
    final: int = -1  # the stage of a won deal
    currency: str = ""
    rates: Rates = field(default_factory=lambda: Rates("", {}))
    kpis: Mapping[str, Kpi] = field(default_factory=dict)
    as_of: datetime | None = None
    document: Document | None = None
    times: PromisedTimes = field(default_factory=PromisedTimes)
    leaks: LeakClauses = field(default_factory=LeakClauses)
    contact: ContactBound = field(default_factory=ContactBound)
    pieces: Mapping[str, Any] = field(default_factory=dict)  # published content, where a measure asks for it
    campaign: Mapping[str, Any] = field(default_factory=dict)  # whose results are asked for
    arrivals: str = ""  # `random`: leads were shared out at random, whatever the routing here recorded

    @property
    def today(self) -> date:
        """The day it is in the reporting zone."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def bound(self, **more: Any) -> dict[str, Any]:
        """The parameters that named queries bind."""
        start, end = (self.window.start, self.window.end) if self.window else (None, None)
        return {
            "zone": self.zone,
            "from_day": start,
            "to_day": end,
            "today": self.today,
            "now_at": self.now,
            "since": self.now - timedelta(days=30),
            "mature_days": self.mature_days,
            "by_definition": self.qualified >= 0,
            "line": self.line,
            "ready": self.ready if self.ready >= 0 else self.line,
            "final": self.final,
            "qualified": self.qualified,
            "arrivals": self.arrivals,
            "segment": None,  # an industry; None: all of them
            "first_since": None,  # when the first signed version came into force
            "kinds": sorted(int(kind) for kind in first_hour_of(self.document).kinds),
            "hold_seconds": int(first_hour_of(self.document).hold.total_seconds()),
            "covered_names": [],  # campaigns that were signed off, a name for each span
            "covered_from": [],
            "covered_until": [],
            **{name: [] for name in PIECES},
            "content_ways": list(ways_of(self.document)),
            **self.pieces,
            "result_names": [],  # under which facts name the campaign whose results are asked for
            "held_subjects": [],  # whom it drew here to get nothing, and since when
            "held_since": [],
            **self.campaign,
            **self.times.bound(),
            **self.leaks.bound(),
            **self.contact.bound(),
            **at_risk_of(self.document).bound(),
            **credit_bound(self.document.attribution if self.document else None),
            **send_bound(),
            **more,
        }

    def number(
        self, name: str, label: str, value: Value, unit: str, formula: str, sql: str, **more: Any
    ) -> Number:
        """A number under this agreement, as of this mirror."""
        return Number(name, label, value, unit, formula, sql, reading=self.reading, as_of=self.as_of, **more)

    def share(
        self,
        name: str,
        label: str,
        hits: int,
        cases: int,
        formula: str,
        sql: str,
        rows: Rows | None,
        clause: str = "",
        of: str = "matured leads",
    ) -> Number:
        """A share with its 95 % interval and what it is a share of; too few cases are said."""
        value = hits / cases if cases else None
        short = said("only %(n)s matured: read the interval, not the share", n=cases)
        few = short if cases < ENOUGH else ""
        interval: Interval | None = wilson(hits, cases)
        return self.number(
            name, label, value, "share", formula, sql,
            clause=clause, rows=rows, enough=not few, note=few, interval=interval, part=Part(hits, cases, of),
        )  # fmt: skip

    def target(self, kpi: str) -> Value:
        """The agreed target of a joint figure; None where none is agreed."""
        agreed = self.kpis.get(kpi)
        if agreed is None or agreed.target is None:
            return None
        return plain_target(agreed.target)


def plain_target(target: Decimal | Share | OutOf) -> Value:
    """A target as a number's value: a share 0-1, an amount, or the first of `105 of 150`."""
    if isinstance(target, Share):
        return float(target.as_share)
    if isinstance(target, OutOf):
        return target.n
    return target


def scope_of(
    document: Document | None, reading: Reading, manifest: Manifest, *, window: Window | None, now: datetime
) -> Scope:
    """The scope of an agreement (or of none) over a mirror that was folded under it."""
    base = Scope(now=now, reading=reading, window=window, line=manifest.handoff_line)
    if document is None:
        return base
    ids = [stage.id for stage in manifest.stages]
    conversion = document.count.conversion if document.count else None
    matured = conversion.matured_after.days if conversion and conversion.matured_after else 0
    reporting = document.reporting
    return Scope(
        now=now,
        reading=reading,
        window=window,
        zone=reporting.zone if reporting else "UTC",
        mature_days=matured or 0,
        line=manifest.handoff_line,
        qualified=manifest.qualified_stage,
        ready=_ready(ids, manifest),
        final=manifest.won_stage,
        currency=document.agreement.currency,
        rates=rates_of(document),
        kpis=document.kpis,
        document=document,
        times=promised_times(document, _first_day(manifest, now), now.date()),
        leaks=leak_clauses(document),
        contact=contact_bound(document),
    )


def _first_day(manifest: Manifest, now: datetime) -> date:
    starts = [segment.first_at[:10] for segment in manifest.facts if segment.first_at]
    return date.fromisoformat(min(starts)) if starts else now.date()


def _ready(ids: list[str], manifest: Manifest) -> int:
    """The stage counted as sales-ready: by its name, else the one before won, else the hand-off line."""
    for name in ("sales_ready", "sql", "opportunity"):
        if name in ids:
            return ids.index(name)
    before_won = manifest.won_stage - 1
    return before_won if before_won >= manifest.handoff_line else manifest.handoff_line
