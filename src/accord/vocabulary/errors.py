"""The one error family.

    AccordError
    |- Refused      the request is understood and not allowed (right, state, policy)
    |  |- TooOften  not now: `seconds` says when to try again
    |  |- Overtaken somebody was quicker: what was seen stands so no more
    |- NotFound     no such thing, or not for this viewer: the two look the same
    |- Invalid      the input is wrong: carries a list of issues
    |- Outside      another system failed
    |  |- ForNow    try again later
    |  |- ForGood   do not try again
    |- OurFault     a broken promise of our own code

Every error has a code, a sentence (what), a remedy (what to do) and named fields.
"""

from collections.abc import Sequence

from accord.vocabulary.issues import Issue


class AccordError(Exception):
    """The root: `str(error)` is the two lines that every surface shows."""

    def __init__(self, code: str, sentence: str, remedy: str, **fields: object) -> None:
        super().__init__(code, sentence, remedy)
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
        self.fields = fields

    def __str__(self) -> str:
        return f"error  {self.code} - {self.sentence}\ntry    {self.remedy}"


class Refused(AccordError):
    """The request is understood and not allowed."""


class TooOften(Refused):
    """Not now, because of how often before; the field `seconds` says when to try again."""

    def __init__(self, code: str, sentence: str, remedy: str, *, seconds: int, **fields: object) -> None:
        super().__init__(code, sentence, remedy, seconds=seconds, **fields)
        self.seconds = seconds


class Overtaken(Refused):
    """Somebody was quicker, and the sentence says who: what the asker saw stands so no more."""


class NotFound(AccordError):
    """No such thing, or not for this viewer: the two look the same."""


class Invalid(AccordError):
    """The input is wrong; `issues` says where, and what to do about each."""

    def __init__(
        self, code: str, sentence: str, remedy: str, issues: Sequence[Issue] = (), **fields: object
    ) -> None:
        super().__init__(code, sentence, remedy, **fields)
        self.issues = tuple(issues)


class Outside(AccordError):
    """Another system failed."""


class ForNow(Outside):
    """Another system failed and may work later: retry."""


class ForGood(Outside):
    """Another system refused for good: do not retry."""


class OurFault(AccordError):
    """A broken promise of our own code."""
