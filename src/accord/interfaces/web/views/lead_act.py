"""A link from a letter or a chat: the page asks, its button acts; opening it changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.pages import moved, show
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.at_desk import accept_at_desk
from accord.workflows.handoffs.dossier import get_dossier
from accord.workflows.handoffs.links import read_token


def lead_act(request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Accept the lead that a link names: asked by GET, done by POST."""
    now, problem = timezone.now(), None
    linked = read_token(viewer, token, now)
    if request.method == "POST":
        try:
            accept_at_desk(viewer, linked.lead, now=now)
            return moved(request, "lead", _("It is yours."), key=linked.lead)
        except AccordError as refused:
            problem = refused
    found = get_dossier(viewer, linked.lead, now)
    return show(request, viewer, "lead_act.html", problem, lead=found.lead, acts=found.acts)
