"""What the agreement says to whoever asks: pure answers from a document."""

from collections.abc import Collection

from accord.agreement.shape import Document


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
