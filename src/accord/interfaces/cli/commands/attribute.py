"""accord attribute: share out the conversions of a file of paths, by every model."""

from datetime import datetime
from pathlib import Path

import click

from accord.interfaces.cli.app import Said, command
from accord.reporting.attributed import FileCredit, ModelCredit
from accord.vocabulary.people import Viewer
from accord.workflows.attribute_file import PathColumns, attribute_file

_SHOWN = 20  # rows of a file that could not be read; --json has them all


@command("attribute", before_init=True)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--path", "path", default="path", show_default=True, help="Column of the paths.")
@click.option("--conversions", default="total_conversions", show_default=True, help="Column of conversions.")
@click.option("--value", default="", help="Column of the conversions' value.")
@click.option("--nulls", default="", help="Column of paths without a conversion.")
@click.option("--separator", default=">", show_default=True, help="What stands between two channels.")
@click.option("--model", default="all", show_default=True, help="all, markov, or a model by its name.")
@click.option("--order", type=int, default=1, show_default=True, help="Memory of the Markov chain: 1 to 3.")
@click.option("--direct", multiple=True, help="A channel that counts as direct; may be given again.")
def attribute(
    viewer: Viewer,
    now: datetime,
    file: Path,
    path: str,
    conversions: str,
    value: str,
    nulls: str,
    separator: str,
    model: str,
    order: int,
    direct: tuple[str, ...],
) -> Said:
    """Credit each channel of FILE by every model that its paths can carry, and how far the models lie apart.

    FILE has a row for all who took the same way (CSV, Excel or Parquet): alpha > beta > alpha, 3, 120.50, 7.
    """
    columns = PathColumns(path=path, conversions=conversions, value=value, nulls=nulls)
    made = attribute_file(file, columns, separator=separator, model=model, order=order, direct=direct)
    return Said(made, _lines(made))


def _lines(made: FileCredit) -> list[str]:
    won = f"{made.conversions:,.10g} conversions worth {made.value:,.2f}"
    lines = [f"{made.rows:,} rows: {won}, {made.nulls:,.10g} paths without."]
    for each in made.refused[:_SHOWN]:
        lines.append(
            f"  line {each.line}: {each.column} {each.value!r}: {each.reason.value}; left out. {each.remedy}"
        )
    if len(made.refused) > _SHOWN:
        lines.append(f"  and {len(made.refused) - _SHOWN:,} rows more; --json names them all")
    for model in made.models:
        lines += ["", *_model(model)]
    if len(made.models) > 1:
        lines += ["", "HOW FAR THE MODELS LIE APART"]
        lines += [f"  {each.channel:<30}{each.least:>8.1%} to {each.most:>6.1%}" for each in made.spread]
    return lines


def _model(made: ModelCredit) -> list[str]:
    if made.why_not:
        return [f"{made.label}: not reckoned, {made.why_not}."]
    lines = [f"{made.label}" + (f" ({made.states:,} states)" if made.states else "")]
    for row in made.rows:
        effect = "" if row.removal_effect is None else f"   removal {row.removal_effect:.8f}"
        lines.append(
            f"  {row.channel:<30}{row.conversions:>14,.4f}{row.share:>8.1%}{row.value:>18,.4f}{effect}"
        )
    if made.unattributed or made.unattributed_value:
        lines.append(
            f"  {'unattributed':<30}{made.unattributed:>14,.4f}{'':>8}{made.unattributed_value:>18,.4f}"
        )
    return lines
