"""Words and marks of leads: points, countdowns, states, acts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.agreement.rules.words import rule_in_words
from accord.handoffs.next_answers import NextAnswered
from accord.handoffs.shapes import Line
from accord.interfaces.web import figures
from accord.interfaces.web.templatetags.accord import say
from accord.interfaces.web.words import KINDS
from accord.teams.people import SYSTEM

register = template.Library()


@register.filter
def score_line(line: Line) -> str:
    """A line of a frozen score as a sentence; the rule as it is written stands beside it."""
    return say(rule_in_words(line.text, cap=line.cap))


_STATES: dict[str, Promise] = {
    "open": gettext_lazy("open"),
    "all": gettext_lazy("all"),
    "offered": gettext_lazy("offered"),
    "accepted": gettext_lazy("accepted"),
    "worked": gettext_lazy("in conversation"),
    "sales_ready": gettext_lazy("sales-ready"),
    "returned": gettext_lazy("returned"),
    "recycled": gettext_lazy("back to nurture"),
    "disqualified": gettext_lazy("disqualified"),
    "known": gettext_lazy("known already"),
    "joined": gettext_lazy("one with a colleague's"),
    "merged": gettext_lazy("one with another lead of the same person"),
    "waiting": gettext_lazy("waiting"),
    "engaged": gettext_lazy("engaged"),
    "in progress": gettext_lazy("in progress"),
    "sales-ready": gettext_lazy("sales-ready"),
    "dropped": gettext_lazy("dropped"),
}
_DECIDED: dict[str, Promise] = {
    "passed_on": gettext_lazy("passed on"),
    "reminded": gettext_lazy("reminded"),
    "overdue": gettext_lazy("the promised time had passed"),
    "overdue_corrected": gettext_lazy("taken back: it was in time"),
    "outcome_reminded": gettext_lazy("reminded of the outcome"),
    "outcome_overdue": gettext_lazy("the outcome's time had passed"),
    "expired": gettext_lazy("nobody took it in time"),
    "undone": gettext_lazy("taken back"),
    "one_person": gettext_lazy("another lead of the same person goes on here"),
    "parted": gettext_lazy("two people again"),
}
_NEXT: dict[str, Promise] = {
    "call now": gettext_lazy("Call now"),
    "call": gettext_lazy("Call"),
    "e-mail": gettext_lazy("Write an e-mail"),
    "wait": gettext_lazy("Wait"),
    "keep the meeting": gettext_lazy("Keep the meeting they booked"),
    "say the outcome": gettext_lazy("Say the outcome"),
    "leave": gettext_lazy("Nothing"),
    "find a way to reach them": gettext_lazy("Find a way to reach them"),
    "send a piece": gettext_lazy("Send them a piece"),
    "invite to a meeting": gettext_lazy("Invite them to a meeting"),
    "hand back": gettext_lazy("Hand it back"),
    "recycle": gettext_lazy("Recycle it"),
}
_RULES: dict[str, Promise] = {
    "answer them": gettext_lazy("they turned to us: answer"),
    "in a deal": gettext_lazy("in a colleague's deal: hand back"),
    "spoken": gettext_lazy("spoken: say the outcome"),
    "meeting": gettext_lazy("meeting booked: keep it"),
    "away": gettext_lazy("they are away: wait"),
    "no way": gettext_lazy("no way known: find one"),
    "held": gettext_lazy("held by the contact policy: wait"),
    "hand raise": gettext_lazy("they asked: now"),
    "quiet": gettext_lazy("quiet, attempts kept: recycle"),
    "attempts kept": gettext_lazy("attempts kept: wait or say the outcome"),
    "other way": gettext_lazy("in vain: another way"),
    "again": gettext_lazy("the same way again"),
    "first try": gettext_lazy("first attempt"),
    "piece": gettext_lazy("send a fitting piece"),
    "invite": gettext_lazy("spoken: invite to a meeting"),
}
_NOT_NOW: dict[str, Promise] = {
    "done already": gettext_lazy("done already"),
    "wrong moment": gettext_lazy("wrong moment"),
    "wrong way to reach them": gettext_lazy("wrong way to reach them"),
    "wrong message or piece": gettext_lazy("wrong message or piece"),
    "something else comes first": gettext_lazy("something else comes first"),
}


@register.filter
def lead_state(state: object) -> str:
    """Where a lead stands, in words."""
    word = str(getattr(state, "value", state))
    return str(_STATES.get(word, word.replace("_", " ")))


@register.filter
def decided_word(kind: str) -> str:
    """What was decided on a lead, in words."""
    return str(_DECIDED[kind]) if kind in _DECIDED else lead_state(kind)


@register.filter
def next_word(act: str) -> str:
    """The suggested act, in words."""
    return str(_NEXT.get(act, act))


@register.filter
def not_now_word(why: str) -> str:
    """Why a suggestion is refused, in words."""
    return str(_NOT_NOW.get(why, why))


@register.filter
def rule_word(rule: str) -> str:
    """A rule of the next best act, in words."""
    return str(_RULES.get(rule, rule))


@register.filter
def of_mark(answers: Iterable[NextAnswered], mark: str) -> list[NextAnswered]:
    """The last answer to one suggestion; none where nobody answered."""
    return [one for one in answers if one.mark == mark][-1:]


@register.filter
def wall(at: datetime | None, zone: str) -> str:
    """The time of day that an instant has on somebody's wall."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}" if at else ""


@register.filter
def touch_word(kind: str) -> str:
    """A kind of touch, in words."""
    return str(KINDS.get(kind, kind.replace("_", " ")))


@register.filter
def points(milli: int) -> str:
    """Milli-points as points."""
    return f"{milli / 1000:g}"


@register.filter
def long(length: timedelta) -> str:
    """How long, in its largest unit."""
    return figures.span(max(length, timedelta(0)))


@register.filter
def called(names: dict[str, str], actor: str) -> str:
    """Who it was: a name, the rules, operations at the command line, or the id as facts give it."""
    if actor == SYSTEM.actor:
        return _("operations")
    return names.get(actor) or (_("a rule") if actor in {"rule", ""} else actor)


@register.filter
def countdown(at: datetime | None) -> SafeString | str:
    """An instant that counts down: the time left, or how long it is over; ticks where a script may run."""
    if at is None:
        return figures.NOTHING
    left = at - timezone.now()
    text = figures.span(abs(left))
    words = _("in %(span)s") % {"span": text} if left >= timedelta(0) else _("%(span)s over") % {"span": text}
    return format_html(
        '<time datetime="{}" title="{}" class="{}" data-countdown>{}</time>',
        at.isoformat(),
        figures.full_time(timezone.localtime(at)),
        "over" if left < timedelta(0) else "",
        words,
    )


@register.filter
def of_group(counts: dict[str, int], group: Any) -> int:
    """How many of the counts stand in a group's states."""
    return sum(counts[state] for state in group.states)
