"""What an act on identity did, as it is handed back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ruled:
    """What an act on identity did: its key (to take it back), and the contacts or accounts of both sides now.

    `to_review`: keys of acts that were made while two were one; they stay with the record they name.
    """

    act_key: str
    left: int
    right: int
    to_review: tuple[str, ...] = ()

    @property
    def one(self) -> bool:
        """Whether both sides are one contact now."""
        return self.left == self.right
