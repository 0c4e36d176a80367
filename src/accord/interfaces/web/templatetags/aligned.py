"""Words and marks of the pages on which both teams look at themselves."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.alignment.survey.figures import Answer, Ends
from accord.interfaces.web import figures
from accord.reporting.promises import Kept

register = template.Library()
# What is said of a promise. Only what is surely broken is red.
_KEPT: dict[str, Promise] = {
    Kept.kept: _("kept"),
    Kept.broken: _("broken"),
    Kept.unsure: _("under it, perhaps by chance"),
    Kept.running: _("the cycle still runs"),
    Kept.few: _("too little to judge by"),
    Kept.shown: _("measured"),
    Kept.unmeasured: _("not measured yet"),
}
_MODES: dict[str, Promise] = {
    "observe": _("observed"),
    "remind": _("reminded of"),
    "enforce": _("enforced"),
}


_ANSWERS: dict[str, Promise] = {
    Answer.yes: _("Yes"),
    Answer.rather_yes: _("Rather yes"),
    Answer.rather_no: _("Rather no"),
    Answer.no: _("No"),
}
_ENDS: dict[str, Promise] = {Ends.at_most: _("at most"), Ends.at_least: _("at least")}


_NEEDS: dict[str, Promise] = {
    "overdue": _("past its time"),
    "contradiction": _("reason and evidence differ"),
    "waiting": _("nobody has tried yet"),
}


@register.filter
def needs_word(why: str) -> str:
    """Why a lead needs a decision."""
    return str(_NEEDS.get(why, why))


@register.filter
def of_unit(value: Any, unit: str) -> str:
    """A value in a unit."""
    return figures.of_unit(value, unit)


@register.filter
def answer_word(word: str) -> str:
    """An answer as people say it."""
    return str(_ANSWERS.get(word, word))


@register.filter
def points(value: float) -> str:
    """A difference of two shares in points, with its sign."""
    return gettext("%(n)s points") % {"n": f"{value * 100:+.0f}".replace("-", "−")}


@register.simple_tag
def believed(group: Any) -> SafeString:
    """What a group believes: the share, of how many, its interval."""
    ends = str(_ENDS.get(group.ends, ""))
    interval = f"{figures.share(group.interval.low)} – {figures.share(group.interval.high)}"
    shown = f"{ends} {figures.share(group.share)}".strip()
    return format_html(
        '{}<br><span class="of">{}<br>{}</span>', shown, gettext("of %(n)s") % {"n": group.cases}, interval
    )


@register.simple_tag
def kept(state: str) -> SafeString:
    """How a promise stands, in words; a broken one in the colour kept for it."""
    kind = "chip broken" if state == Kept.broken else "chip"
    return format_html('<span class="{}">{}</span>', kind, str(_KEPT.get(state, state)))


@register.filter
def mode_word(mode: str) -> str:
    """How hard a clause works."""
    return str(_MODES.get(mode, mode))


@register.filter
def after_colon(about: str) -> str:
    """The path in `clause:if_broken.0`."""
    return about.partition(":")[2]


@register.filter
def clause_about(path: str) -> str:
    """A clause as a decision names it."""
    return f"clause:{path}"
