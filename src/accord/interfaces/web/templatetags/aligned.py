"""Words and marks of the pages on which both teams look at themselves."""

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

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
