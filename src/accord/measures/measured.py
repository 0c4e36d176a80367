"""A measure by its name as plain lines, on this machine or on a cluster: the same lines on either."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow.compute as pc

from accord.journey.versions import Chain
from accord.measures.attribution.company import gather_paths
from accord.measures.attribution.reckon import Credit, attribute
from accord.measures.follow_up import follow_up
from accord.measures.funnel import funnel
from accord.measures.kpis import five
from accord.measures.leads import Whose, fold_all
from accord.measures.mirror import Mirror
from accord.measures.number import Number, Value
from accord.measures.quality import quality
from accord.measures.quality_lines import DIMENSIONS
from accord.measures.scope import Scope
from accord.vocabulary.credit import MODELS, Kind, Model
from accord.vocabulary.errors import NotFound
from accord.vocabulary.money import Money

HEURISTICS = tuple(model for model in MODELS if model.by_touch)
CHAINS = tuple(model for model in MODELS if model.kind is Kind.markov)
FOLDED = ("leads", "qualified", "won", "fit", "engagement")  # of a stage: how many, and sums in thousandths
Credits = tuple[tuple[str, ...], tuple[Credit, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: its name (`follow_up:median_hours`), value and unit."""

    name: str
    value: Value
    unit: str


@dataclass(frozen=True, slots=True)
class Engine:
    """Where a mirror is reckoned: what is more than questions in SQL, each engine does in its own way.

    `fold` gives, by stage, the figures of `FOLDED`.
    """

    name: str
    fold: Callable[[Mirror, Chain, datetime, Whose], Mapping[int, tuple[int, ...]]]
    credit: Callable[[Mirror, Scope, tuple[Model, ...]], Credits]


def measured(name: str, mirror: Mirror, scope: Scope, chain: Chain, engine: Engine) -> tuple[Line, ...]:
    """The lines of one measure. Raises `NotFound` for a name there is not."""
    if name not in MEASURES:
        raise NotFound(
            "measure.name", f'no measure is called "{name}"', f"ask for one of: {', '.join(MEASURES)}"
        )
    return tuple(MEASURES[name](mirror, scope, chain, engine))


def _fold(mirror: Mirror, scope: Scope, chain: Chain, engine: Engine) -> Iterator[Line]:
    stands = mirror.manifest
    whose = Whose(frozenset(stands.sales_sources), marketers=stands.marketers)
    found = engine.fold(mirror, chain, scope.now, whose)
    for at, stage in enumerate(stands.stages):
        for figure, value in zip(FOLDED, found.get(at, (0,) * len(FOLDED)), strict=True):
            yield Line(
                f"fold:{stage.id}:{figure}", value, "leads" if figure in FOLDED[:3] else "points / 1000"
            )


def _funnel(mirror: Mirror, scope: Scope, _chain: Chain, _engine: Engine) -> Iterator[Line]:
    made = funnel(mirror, scope)
    for stage in made.stages:
        yield from _lines("funnel", stage.entered, stage.share_of_first, stage.share_of_previous)
    for period in made.periods:
        yield from (Line(f"funnel:{period.start}:{stage}", leads, "leads") for stage, leads in period.entered)
    for cohort in made.cohorts:
        yield from (Line(f"cohort:{cohort.start}:{stage}", leads, "leads") for stage, leads in cohort.reached)


def _kpis(mirror: Mirror, scope: Scope, _chain: Chain, _engine: Engine) -> Iterator[Line]:
    yield from _lines("kpis", *five(mirror, scope))


def _follow_up(mirror: Mirror, scope: Scope, _chain: Chain, _engine: Engine) -> Iterator[Line]:
    yield from _lines("follow_up", *follow_up(mirror, scope))


def _quality(mirror: Mirror, scope: Scope, _chain: Chain, _engine: Engine) -> Iterator[Line]:
    for dimension in DIMENSIONS:
        made = quality(mirror, scope, dimension)
        for row in (*made.rows, *((made.whole,) if made.whole else ())):
            yield from _lines("", row.leads, row.revenue, *(each.number for each in row.judged()))


def _credit(mirror: Mirror, scope: Scope, _chain: Chain, engine: Engine) -> Iterator[Line]:
    channels, shared = engine.credit(mirror, scope, HEURISTICS)
    for credit in shared:
        yield from _credited(channels, credit, scope)


def _markov(mirror: Mirror, scope: Scope, _chain: Chain, engine: Engine) -> Iterator[Line]:
    channels, shared = engine.credit(mirror, scope, CHAINS)
    for credit in shared:
        if credit.removal is None:
            continue
        yield Line(f"markov:{credit.removal.order}:states", credit.removal.states, "states")
        yield Line(f"markov:{credit.removal.order}:chance", credit.removal.chance, "share")
        for channel, effect in zip(channels, credit.removal.effect[:, 0], strict=True):
            yield Line(f"markov:{credit.removal.order}:{channel}", float(effect), "share")


def _credited(channels: tuple[str, ...], credit: Credit, scope: Scope) -> Iterator[Line]:
    for channel, (won, value) in zip(channels, credit.credit, strict=True):
        yield Line(f"credit:{credit.model.name}:{channel}:won", float(won), "deals")
        yield Line(f"credit:{credit.model.name}:{channel}:value", float(value), _minor(scope))


def _minor(scope: Scope) -> str:
    return (
        f"{scope.currency} / {round(1 / Money(1, scope.currency).major)}" if scope.currency else "minor units"
    )


def _lines(of: str, *numbers: Number) -> Iterator[Line]:
    for number in numbers:
        yield Line(f"{of}:{number.name}" if of else number.name, number.value, number.unit)
        yield from _lines(of, *number.beside)


MEASURES: dict[str, Callable[[Mirror, Scope, Chain, Engine], Iterator[Line]]] = {
    "fold": _fold,
    "funnel": _funnel,
    "kpis": _kpis,
    "follow_up": _follow_up,
    "quality": _quality,
    "credit": _credit,
    "markov": _markov,
}


def _fold_here(mirror: Mirror, chain: Chain, as_of: datetime, whose: Whose) -> dict[int, tuple[int, ...]]:
    found: dict[int, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
    for tables in fold_all(mirror, chain, as_of, mirror.manifest.version, whose):
        leads = tables.leads
        for stage in pc.unique(leads["stage"]).to_pylist():
            of = leads.filter(pc.equal(leads["stage"], stage))
            sums = [pc.sum(of[name]).as_py() or 0 for name in ("fit_now", "engagement_now")]
            counts = [of.num_rows - of[name].null_count for name in ("qualified_at", "won_at")]
            found[stage] = found.get(stage, np.zeros(len(FOLDED), np.int64)) + np.array(
                [of.num_rows, *counts, *sums]
            )
    return {stage: tuple(int(each) for each in figures) for stage, figures in found.items()}


def _credit_here(mirror: Mirror, scope: Scope, models: tuple[Model, ...]) -> Credits:
    found = gather_paths(mirror, scope)
    return found.paths.channels, attribute(found.paths, models, found.direct)


HERE = Engine("duckdb", _fold_here, _credit_here)
