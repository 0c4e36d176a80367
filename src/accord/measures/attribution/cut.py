"""Cut paths out of touches that stand by buyer. Runs plain, and compiled from this source.

What is cut is what `credit_paths` and `credit_touched` say in SQL: a deal's path from its cycle's beginning to
its closing; for a buyer without an open deal who has touched nothing for the look-back, what was touched before
the silence.
"""

from accord.measures.attribution.sharing import Ints

NEVER = -(2**63)  # an instant before all others: none
OPEN, OUTSIDE, WITHIN = range(3)  # a deal that is not closed; closed out of the window, or in it
LOOK_BACK, NOW, FROM, TO, CONVERSATIONS = range(5)  # places in `when`


def cut(
    buyer: Ints,
    moment: Ints,
    mark: Ints,
    changed: Ints,
    deal_buyer: Ints,
    deal_since: Ints,
    deal_until: Ints,
    deal_state: Ints,
    when: Ints,
    met: Ints,
    path: Ints,
    counts: Ints,
) -> None:
    """Write `path[p, (deal or -1, begin, end, since)]` of each path that ended in the window.

    Deals are in the order of their buyers; `met` gets 1 for each whose buyer is here. `counts` gets how many paths
    there are, how many buyers are open, and how many touches the paths have at most.
    """
    n, d, c, paths, room = 0, 0, 0, 0, 0
    if len(buyer):
        d = first_at(deal_buyer, buyer[0], 0, len(deal_buyer))
        c = first_at(changed, buyer[0], 0, len(changed))
    while n < len(buyer):
        who, end = buyer[n], n + 1
        while end < len(buyer) and buyer[end] == who:
            end += 1
        begin, n = n, end
        while c < len(changed) and changed[c] < who:
            c += 1
        if mark[begin] < 0 or (c < len(changed) and changed[c] == who):
            continue
        while d < len(deal_buyer) and deal_buyer[d] < who:
            d += 1
        after, is_open = NEVER, False
        while d < len(deal_buyer) and deal_buyer[d] == who:
            met[d] = 1
            if deal_state[d] == OPEN:
                is_open = True
            else:
                after = max(after, deal_until[d])
            if deal_state[d] == WITHIN:
                path[paths, 0] = d
                path[paths, 1] = first_at(moment, deal_since[d] + 1, begin, end)
                path[paths, 2] = max(first_at(moment, deal_until[d] + 1, begin, end), path[paths, 1])
                path[paths, 3] = deal_since[d]
                room += path[paths, 2] - path[paths, 1]
                paths += 1
            d += 1
        last = moment[end - 1]
        if last <= after:
            continue
        if is_open or when[LOOK_BACK] == NEVER or last + when[LOOK_BACK] > when[NOW]:
            counts[1] += 1
            continue
        ended = last + when[LOOK_BACK]
        if ended >= when[FROM] and ended < when[TO]:
            since = max(after, last - when[LOOK_BACK])
            path[paths, 0] = -1
            path[paths, 1] = first_at(moment, since + 1, begin, end)
            path[paths, 2] = end
            path[paths, 3] = since
            room += path[paths, 2] - path[paths, 1]
            paths += 1
    counts[0], counts[2] = paths, room


def first_at(order: Ints, least: int, begin: int, end: int) -> int:
    """The first place from `begin` before `end` that is not below `least`; `end` where all are."""
    while begin < end:
        middle = (begin + end) // 2
        if order[middle] < least:
            begin = middle + 1
        else:
            end = middle
    return begin


def keep(
    mark: Ints, again: Ints, path: Ints, paths: int, conversations: int, channel: Ints, code: Ints,
    at: Ints, kept: Ints, offset: Ints,
) -> None:  # fmt: skip
    """Write the channels of the touches that stay (`kept`) and where each path's begin (`offset`).

    Which touches those are is written to `at`, where it has room.
    A click that repeats one of the same path is none of its own; of conversations none stay, the first, or all.
    """
    stay, wanted = 0, len(at) > 0
    for p in range(paths):
        talked = False
        for n in range(path[p, 1], path[p, 2]):
            what = mark[n]
            if what & 1 and again[n] > path[p, 3]:
                continue
            if what & 2:
                if conversations == 0 or (conversations == 1 and talked):
                    continue
                talked = True
            if wanted:
                at[stay] = n
            kept[stay] = code[channel[n]]
            stay += 1
        offset[p + 1] = stay
