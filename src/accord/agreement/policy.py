"""What the agreement says to whoever asks: pure answers from a document."""

import re
from collections.abc import Collection
from enum import StrEnum

from accord.agreement.shape import Document


class Onlooker(StrEnum):
    """Who a clause can name to see the figures of a named person."""

    person = "the person"
    manager = "their manager"
    team = "their team"
    operations = "operations"
    everyone = "everyone"


WITHOUT_CLAUSE = frozenset({Onlooker.person, Onlooker.manager})


def missing_signatures(document: Document, signed: Collection[str]) -> tuple[str, ...]:
    """Who still has to sign; empty means signed. Marketing and sales always sign."""
    needed = dict.fromkeys(["marketing", "sales", *document.signed_by])
    return tuple(team for team in needed if team not in signed)


def find_signer_side(document: Document, position: str) -> str | None:
    """For which side a position signs, as role or as deputy; None when the agreement does not name it."""
    for side, signer in document.signed_by.items():
        if position and position in (signer.role, signer.deputy):
            return side
    return None


def who_sees_figures(document: Document | None) -> frozenset[Onlooker]:
    """Who sees the figures of a named person by `people_data: individual figures`.

    Without the clause, and where it says anything this list does not know, the person and their manager: what is
    not understood widens nothing. The person always sees their own.
    """
    said = document.people_data.individual_figures if document and document.people_data else ""
    parts = [part.strip() for part in re.split(r",|\band\b", said.casefold()) if part.strip()]
    known = {one.value: one for one in Onlooker}
    if not parts or any(part not in known for part in parts):
        return WITHOUT_CLAUSE
    return frozenset({Onlooker.person, *(known[part] for part in parts)})
