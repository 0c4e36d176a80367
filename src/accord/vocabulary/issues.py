"""One finding about a document or a file: level, where, sentence, remedy."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad: an error stops signing, a warning is shown, a hint teaches."""

    error = "error"
    warning = "warning"
    hint = "hint"


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding; `path` is the clause id (`sales_promises.follow_up`), `line` counts from 1 (0: no line)."""

    level: Level
    code: str
    sentence: str
    remedy: str
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        where = f" (line {self.line})" if self.line else ""
        return f"{self.level}  {self.code} - {self.sentence}{where}\ntry    {self.remedy}"
