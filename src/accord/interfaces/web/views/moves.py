"""A move of budget that needs both teams becomes a decision."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.pages import see_other
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.views.attribution import attribution
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.decide_move import decide_move


def move_decide(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Decide on the move that was shown, over the period it was shown for; a refusal stands on the page."""
    period = chosen_period(request, viewer)
    typed = {name: request.POST.get(name, "").strip() for name in ("source", "target", "seen", "who", "due")}
    try:
        decide_move(
            viewer,
            typed["source"],
            typed["target"],
            window=period.window,
            seen=typed["seen"],
            who=int(typed["who"][:19]) if typed["who"].isascii() and typed["who"].isdigit() else 0,
            due=_day(typed["due"]),
            now=timezone.now(),
        )
    except AccordError as problem:
        return attribution(request, viewer, problem)
    return see_other(f"/attribution?{urlencode({'period': period.name})}#moves")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise Invalid("decision.due", _("this is no day"), _("write it as 2027-03-19")) from problem
