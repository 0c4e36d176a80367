"""A link from a letter or a chat: the page asks, its buttons act; opening it changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.pages import moved, show
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.dossier import get_dossier
from accord.workflows.handoffs.links import ACCEPT, act_by_link, read_token


def lead_act(request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Accept the lead that a link names, give it back, or say how it ended: asked by GET, done by POST."""
    now, problem, typed = timezone.now(), None, ""
    linked = read_token(viewer, token, now)
    if request.method == "POST":
        typed = request.POST.get("ending", "")
        act, _bar, reason = (typed or ACCEPT).partition("|")
        try:
            act_by_link(viewer, token, act, reason, now=now)
            said = _("It is yours.") if act == ACCEPT else _("Kept. Marketing hears of it in ten seconds.")
            return moved(request, "lead", said, key=linked.lead)
        except AccordError as refused:
            problem = refused
    found = get_dossier(viewer, linked.lead, now)
    return show(
        request, viewer, "lead_act.html", problem, found=found, lead=found.lead, acts=found.acts, typed=typed
    )
