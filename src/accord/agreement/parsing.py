"""Text to document: the one way in."""

from dataclasses import dataclass
from functools import lru_cache

from accord.agreement.reading import Reader
from accord.agreement.shape import Document
from accord.agreement.text import read_text
from accord.vocabulary.errors import Invalid
from accord.vocabulary.issues import Issue


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says, or why it says nothing: `document` is None exactly when there are issues."""

    document: Document | None
    issues: tuple[Issue, ...]

    def get_document(self) -> Document:
        """The document; raises `Invalid` with every issue when the text has any."""
        if self.document is None:
            first = self.issues[0]
            raise Invalid(first.code, _sentence(first), first.remedy, self.issues)
        return self.document


@lru_cache(maxsize=16)  # a fifth of a second each; saving, showing and signing one draft ask three times
def parse(text: str | bytes) -> Parsed:
    """Reads a text strictly; never raises, whatever the text."""
    root, issues = read_text(text)
    if root is None:
        return Parsed(None, tuple(issues))
    reader = Reader()
    document = reader.document(root)
    issues = sorted([*issues, *reader.issues], key=lambda issue: issue.line)
    return Parsed(None if issues else document, tuple(issues))


def decode(raw: bytes) -> str:
    """A file's bytes as text, line ends kept; raises `Invalid` with the line where they are not UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        found = read_text(raw)[1]
        raise Invalid(found[0].code, _sentence(found[0]), found[0].remedy, found) from None


def _sentence(issue: Issue) -> str:
    return f"{issue.sentence} (line {issue.line})" if issue.line else issue.sentence
