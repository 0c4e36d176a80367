"""Columns that must be there: each missing one is named with the nearest that is."""

import difflib
from collections.abc import Iterable

from accord.vocabulary.errors import Invalid
from accord.vocabulary.issues import Issue, Level


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, as a remedy in words."""
    words = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(word.casefold(), list(words), 1, 0.6)
    if found:
        return f'Did you mean "{words[found[0]]}"?'
    return f"Known here: {', '.join(list(words.values())[:20])}."


def need_columns(header: tuple[str, ...], columns: Iterable[str]) -> None:
    """Raise `Invalid` with an issue for every column that the header lacks."""
    missing = dict.fromkeys(column for column in columns if column not in header)
    if not missing:
        return
    issues = [
        Issue(
            Level.error,
            "file.unknown_column",
            f'The column "{column}" is needed, and the file does not have it.',
            nearest(column, header),
            path=column,
        )
        for column in missing
    ]
    more = f" (and {len(issues) - 1} more)" if len(issues) > 1 else ""
    raise Invalid(issues[0].code, issues[0].sentence + more, issues[0].remedy, issues)
