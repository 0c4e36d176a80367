"""Are these two the same? The questions, the decisions, and their undo."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.contacts.merge import keep_apart, unmerge
from accord.contacts.reads import find_review_pairs
from accord.contacts.review import decide_pair
from accord.interfaces.web.pages import moved, offset_of, safe_address, see_other, show
from accord.interfaces.web.views.journey import tabs
from accord.vocabulary.people import Viewer

PAGE = 20


def reviews(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The open questions, the likeliest first, each with both sides' evidence."""
    page = find_review_pairs(viewer, offset=offset_of(request), limit=PAGE)
    following = page.offset + PAGE if page.offset + PAGE < page.total else None
    undo = request.GET.get("undo", "")
    return show(request, viewer, "reviews.html", page=page, following=following, undo=undo, **tabs(viewer))


def review_decide(request: HttpRequest, viewer: Viewer, pair_id: int) -> HttpResponse:
    """Same, or not the same; the answer can be taken back at once."""
    same = request.POST.get("answer") == "same"
    done = decide_pair(viewer, pair_id, same, timezone.now())
    said = _("They are one now.") if same else _("They stay two.")
    response = moved(request, "reviews", said)
    response.headers["Location"] += f"?undo={done.act_key}"
    return response


def ruling_undo(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take a decision back."""
    unmerge(viewer, request.POST.get("act", ""), _("taken back on the page"), timezone.now())
    back = safe_address(request, request.POST.get("back", ""), reverse("reviews"))
    return see_other(back)


def contact_apart(request: HttpRequest, viewer: Viewer, contact_id: int) -> HttpResponse:
    """Some of a contact's records are somebody else."""
    keys = [int(k) for k in request.POST.getlist("record") if k.lstrip("-").isdigit()]
    keep_apart(viewer, contact_id, keys, request.POST.get("reason", "").strip(), timezone.now())
    return moved(request, "contact", _("These records stand apart now."), contact_id=contact_id)
