"""A system's objects and statuses as Markdown tables, so that the page of the docs cannot drift from code."""

from accord.connectors.objects.system import System
from accord.vocabulary.status import StatusType


def describe_objects(system: System) -> str:
    """One row an object: its name, what a row becomes, and the columns by which it is recognised."""
    lines = ["| object | recognised by | what a row becomes |", "|---|---|---|"]
    for declared in system.objects:
        spelled = {column.key: column.spellings[0] for column in declared.columns}
        needed = ", ".join(
            " or ".join(f"`{spelled[key]}`" for key in sorted(one_of) if key in spelled)
            for one_of in declared.needs
            if "sign" not in one_of
        )
        lines.append(f"| {declared.name} | {needed} | {declared.becomes} |")
    return "\n".join(lines)


def describe_statuses(system: System) -> str:
    """One row a table and type: the labels and internal values that mean it."""
    lines = ["| statuses | type | values |", "|---|---|---|"]
    for name, statuses in system.statuses.items():
        for kind in StatusType:
            labels = ", ".join(label for said, label in statuses.labels if said is kind)
            if labels:
                lines.append(f"| {name} | {kind} | {labels} |")
    return "\n".join(lines)
