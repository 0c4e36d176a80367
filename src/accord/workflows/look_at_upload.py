"""What an uploaded file is: its columns and first rows, the system it comes from, the mapping guessed."""

from dataclasses import dataclass
from pathlib import Path

from accord.connectors.csv_file.guess import Guessed, guess
from accord.connectors.protocol import Sniffed
from accord.teams.rights import Right, require
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer
from accord.workflows.connectors import find_connectors, recognise
from accord.workflows.uploads import get_upload

_GENERAL = "csv_file"
_SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of a file; `problem` where it is no table. `mapping` (YAML) and `source` are proposals."""

    header: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    format: str = ""
    encoding: str = ""
    connector: str = _GENERAL
    object: str = ""
    recognised: bool = False
    source: str = ""
    mapping: str = ""
    columns: tuple[Guessed, ...] = ()
    unsure: tuple[str, ...] = ()
    problem: AccordError | None = None


def look_at(viewer: Viewer, token: str) -> Look:
    """Look at the beginning of an uploaded file; books nothing."""
    return look_at_file(viewer, get_upload(viewer, token).path)


def look_at_file(viewer: Viewer, path: Path) -> Look:
    """Look at the beginning of a file; books nothing."""
    require(viewer, Right.import_files)
    try:
        connector, verdict, sniffed = recognise(path)
    except AccordError as problem:
        return Look(problem=problem)
    if connector.name == _GENERAL:
        return _look_by_mapping(sniffed)
    return Look(
        sniffed.header,
        sniffed.sample[:_SAMPLE],
        sniffed.format,
        sniffed.encoding,
        connector.name,
        verdict.object,
        recognised=True,
        source=connector.name,
    )


def connector_names(viewer: Viewer) -> tuple[str, ...]:
    """The systems a file can be read as."""
    require(viewer, Right.import_files)
    return tuple(find_connectors())


def _look_by_mapping(sniffed: Sniffed) -> Look:
    """A table of no known system: what each column probably means, and what to look over."""
    guessed = guess(sniffed)
    return Look(
        sniffed.header,
        sniffed.sample[:_SAMPLE],
        sniffed.format,
        sniffed.encoding,
        mapping=guessed.text(),
        columns=guessed.columns,
        unsure=guessed.unsure,
    )
