"""What every check is given, and how it says what it found."""

from collections.abc import Iterator
from dataclasses import dataclass

from accord.agreement.checks.catalogue import CATALOGUE
from accord.agreement.checks.roster import Roster
from accord.agreement.nearest import nearest
from accord.agreement.shape import Document
from accord.vocabulary.issues import Issue

Issues = Iterator[Issue]
SIDES = ("marketing", "sales", "success")


@dataclass(frozen=True, slots=True)
class View:
    """The document, and who is there; `roster` is None where nobody asked the database."""

    document: Document
    roster: Roster | None = None

    def issue(self, code: str, path: str, sentence: str, remedy: str = "") -> Issue:
        """An issue at a clause's line; the remedy is the catalogue's where none is given."""
        known = CATALOGUE[code]
        return Issue(known.level, code, sentence, remedy or known.remedy, path, self.document.line(path))

    @property
    def teams(self) -> frozenset[str]:
        """Whoever may own a lead by this document: the sides, and the teams of stages."""
        named = {str(name) for stage in self.document.stages for name in (stage.owner, stage.team) if name}
        return frozenset(named | set(SIDES))


def did_you_mean(word: str, known: "Iterator[str] | frozenset[str] | tuple[str, ...] | list[str]") -> str:
    """A remedy that names the nearest known word, else all of them."""
    words = sorted(known)
    near = nearest(word, words)
    return f'did you mean "{near}"?' if near else f"choose one of: {', '.join(words)}"
