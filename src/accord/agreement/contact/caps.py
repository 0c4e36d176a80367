"""How often: touches of both teams in a window that slides. A touch exactly one window ago counts no more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from accord.agreement.contact.asked import Ask, Situation, Taken, Touch
from accord.agreement.contact.terms import Cap, Policy
from accord.agreement.contact.verdict import Reason, Why
from accord.vocabulary.facts import FactKind
from accord.vocabulary.said import said


def counts(cap: Cap, one: Ask | Touch | Taken) -> bool:
    """Whether a touch, a taken slot or what is asked is of the kind that a cap counts."""
    return (
        cap.team in (None, one.team)
        and cap.medium in (None, one.medium)
        and cap.automatic in (None, one.automatic)
    )


def find_full(policy: Policy, situation: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    """Each cap that one more touch at this instant would break, the person's before the account's.

    A taken slot counts until it is used, given back or expired. `until`: when enough have left the window.
    """
    for cap in sorted(policy.caps, key=lambda cap: cap.of_account):
        if counts(cap, ask):
            yield from _full(cap, situation, at)


def _full(cap: Cap, situation: Situation, at: datetime) -> Iterator[Reason]:
    used = [t for t in situation.touches if _same(cap, situation, t) and at < t.at + cap.per]
    taken = [t for t in situation.taken if _same(cap, situation, t) and at < t.until]
    over = len(used) + len(taken) - cap.n
    if over < 0:
        return
    ends = sorted([t.at + cap.per for t in used] + [t.until for t in taken])
    until = ends[over] if over < len(ends) else None
    if len(used) >= cap.n or not taken:
        why = Why.account_cap if cap.of_account else Why.person_cap
        sentence = said(
            "%(n)s touches of both teams count, and %(cap)s are allowed", n=len(used), cap=cap.text
        )
        holder = max(used, key=lambda t: (t.at, t.seq)).actor if used else ""
    else:
        why, holder = Why.slot_taken, max(taken, key=lambda t: (t.at, t.token)).actor
        sentence = said("the last of %(cap)s is taken and not used yet", cap=cap.text)
    yield Reason(why, sentence, cap.clause, cap.mode, until, holder or "agreement")


def _same(cap: Cap, situation: Situation, one: Touch | Taken) -> bool:
    return counts(cap, one) and (cap.of_account or one.person == situation.person)


def join_reports(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """One touch for a mail that its tool reports as sent and again as delivered, at the earlier of the two.

    Of one source, campaign, asset and person the first sent is the first delivered, and so on: no time is
    guessed within which a mail must have arrived.
    """
    whole: list[Touch] = []
    groups: dict[tuple[object, ...], dict[FactKind, list[Touch]]] = defaultdict(lambda: defaultdict(list))
    for touch in touches:
        if touch.kind in (FactKind.email_sent, FactKind.email_delivered):
            name = (touch.source, touch.campaign, touch.asset, touch.person)
            groups[name][touch.kind].append(touch)
        else:
            whole.append(touch)
    for kinds in groups.values():
        sent, delivered = (
            sorted(kinds[kind], key=_order) for kind in (FactKind.email_sent, FactKind.email_delivered)
        )
        both = min(len(sent), len(delivered))
        whole += [min(pair, key=_order) for pair in zip(sent, delivered, strict=False)]
        whole += sent[both:] + delivered[both:]
    return tuple(sorted(whole, key=_order))


def _order(touch: Touch) -> tuple[datetime, int, str, int]:
    return touch.at, touch.kind, touch.source, touch.seq
