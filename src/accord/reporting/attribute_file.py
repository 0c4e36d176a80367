"""Credit over a file of paths that somebody else counted: ChannelAttribution's format, no company needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from accord.connectors.tabular.columns import need_columns
from accord.connectors.tabular.numbers import NumberColumn, NumberReader
from accord.connectors.tabular.rows import read_rows, sniff
from accord.connectors.tabular.split import refuse
from accord.measures.attribution.models import BY_NAME, MODELS, Kind, Model
from accord.measures.attribution.paths import Paths, parse_paths
from accord.measures.attribution.reckon import Credit, attribute
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Reason, Refused, RowSkipped

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathColumns:
    """Which column of the file holds what; without `value` or `nulls`, none of it is known."""

    path: str = "path"
    conversions: str = "total_conversions"
    value: str = ""
    nulls: str = ""


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


def attribute_file(
    path: Path,
    columns: PathColumns,
    *,
    separator: str = ">",
    model: str = ALL,
    order: int = 1,
    direct: Sequence[str] = (),
) -> FileCredit:
    """Share out a file's conversions by one model, or by all; a Markov chain by the order asked for.

    A row that cannot be read is left out and named. Raises Invalid for a file, column or model that is not there.
    """
    asked = _models(model, order)
    paths, refused = read_paths(path, columns, separator)
    made = attribute(paths, asked, direct)
    return FileCredit(
        rows=len(paths),
        refused=refused,
        conversions=float(paths.won.sum()),
        value=float(paths.value.sum()),
        nulls=float(paths.lost.sum()),
        models=tuple(_table(paths, credit) for credit in made),
        spread=_spread(paths, made),
    )


def read_paths(path: Path, columns: PathColumns, separator: str) -> tuple[Paths, tuple[Refused, ...]]:
    """The file's paths, and the rows that are not: a number that is none, or below zero.

    Whether 1,234 is more than a thousand is what the rest of its column says, and it is where nothing does.
    """
    sniffed = sniff(path)
    asked = (columns.conversions, columns.value, columns.nulls)
    need_columns(sniffed.header, (name for name in (columns.path, *asked) if name))
    at_path, at = (
        sniffed.header.index(columns.path),
        {name: sniffed.header.index(name) for name in asked if name},
    )
    rows, refused = list[tuple[int, list[str]]](), list[Refused]()
    seen = {name: NumberColumn(name) for name in at}
    for piece in read_rows(sniffed):
        if isinstance(piece, Refused):
            refused.append(piece)
        elif not isinstance(piece, RowSkipped):
            rows.append(piece)
            for name, column in seen.items():
                column.see(piece[1][at[name]].strip())
    readers = {name: NumberReader(column.settled() or ".") for name, column in seen.items()}
    written, numbers = list[str](), list[list[float]]()
    for line, cells in rows:
        read = [_count(cells[at[name]].strip(), readers[name]) if name else 0.0 for name in asked]
        wrong = next((name for name, each in zip(asked, read, strict=True) if isinstance(each, Reason)), "")
        if wrong:
            reason = next(each for each in read if isinstance(each, Reason))
            refused.append(refuse(line, wrong, cells[at[wrong]], reason))
        else:
            written.append(cells[at_path])
            numbers.append([each for each in read if isinstance(each, float)])
    won, value, lost = zip(*numbers, strict=True) if numbers else ((), (), ())
    return parse_paths(written, separator, won, value, lost), tuple(sorted(refused))


def _count(cell: str, read: NumberReader) -> float | Reason:
    number = read(cell) if cell else Decimal(0)
    if isinstance(number, Reason):
        return number
    return Reason.number_out_of_range if number < 0 else float(number)


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
