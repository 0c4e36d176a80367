"""Credit of paths as tables: each model's rows, what is nobody's, and how far the models lie apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.measures.attribution.paths import Paths
from accord.measures.attribution.reckon import Credit, attribute
from accord.vocabulary.credit import BY_NAME, MODELS, Kind, Model
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Refused

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCredit:
    """What a model credits to a channel; its removal effect where the model has one."""

    channel: str
    conversions: float
    value: float
    share: float  # of all conversions
    removal_effect: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCredit:
    """One model's table: rows sum to what was won with what is nobody's, or `why_not` says why there is none."""

    name: str
    label: str
    rows: tuple[ChannelCredit, ...]
    unattributed: float
    unattributed_value: float
    states: int | None = None
    chance: float | None = None  # of a path to win, by the model and by the file
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Least and most that the models credit to a channel, as shares of all conversions."""

    channel: str
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCredit:
    """Every asked model over one file."""

    rows: int
    refused: tuple[Refused, ...]
    conversions: float
    value: float
    nulls: float
    models: tuple[ModelCredit, ...]
    spread: tuple[Spread, ...]


def attribute_paths(
    paths: Paths,
    refused: Sequence[Refused] = (),
    *,
    model: str = ALL,
    order: int = 1,
    direct: Sequence[str] = (),
) -> FileCredit:
    """Share out what paths won by one model, or by all; a Markov chain by the order asked for.

    Raises Invalid for a model or an order that is not there.
    """
    made = attribute(paths, _models(model, order), direct)
    return FileCredit(
        rows=len(paths),
        refused=tuple(refused),
        conversions=float(paths.won.sum()),
        value=float(paths.value.sum()),
        nulls=float(paths.lost.sum()),
        models=tuple(_table(paths, credit) for credit in made),
        spread=_spread(paths, made),
    )


def _models(name: str, order: int) -> tuple[Model, ...]:
    if order not in (1, 2, 3):
        raise Invalid(
            "attribution.order", f"A chain of order {order} is not reckoned.", "Ask for order 1, 2 or 3."
        )
    if name == ALL:
        return tuple(each for each in MODELS if each.kind is not Kind.markov or each.order == order)
    wanted = f"markov {order}" if name == "markov" else name
    if wanted not in BY_NAME:
        known = ", ".join(BY_NAME)
        raise Invalid(
            "attribution.model", f'There is no model "{name}".', f"Ask for all, markov, or one of: {known}."
        )
    return (BY_NAME[wanted],)


def _table(paths: Paths, made: Credit) -> ModelCredit:
    whole = float(paths.won.sum()) or 1.0
    effects = None if made.removal is None else made.removal.effect[:, 0]
    rows = tuple(
        ChannelCredit(
            channel=channel,
            conversions=float(won),
            value=float(value),
            share=float(won) / whole,
            removal_effect=None if effects is None else float(effects[n]),
        )
        for n, (channel, (won, value)) in enumerate(zip(paths.channels, made.credit, strict=True))
    )
    return ModelCredit(
        name=made.model.name,
        label=made.model.label,
        rows=() if made.why_not else rows,
        unattributed=float(made.nobody[0]),
        unattributed_value=float(made.nobody[1]),
        states=made.removal.states if made.removal else None,
        chance=made.removal.chance if made.removal else None,
        why_not=made.why_not,
    )


def _spread(paths: Paths, made: Sequence[Credit]) -> tuple[Spread, ...]:
    said = [credit.credit[:, 0] for credit in made if not credit.why_not]
    whole = float(paths.won.sum()) or 1.0
    return tuple(
        Spread(
            channel=name,
            least=float(min(c[n] for c in said)) / whole,
            most=float(max(c[n] for c in said)) / whole,
        )
        for n, name in enumerate(paths.channels)
        if said
    )
