"""Put touches that stand in any order into the order of their buyers, in time that grows with them alone.

Runs plain, and compiled from this source. First each touch is written among those of some thousand buyers, then, a
little memory at a time, to its place (a counting sort in two passes: a single one misses the cache with every touch).
Those of one buyer that came out of order are put in order among themselves. What a touch is besides its instant is
one number, `word`: its buyer, 16 bits of its channel, 8 of its mark (as bytes without a sign).
"""

from accord.measures.attribution.sharing import Ints

CHANNELS = 1 << 16  # at most


def count_buyers(buyer: Ints, low: int, count: Ints) -> None:
    """Add to `count[b]` how many touches buyer `low + b` has."""
    for n in range(len(buyer)):
        count[buyer[n] - low] += 1


def spread(
    buyer: Ints, moment: Ints, channel: Ints, mark: Ints, code: Ints, low: int, shift: int, at: Ints,
    to_word: Ints, to_moment: Ints,
) -> None:  # fmt: skip
    """Write each touch to the next free place, `at`, of those whose buyers are equal after `shift`."""
    for n in range(len(buyer)):
        b = buyer[n] - low
        place = at[b >> shift]
        at[b >> shift] = place + 1
        to_word[place] = (((b << 16) | code[channel[n]]) << 8) | mark[n]
        to_moment[place] = moment[n]


def settle(
    word: Ints, moment: Ints, begin: Ints, first: int, last: int, low: int, at: Ints,
    to_buyer: Ints, to_moment: Ints, to_channel: Ints, to_mark: Ints,
) -> None:  # fmt: skip
    """Write the touches of the buyers `low + first` up to `low + last` to their places: `begin`, then `at`."""
    for b in range(first, last):
        at[b] = begin[b]
    for n in range(begin[first], begin[last]):
        b = word[n] >> 24
        place = at[b]
        at[b] = place + 1
        to_buyer[place] = low + b
        to_moment[place] = moment[n]
        to_channel[place] = (word[n] >> 8) & 65535
        to_mark[place] = word[n] & 255


def order(begin: Ints, first: int, last: int, moment: Ints, channel: Ints, mark: Ints) -> int:
    """Put each buyer's touches in the order of their instants, those of one instant as they stood; how many moved."""
    moved = 0
    for b in range(first, last):
        for n in range(begin[b] + 1, begin[b + 1]):
            if moment[n] >= moment[n - 1]:
                continue
            at, c, m, k = moment[n], channel[n], mark[n], n
            while k > begin[b] and moment[k - 1] > at:
                moment[k], channel[k], mark[k] = moment[k - 1], channel[k - 1], mark[k - 1]
                k -= 1
            moment[k], channel[k], mark[k] = at, c, m
            moved += 1
    return moved
