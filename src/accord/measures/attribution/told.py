"""What buyers say themselves of where they come from, beside the channel of record; never added."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from accord.measures.attribution.company import CompanyPaths
from accord.measures.attribution.told_shapes import Told, ToldSource
from accord.measures.hears.topics import SORTS, topics_of
from accord.measures.number import Number, Rows
from accord.measures.scope import Scope
from accord.measures.sitting import Sitting
from accord.vocabulary import said as texts

_SAID = "deals won in the window whose buyer said so, at an outcome or in a form; beside credit, never added"
_ANSWERED = "deals won in the window whose buyer said where they inform themselves or heard of us"
_SILENT = (
    "deals won in the window whose buyer said nothing of it, or at an outcome what fewer than five people say"
)
_AGREED = "of the deals whose buyer named a channel: those whose lead came by a channel that they named"
_TOUCHED = "of the deals whose buyer named a channel: those with a touch of a channel that they named"
_NAMED = "deals whose buyer named a channel"
_INFORMED_BY = SORTS[-1]


def told_of(asked: Sitting, scope: Scope, found: CompanyPaths) -> Told:
    """What the buyers of a sitting's won deals said; no rows where nobody said anything."""
    said: dict[int, set[str]] = defaultdict(set)
    source: dict[int, str] = {}
    for row in asked.ask("credit_told", **scope.bound()):
        source[row["path_no"]] = row["source"]
        said[row["path_no"]] |= {row["topic"]} if row["topic"] is not None else set()
    channels = _folded({*found.paths.channels, *source.values()})
    named = {topic: channel_in(topic, channels) for topics in said.values() for topic in topics}
    met = _met(found)
    by_path = {path: {named[topic] for topic in topics} - {""} for path, topics in said.items()}
    matched = [path for path, names in by_path.items() if names]
    answered = sum(bool(topics) for topics in said.values())
    rows = [
        _row(topic, named[topic], [path for path, topics in said.items() if topic in topics], source, met, scope)
        for topic in named
    ]  # fmt: skip

    def share(name: str, label: str, hits: int, formula: str) -> Number:
        told, named = f"credit:told:{name}", len(matched)
        made = scope.share(told, label, hits, named, formula, "credit_told", None, of=_NAMED)
        short = texts.said("only %(n)s named a channel: read the interval, not the share", n=named)
        return made if made.enough else replace(made, note=short)

    agreed = sum(source[path] in by_path[path] for path in matched)
    touched = sum(bool(met[path] & by_path[path]) for path in matched)
    return Told(
        deals=len(said),
        answered=_deals(scope, "answered", "Said something themselves", answered, _ANSWERED),
        silent=_deals(scope, "silent", "No answer", len(said) - answered, _SILENT, ("reason", "none")),
        matched=len(matched),
        agreed=share("agreed", "Said the channel that their lead came by", agreed, _AGREED),
        touched=share("touched", "Said a channel that is on their path", touched, _TOUCHED),
        rows=tuple(sorted(rows, key=lambda row: (-_plain(row.number), row.said))),
    )


def channel_in(said: str, channels: Mapping[tuple[str, ...], str]) -> str:
    """The channel whose name's words an answer holds, the longest first; empty where it holds none.

    >>> channel_in("a linkedin ad", {("linkedin",): "LinkedIn", ("paid", "search"): "paid_search"})
    'LinkedIn'
    """
    words = set(_words(said))
    fits = [words_of for words_of in channels if words_of and words.issuperset(words_of)]
    return channels[max(fits, key=lambda each: (len(each), each))] if fits else ""


def _folded(channels: Iterable[str]) -> dict[tuple[str, ...], str]:
    return {_words(name): name for name in sorted(channels) if not name.startswith("(")}


def _words(text: str) -> tuple[str, ...]:
    """The words of a name as those of an answer are folded."""
    told = topics_of(_INFORMED_BY, text.replace("_", " "))
    return tuple(word for part in told for word in part.split())


def _met(found: CompanyPaths) -> dict[int, set[str]]:
    """The channels on each won path, by the number that the sitting knows it under."""
    paths, met = found.paths, dict[int, set[str]]()
    for path in np.flatnonzero(paths.won > 0).tolist():
        codes = paths.channel[paths.offset[path] : paths.offset[path + 1]]
        met[int(found.number[path])] = {paths.channels[code] for code in np.unique(codes)}
    return met


def _row(
    topic: str, channel: str, paths: list[int], source: Mapping[int, str], met: Mapping[int, set[str]], scope: Scope
) -> ToldSource:  # fmt: skip
    return ToldSource(
        said=topic,
        channel=channel,
        number=_deals(scope, f"said:{topic}", topic, len(paths), _SAID, ("word", topic)),
        sourced=sum(source[path] == channel for path in paths) if channel else 0,
        touched=sum(channel in met[path] for path in paths) if channel else 0,
    )


def _deals(
    scope: Scope, name: str, label: str, deals: int, formula: str, *where: tuple[str, str]
) -> Number:  # fmt: skip
    rows = Rows("rows_told", deals, where)
    return scope.number(f"credit:told:{name}", label, deals, "deals", formula, "credit_told", rows=rows)


def _plain(number: Number) -> int:
    return number.value if isinstance(number.value, int) else 0
