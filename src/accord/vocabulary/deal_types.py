"""What a deal is to an account: new business, more of it, or the same again. By the words of its type."""

import re
from enum import StrEnum


class DealType(StrEnum):
    """The closed list; an unnamed type is new business."""

    new = "new"
    expansion = "expansion"
    renewal = "renewal"


# Asked in this order: "Existing Customer - Renewal" is a renewal.
_WORDS = {
    DealType.renewal: r"renew\w*|verlängerung",
    DealType.expansion: r"expansion|existing\s?(?:business|customer)?|up-?sell\w*|cross-?sell\w*|upgrade|add-?on",
    DealType.new: r"new\s?(?:business|customer|logo)?",
}
_TYPES = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for kind, words in _WORDS.items()}


def deal_type_of(text: str) -> DealType | None:
    """The type that the words name; None where they name none.

    >>> deal_type_of("Existing Customer - Upgrade")
    <DealType.expansion: 'expansion'>
    """
    said = " ".join(text.replace("_", " ").casefold().split())
    return next((kind for kind, words in _TYPES.items() if words.search(said)), None)
