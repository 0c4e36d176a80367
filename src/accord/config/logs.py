"""What is logged, as a line of text or as one JSON object, and without anybody in it.

A log is kept longer than a person's data may be, and no erasure reaches it. So nothing that came from outside
passes: an exception is told by `vocabulary.faults`, a message as the programmer wrote it with its numbers
filled in and every text left out, and a library's finished sentence not at all.
"""

import json
import logging
import logging.config
import re
import threading
from datetime import UTC, datetime
from typing import Any

from accord.vocabulary.faults import kind_of, trace_of

_OWN = ("accord", "_granian")  # whose finished sentences hold nothing from outside
_PLACE = re.compile(r"%(?:\(\w+\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[a-zA-Z]")
_EXTRAS = ("job", "code")  # words of closed lists that our own code adds
log = logging.getLogger("accord.uncaught")


def said_by(record: logging.LogRecord) -> str:
    """The message without texts: `job … failed`, `3 of 5 rows`."""
    template = str(record.msg)
    if not record.args:
        return template if record.name.startswith(_OWN) else "(not shown: it may quote somebody)"
    given = record.args if isinstance(record.args, tuple) else (record.args,)
    shown = [str(each) if isinstance(each, int | float) else "…" for each in given]
    shown += ["…"] * template.count("%")
    return _PLACE.sub(lambda _: shown.pop(0), template.replace("%%", "percent"))


class Plain(logging.Formatter):
    """One line, and the places of an exception below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The text."""
        more = " ".join(f"{name}={value}" for name, value in _extras(record).items())
        lines = [
            f"{_instant(record)} {record.levelname.lower()} {record.name}: {said_by(record)} {more}".rstrip()
        ]
        return "\n".join([*lines, *_trace(record)])


class Json(logging.Formatter):
    """One object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The text."""
        told: dict[str, Any] = {
            "at": _instant(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "said": said_by(record),
            **_extras(record),
        }
        if trace := _trace(record):
            told |= {"fault": kind_of(record.exc_info[1]), "trace": trace}  # type: ignore[index,arg-type]
        return json.dumps(told, ensure_ascii=False)


def make_logging(form: str) -> dict[str, Any]:
    """The logging settings for a form: `plain` or `json`. The server's own lines pass the same way."""
    formatter = "accord.config.logs.Json" if form == "json" else "accord.config.logs.Plain"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"told": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "told"}},
        "loggers": {
            "_granian": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            "granian.access": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }


def configure(given: dict[str, Any]) -> None:
    """Put the settings in force, and log what a thread did not catch, which Python would print with its message.

    The main thread needs no such thing: the command line and the server catch what it does.
    """
    logging.config.dictConfig(given)

    def in_thread(given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None and given.exc_type is not SystemExit:
            trace = (given.exc_type, given.exc_value, given.exc_traceback)
            log.critical("nobody caught this", exc_info=trace)

    threading.excepthook = in_thread


def _extras(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(getattr(record, name)) for name in _EXTRAS if hasattr(record, name)}


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _trace(record: logging.LogRecord) -> list[str]:
    problem = record.exc_info[1] if record.exc_info else None
    return trace_of(problem) if problem is not None else []
