"""Which ids stood in the file already, and whether with the same content: 16 bytes an id, not one object."""

from array import array

_MASK = (1 << 64) - 1


class Seen:
    """A set of (id, content) digests with open addressing; grows by doubling at 70 % full."""

    def __init__(self, slots: int = 1 << 12) -> None:
        self._ids = array("Q", bytes(8 * slots))
        self._contents = array("Q", bytes(8 * slots))
        self._mask = slots - 1
        self._count = 0

    def meet(self, identifier: object, content: object) -> str:
        """`new`, `same` (this content stood here already) or `other` (the id did, with other content)."""
        key, value = (hash(identifier) & _MASK) or 1, hash(content) & _MASK
        slot = key & self._mask
        ids, mask = self._ids, self._mask
        while found := ids[slot]:
            if found == key:
                return "same" if self._contents[slot] == value else "other"
            slot = (slot + 1) & mask
        ids[slot], self._contents[slot] = key, value
        self._count += 1
        if self._count * 10 > 7 * (mask + 1):
            self._grow()
        return "new"

    def _grow(self) -> None:
        old_ids, old_contents = self._ids, self._contents
        slots = 2 * len(old_ids)
        ids, contents = array("Q", bytes(8 * slots)), array("Q", bytes(8 * slots))
        mask = slots - 1
        for key, value in zip(old_ids, old_contents, strict=True):
            if key:
                slot = key & mask
                while ids[slot]:
                    slot = (slot + 1) & mask
                ids[slot], contents[slot] = key, value
        self._ids, self._contents, self._mask = ids, contents, mask
