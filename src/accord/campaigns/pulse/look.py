"""A look at a send: what had arrived by now, weighed by its frozen rules, and appended. Expects a transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from accord.campaigns.pulse.models import Send, SendEvent, SendLook, SendMail
from accord.campaigns.pulse.rules import SendRules, decode_rules
from accord.journey.agents import HOLD
from accord.learning.pulse import (
    LOOKS,
    Action,
    Counts,
    Guard,
    Look,
    Reason,
    Verdict,
    find_looks,
    find_stop,
    read_looks,
    settings,
)
from accord.learning.pulse.mails import Mail, count
from accord.ledger.models import Judgement
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import FactKind

_MINUTE = timedelta(minutes=1)
_CLICKS = frozenset({FactKind.email_click, FactKind.ad_click})


def look_at(send: Send, now: datetime) -> SendLook | None:
    """Take the look that is due; None before the first minute, after the last, or where it was taken already.

    A worker that was away takes one look when it is back: the minutes between were not looked at.
    """
    minute = min((now - send.since) // _MINUTE, LOOKS)
    taken = list(SendLook.objects.filter(send=send).order_by("minute"))
    if minute < 1 or (taken and taken[-1].minute >= minute):
        return None
    rules = decode_rules(send.rules, send.agreement_hash)
    arms = _arms(send, rules, now)
    verdict = _decide(send, rules, arms, taken, minute, now)
    last = (
        verdict.looks[-1] if verdict.looks else Look(minute, 1.0, 1.0, *_answered(arms.judged, minute), 0.0)
    )
    return SendLook.objects.create(
        send=send, minute=minute, looked_at=now, mails=int(arms.judged.known_by(minute)[0].sum()),
        answered=last.answered, expected=last.expected, drop=last.drop, rise=last.rise,
        action=verdict.action.value, reason=verdict.reason.name, metric=verdict.metric,
        since_minute=verdict.minute, procedure=settings(),
    )  # fmt: skip


class Arms(NamedTuple):
    """A send's counts: all of it, what is judged of it, and its drawn control where it is judged by that."""

    whole: Counts
    judged: Counts
    control: Counts | None


def _arms(send: Send, rules: SendRules, now: datetime) -> Arms:
    """Mails and answers by the minute as they stood at an instant, by arm: nothing that arrived later is in them.

    The first look says whether both arms are there; what comes later changes nothing of that.
    """
    mails = _mails(send, rules, now)
    whole = count([mail for mail, _ in mails], send.since)
    if send.by_control is None:
        both = {beside for _, beside in mails} == {False, True}
        send.by_control = rules.hour.beside_control and both
        send.save(update_fields=["by_control"])
    if not send.by_control:
        return Arms(whole, whole, None)
    new, control = (count([m for m, beside in mails if beside is side], send.since) for side in (False, True))
    return Arms(whole, new, control)


def _mails(send: Send, rules: SendRules, now: datetime) -> list[tuple[Mail, bool]]:
    """Every mail known by now with its answer, and whether it is of the control."""
    answered = first_answers(send, rules, now)
    rows = SendMail.objects.filter(send=send, known_at__lte=now).values_list("contact", "sent_at", "control")
    return [(Mail(send.campaign, at, answered.get(each)), control) for each, at, control in rows]


def first_answers(send: Send, rules: SendRules, now: datetime) -> dict[int, datetime]:
    """From when on each recipient's first answer counts, of what counted by now.

    A click counts once the filter holds it for a person's and the send's own hold is over; anything else when it came.
    """
    events = SendEvent.objects.filter(send=send, kind__in=sorted(rules.hour.kinds), known_at__lte=now)
    rows = list(events.values_list("contact", "fact", "kind", "occurred_at", "known_at"))
    released = _released([fact for _contact, fact, kind, *_ in rows if kind in _CLICKS], now)
    first: dict[int, datetime] = {}
    for contact, fact, kind, occurred_at, known_at in rows:
        counts_at = known_at
        if kind in _CLICKS:
            if (at := released.get(fact)) is None:
                continue
            counts_at = max(known_at, _with_own_hold(at, occurred_at, rules.hour.hold))
        if counts_at <= now:
            first[contact] = min(counts_at, first.get(contact, counts_at))
    return first


def happened(send: Send, rules: SendRules, now: datetime) -> Mapping[str, int]:
    """How many recipients of each guarded metric, by now."""
    found = {}
    for each in rules.hour.ceilings:
        events = SendEvent.objects.filter(send=send, kind=each.kind, known_at__lte=now)
        found[each.metric] = events.values("contact").distinct().count()
    return found


def _released(facts: list[int], now: datetime) -> dict[int, datetime]:
    """When the clicks of people were released, as it was judged by now; those of machines and unknown are absent."""
    found: dict[int, datetime] = {}
    for some in in_chunks(facts):
        rows = Judgement.objects.filter(seq__in=some, decided_at__lte=now).order_by("id")
        for seq, at in rows.values_list("seq", "released_at"):
            found.pop(seq, None)  # a later judgement takes the place of an earlier one
            if at is not None:
                found[seq] = at
    return found


def _with_own_hold(released_at: datetime, pressed_at: datetime, hold: timedelta) -> datetime:
    """The release under the send's own hold: what confirmed a click before its hold was over still does."""
    confirmed = released_at < pressed_at + HOLD
    return min(released_at, pressed_at + hold) if confirmed else pressed_at + hold


def _decide(
    send: Send, rules: SendRules, arms: Arms, taken: list[SendLook], minute: int, now: datetime
) -> Verdict:
    whole, counts, control = arms
    guards = [
        Guard(each.metric, int(whole.sent.sum()), happened(send, rules, now)[each.metric], each.share)
        for each in rules.hour.ceilings
    ]
    judged = control is not None or rules.benchmark is not None
    stopped = find_stop(whole, guards, rules.hour.smallest, judged=judged, look=minute)
    new = find_looks(counts, minute, rules.benchmark, control)[-1:] if judged else ()
    looks = (*(Look(each.minute, each.drop, each.rise, each.answered, each.expected) for each in taken), *new)
    before = next((each for each in taken if each.action == Action.halt and each.metric), None)
    if before is not None:  # a guard that was over stays over
        return Verdict(Action.halt, Reason.guard, before.since_minute, before.metric, looks)
    if stopped is not None:
        return Verdict(stopped.action, stopped.reason, stopped.minute, stopped.metric, new)
    return read_looks(looks, rules.hour.bar, by_control=control is not None)


def _answered(counts: Counts, minute: int) -> tuple[int]:
    return (int(np.asarray(counts.known_by(minute)[1]).sum()),)
