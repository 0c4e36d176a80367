"""Which spellings are one company's: join, ask or leave apart. Pure, and linear in the number of names.

Two names are compared only when they share a block (a brand word, a brand with one letter missing, the same
beginning or end). Then: a purpose of its own ("Finance", "IP Assets") or another number keeps apart; a few
typing errors in the whole name join; an equal brand joins unless activity or place contradict, and then a
person is asked. A brand that goes with many activities ("Delta") is asked about, too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from rapidfuzz.distance import OSA

from accord.contacts.matching.anatomy import Anatomy

BLOCK = 400  # a block with more names tells nothing apart and is passed over
EDGE_BLOCK = 60  # beginnings and ends are shared by many ("...systems"), so less is too many
_EDGE = 7  # letters of a name's beginning and end that make a block
AMBIGUOUS = 3  # a brand seen with so many unlike activities is nobody's own


class Verdict(Enum):
    """What to do about two names."""

    join = "join"
    ask = "ask"
    apart = "apart"


class Judged(NamedTuple):
    """Two names that are worth a word, by their places in the list; `likeness` is 0 to 1."""

    left: int
    right: int
    verdict: Verdict
    likeness: float


class Rules(NamedTuple):
    """Which rules are on: the benchmark takes them apart."""

    typos: bool = True
    brands: bool = True
    bare_brands: bool = True  # "Acme" and "Acme Electronics"
    bare_places: bool = True  # "Acme Electronics" and "Acme Electronics Netherlands"


ALL_RULES = Rules()


def alike(left: str, right: str) -> bool:
    """Whether two words differ by typing errors only: one in 7 or 8 letters, two up to 13, then 15 %.

    Shorter words are told apart by one letter ("Nordea", "Norden").

    >>> alike("philadelfia", "philadelphia"), alike("alkatel", "alcatel"), alike("nordea", "norden")
    (True, True, False)
    """
    if left == right:
        return True
    shorter = min(len(left), len(right))
    if shorter < 7:
        return False
    allowed = 1 if shorter < 9 else 2 if shorter < 14 else int(shorter * 0.15)
    return OSA.distance(left, right, score_cutoff=allowed) <= allowed


def decide_names(
    left: Anatomy, right: Anatomy, *, ambiguous: bool = False, rules: Rules = ALL_RULES
) -> Verdict:
    """What to do about two names. `ambiguous`: their brand goes with many activities."""
    if left.numbers != right.numbers or left.purposes != right.purposes:
        return Verdict.apart
    if rules.typos and _misspelt(left, right):
        return Verdict.join
    if not rules.brands or not _same_brand(left, right):
        return Verdict.apart
    if left.places and right.places and left.places != right.places:
        return Verdict.ask
    bare_activity = left.activities != right.activities and not (left.activities and right.activities)
    if not bare_activity and not _agree(left.activities, right.activities):
        return Verdict.ask
    if bare_activity and (ambiguous or not rules.bare_brands):
        return Verdict.ask
    if left.places != right.places and not rules.bare_places:
        return Verdict.ask
    return Verdict.join


def _misspelt(left: Anatomy, right: Anatomy) -> bool:
    """Whether typing errors alone tell two names apart, few even for the brand ("Vera", "Vara" are two).

    Where words run together ("AcmeSystems") the brand cannot be told from the rest, and the whole decides.
    """
    if not alike(left.whole, right.whole):
        return False
    return left.words != right.words or alike("".join(left.brand), "".join(right.brand))


def _same_brand(left: Anatomy, right: Anatomy) -> bool:
    if alike("".join(left.brand), "".join(right.brand)):
        return True
    return sorted(left.brand) == sorted(right.brand) or _is_acronym(left, right) or _is_acronym(right, left)


def _is_acronym(short: Anatomy, long: Anatomy) -> bool:
    """Whether one name is the other's initials: "IBM" and "International Business Machines"."""
    letters = "".join(short.brand)
    return len(letters) >= 3 and len(long.initials) >= 3 and letters == long.initials


def _agree(left: frozenset[str], right: frozenset[str]) -> bool:
    if left == right or left & right:
        return True
    return any(alike(one, other) for one in left for other in right)


def find_blocks(names: Sequence[Anatomy]) -> dict[str, list[int]]:
    """The names that share each block; one that tells nothing apart is left out."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        for key in _keys(name):
            blocks[key].append(place)
    return {
        key: block
        for key, block in blocks.items()
        if 1 < len(block) <= (EDGE_BLOCK if key[0] in "se" else BLOCK)
    }


def _keys(name: Anatomy) -> set[str]:
    brand = "".join(name.brand)
    keys = {f"b{brand}", f"s{name.whole[:_EDGE]}", f"e{name.whole[-_EDGE:]}"}
    keys |= {f"b{word}" for word in name.brand if len(word) > 2}
    for text in {brand, name.whole} if len(name.whole) < 25 else {brand}:
        if len(text) > 4:
            keys.add(f"d{text}")
            keys |= {f"d{text[:i]}{text[i + 1 :]}" for i in range(len(text))}
    if len(name.initials) >= 3:
        keys.add(f"b{name.initials}")
    return keys


def judge_names(names: Sequence[Anatomy], rules: Rules = ALL_RULES) -> Iterator[Judged]:
    """Every pair of names to be joined or asked about, each once."""
    unclear = find_ambiguous(names)
    seen: set[tuple[int, int]] = set()
    for block in find_blocks(names).values():
        for index, left in enumerate(block):
            for right in block[index + 1 :]:
                if (left, right) in seen:
                    continue
                seen.add((left, right))
                ours, theirs = names[left], names[right]
                vague = "".join(ours.brand) in unclear or "".join(theirs.brand) in unclear
                verdict = decide_names(ours, theirs, ambiguous=vague, rules=rules)
                if verdict is not Verdict.apart:
                    yield Judged(left, right, verdict, OSA.normalized_similarity(ours.whole, theirs.whole))


def find_ambiguous(names: Sequence[Anatomy]) -> set[str]:
    """Brands seen with so many unlike activities that the bare brand says nothing."""
    kinds: Mapping[str, list[frozenset[str]]] = defaultdict(list)
    for name in names:
        seen = kinds["".join(name.brand)]
        if name.activities and not any(_agree(name.activities, other) for other in seen):
            seen.append(name.activities)
    return {brand for brand, seen in kinds.items() if len(seen) >= AMBIGUOUS}
