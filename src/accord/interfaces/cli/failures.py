"""What breaks around the command line (disk, database), as one of our errors: two lines, no stack trace."""

import os
from datetime import UTC, datetime
from pathlib import Path

from accord.vocabulary.errors import AccordError, ForNow, Invalid, OurFault
from accord.vocabulary.faults import trace_of


def as_error(problem: Exception) -> AccordError:
    """The error to show for any exception; what is not the user's to mend leaves its trace in a file."""
    if isinstance(problem, AccordError):
        return problem
    if isinstance(problem, OSError) and problem.filename:
        kept = keep_trace(problem)
        return Invalid(
            "cli.file_unusable",
            f'"{problem.filename}" cannot be used: {problem.strerror or type(problem).__name__}',
            f"check the path, its rights and the space left (details: {kept})",
        )
    if _is_of_database(problem):
        kept = keep_trace(problem)
        return ForNow(
            "cli.database",
            f"the database does not answer: {_first_line(problem)}",
            f"check ACCORD_DATABASE_URL, that it runs, and the data folder (details: {kept})",
        )
    return OurFault(
        "cli.our_fault",
        "something in Accord broke; nothing half-done was kept",
        f"report it with the end of {keep_trace(problem)}",
    )


def keep_trace(problem: Exception) -> str:
    """Write where it happened for whoever mends it; returns where, in words when nothing can be written.

    No message is kept: it may quote somebody, and no erasure reaches this file.
    """
    path = Path(os.environ.get("ACCORD_DATA", "data")) / "faults.log"
    text = "\n".join(trace_of(problem))
    try:
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"\n{datetime.now(UTC).isoformat()}\n{text}\n")
    except (OSError, ValueError):
        return "a log that could not be written"
    return str(path)


def _is_of_database(problem: Exception) -> bool:
    from django.db import DatabaseError, InterfaceError, OperationalError

    # A file that is no database raises the bare class; its other children are mistakes of ours.
    return isinstance(problem, OperationalError | InterfaceError) or type(problem) is DatabaseError


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]
