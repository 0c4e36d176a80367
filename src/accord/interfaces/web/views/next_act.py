"""The answer to a suggested act: accepted, it leads to where the act is done or written down."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accord.agreement.next_act import Act
from accord.interfaces.web.pages import see_other, show
from accord.interfaces.web.views.lead import lead
from accord.reporting.desk.next_answered import read_next_answered
from accord.vocabulary.errors import AccordError
from accord.vocabulary.next_answers import NextAnswer
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.next_act import answer_next_act

_PLACES = {
    Act.call_now: "#tried",
    Act.call: "#tried",
    Act.email: "#tried",
    Act.send: "#content",
    Act.say_outcome: "#outcome",
    Act.give_back: "#outcome",
    Act.recycle: "#outcome",
    Act.wait: "#aside",
}


def lead_next(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Accept a suggestion, or say why not now."""
    mark, answer, why = (request.POST.get(name, "") for name in ("mark", "answer", "why"))
    try:
        found = answer_next_act(viewer, key, mark, answer, why, now=timezone.now())
    except AccordError as problem:
        return lead(request, viewer, key, problem)
    one = next((each for each in (found.first, *found.others) if each.mark == mark), found.first)
    place = _PLACES.get(one.act, "") if answer == NextAnswer.accepted else "#next-title"
    return see_other(reverse("lead", args=[key]) + place)


def leads_answered(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What was said to suggested acts, by rule."""
    return show(request, viewer, "leads_answered.html", found=read_next_answered(viewer))
