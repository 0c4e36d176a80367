"""Texts of a fixed form: identifiers, zones, currencies, countries, references to a clause."""

import re
from typing import ClassVar, Self


class Word(str):
    """A text that has to look like something; equal to the plain text."""

    PATTERN: ClassVar[str]
    EXAMPLE: ClassVar[str]
    __slots__ = ()

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The word, or None when the text has another form."""
        return cls(text) if re.fullmatch(cls.PATTERN, text, re.ASCII) else None


class Ident(Word):
    """A short name that programs use too."""

    PATTERN = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"
    EXAMPLE = "vp-sales-emea"


class Zone(Word):
    """A time zone of the IANA database."""

    PATTERN = r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*"
    EXAMPLE = "Europe/Amsterdam"


class Currency(Word):
    """A currency of ISO 4217."""

    PATTERN = r"[A-Z]{3}"
    EXAMPLE = "EUR"


class Country(Word):
    """A country of ISO 3166, two letters."""

    PATTERN = r"[A-Z]{2}"
    EXAMPLE = "NL"


class Reference(Word):
    """The path of another clause, whose value stands there and only there."""

    PATTERN = r"[a-z_]+(?:\.[a-z_]+)+"
    EXAMPLE = "kpis.leads"
