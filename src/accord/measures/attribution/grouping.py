"""Put touches that stand in any order into the order of their buyers, in time that grows with them alone.

Runs plain, and compiled from this source. Each touch is written once to its place (a counting sort); those of one buyer
that came out of order are put in order among themselves.
"""

from accord.measures.attribution.sharing import Ints


def count_buyers(buyer: Ints, low: int, begin: Ints) -> None:
    """Add to `begin[b + 1]` how many touches buyer `low + b` has."""
    for n in range(len(buyer)):
        begin[buyer[n] - low + 1] += 1


def scatter(
    buyer: Ints, moment: Ints, channel: Ints, mark: Ints, low: int, at: Ints,
    to_buyer: Ints, to_moment: Ints, to_channel: Ints, to_mark: Ints,
) -> None:  # fmt: skip
    """Write each touch to the next free place of its buyer, `at`."""
    for n in range(len(buyer)):
        b = buyer[n] - low
        place = at[b]
        at[b] = place + 1
        to_buyer[place] = buyer[n]
        to_moment[place] = moment[n]
        to_channel[place] = channel[n]
        to_mark[place] = mark[n]


def order(begin: Ints, moment: Ints, channel: Ints, mark: Ints) -> int:
    """Put each buyer's touches in the order of their instants, those of one instant as they stood; how many moved."""
    moved = 0
    for b in range(len(begin) - 1):
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
