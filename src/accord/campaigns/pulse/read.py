"""Sends as they were seen, for whoever may see the board: counts and verdicts, no person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Count

from accord.campaigns.pulse.look import first_answers, happened
from accord.campaigns.pulse.models import Send, SendLook, SendMail
from accord.campaigns.pulse.rules import SendRules, decode_rules
from accord.campaigns.pulse.shapes import (
    Answered,
    Followed,
    FollowedBy,
    Guarded,
    Learnt,
    LookTaken,
    SendLine,
    SendSheet,
)
from accord.campaigns.pulse.take_in import HOUR
from accord.contacts.naming import find_names
from accord.learning.pulse import Action, Benchmark, Reason, settings
from accord.learning.pulse.score import ordinary_range, was_right
from accord.ledger.models import Act
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer

FOLLOWED = "pulse_followed"  # the act of whoever obeyed or overrode
NEWEST = 200  # sends in the list
_GRACE = timedelta(minutes=2)  # the last look is taken a little after the hour


def find_sends(viewer: Viewer, now: datetime) -> tuple[SendLine, ...]:
    """The newest sends, the latest first. Raises `Refused` without the right to see the board."""
    require(viewer, Right.see_board)
    sends = list(Send.objects.order_by("-since", "key")[:NEWEST])
    last = _last_looks(sends)
    mails = dict(
        SendMail.objects.filter(send__in=sends)
        .values_list("send_id")
        .annotate(n=Count("id"))
        .values_list("send_id", "n")
    )
    return tuple(_line(send, last.get(send.key), mails.get(send.key, 0), now) for send in sends)


def get_send(viewer: Viewer, key: int, now: datetime) -> SendSheet:
    """One send. Raises `NotFound` for none of this key, `Refused` without the right to see the board."""
    require(viewer, Right.see_board)
    send = Send.objects.filter(key=key).first()
    if send is None:
        raise NotFound("send.none", "there is no such send", "look at the list of sends")
    rules = decode_rules(send.rules, send.agreement_hash)
    looks = list(SendLook.objects.filter(send=send).order_by("minute"))
    mails = SendMail.objects.filter(send=send, known_at__lte=now).count()
    line = _line(send, looks[-1] if looks else None, mails, now)
    if send.closed_at is None:
        line = replace(line, answered=len(first_answers(send, rules, now)))
    return SendSheet(
        line=line,
        looks=tuple(_taken(each, None if send.by_control else rules.benchmark) for each in looks),
        learnt=None if send.by_control else _learnt(rules.benchmark),
        guards=_guards(send, rules, mails, now),
        followed=tuple(_followers(key)),
        bar=rules.hour.bar,
        smallest=rules.hour.smallest,
        hold_minutes=rules.hour.hold.total_seconds() / 60,
        agreement_hash=send.agreement_hash,
        procedure=looks[-1].procedure if looks else settings(),
        as_of=now,
        by_control=bool(send.by_control),
    )


def find_send_names(keys: set[int]) -> dict[int, str]:
    """The campaigns that sends were of, by the sends' keys; unknown ones are absent."""
    return dict(Send.objects.filter(key__in=keys).values_list("key", "campaign"))


def find_answers(viewer: Viewer, key: int, now: datetime) -> tuple[Answered, ...]:
    """Who answered by now, as far as the viewer sees them, the latest first. Raises `Refused` without that right."""
    require(viewer, Right.see_rows)
    send = Send.objects.filter(key=key).first()
    if send is None:
        return ()
    first = first_answers(send, decode_rules(send.rules, send.agreement_hash), send.closed_at or now)
    rows = sorted(((at, contact) for contact, at in first.items()), reverse=True)[:NEWEST]
    names = find_names(viewer, {contact for _at, contact in rows})
    return tuple(Answered(contact, names[contact], at) for at, contact in rows if contact in names)


def _last_looks(sends: Iterable[Send]) -> dict[int, SendLook]:
    return {look.send_id: look for look in SendLook.objects.filter(send__in=list(sends)).order_by("minute")}


def _line(send: Send, last: SendLook | None, mails: int, now: datetime) -> SendLine:
    action = Action(last.action) if last else Action.hold
    benchmark = decode_rules(send.rules, send.agreement_hash).benchmark
    over = send.closed_at is not None and send.mails is not None and send.answered is not None
    known = benchmark if not send.by_control else None  # nobody can say it of a control that is over
    right = was_right(action, send.mails or 0, send.answered or 0, known) if over and last else None
    return SendLine(
        key=send.key, campaign=send.campaign, since=send.since, live=now < send.since + HOUR + _GRACE,
        mails=mails if send.mails is None else send.mails,
        answered=(last.answered if last else 0) if send.answered is None else send.answered,
        action=action, reason=Reason[last.reason] if last else Reason.ordinary, metric=last.metric if last else "",
        minute=last.since_minute if last else None, right=right, closed_at=send.closed_at,
    )  # fmt: skip


def _taken(look: SendLook, benchmark: Benchmark | None) -> LookTaken:
    low = high = None
    if benchmark is not None and look.expected > 0:
        # As many as so many whole mails would bring: the band of a send that is not over is that of the expected count.
        usual = ordinary_range(round(look.expected / benchmark.rate), benchmark)
        low, high = (look.expected * end / benchmark.rate for end in (usual.low, usual.high))
    return LookTaken(
        look.minute, look.looked_at, look.mails, look.answered, look.expected, low, high, look.drop, look.rise
    )


def _learnt(benchmark: Benchmark | None) -> Learnt | None:
    if benchmark is None:
        return None
    return Learnt(benchmark.rate, benchmark.spread, benchmark.curve.median, benchmark.campaigns)


def _guards(send: Send, rules: SendRules, mails: int, now: datetime) -> tuple[Guarded, ...]:
    counts = happened(send, rules, now)
    return tuple(
        Guarded(each.metric, counts[each.metric], counts[each.metric] / mails if mails else None, each.share)
        for each in rules.hour.ceilings
    )


def _followers(key: int) -> Iterable[FollowedBy]:
    for act in Act.objects.filter(kind=FOLLOWED, subject=key).order_by("id"):
        said = act.payload
        yield FollowedBy(
            act.actor, Action(said["action"]), Followed(said["followed"]), act.reason, act.occurred_at
        )
