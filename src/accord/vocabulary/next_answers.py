"""How a suggested act is answered: the closed lists. No free words, so that nothing personal is written down."""

from enum import StrEnum


class NextAnswer(StrEnum):
    """What whoever works the lead says to a suggestion."""

    accepted = "accepted"
    refused = "refused"


class NotNow(StrEnum):
    """Why a suggestion is refused."""

    done_already = "done already"
    wrong_moment = "wrong moment"
    wrong_way = "wrong way to reach them"
    wrong_words = "wrong message or piece"
    not_the_next = "something else comes first"
