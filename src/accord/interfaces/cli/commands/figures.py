"""How a measure's numbers are said on the command line: a line each, with interval, note and what stands beside."""

from collections.abc import Iterable

from accord.interfaces.cli.commands.board import shown
from accord.reporting.board import Number


def figure_line(number: Number, label: str = "") -> str:
    """One number with its interval, its cases and its note."""
    parts = [f"  {label or number.label:<34.34}{shown(number):>14}"]
    if number.interval is not None:
        parts.append(_range(number))
    if number.part is not None:
        parts.append(f"{number.part.hits:,} of {number.part.cases:,} {number.part.what}")
    if number.note:
        parts.append(str(number.note))
    return "  ".join(parts)


def figure_lines(numbers: Iterable[Number]) -> list[str]:
    """A line for each."""
    return [figure_line(number) for number in numbers]


def _range(number: Number) -> str:
    span = number.interval
    assert span is not None
    if number.unit == "share":
        return f"({100 * span.low:.1f} to {100 * span.high:.1f} %)"
    return f"({span.low:,.1f} to {span.high:,.1f} {number.unit})"
