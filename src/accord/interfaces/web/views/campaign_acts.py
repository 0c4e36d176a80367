"""What is done with a campaign: ask, sign, refuse, call off, tick, take an account out and put it back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.pages import moved
from accord.interfaces.web.views.campaigns import campaign
from accord.vocabulary.campaigns import SignAnswer
from accord.vocabulary.errors import AccordError, NotFound
from accord.vocabulary.people import Viewer
from accord.workflows import campaigns as acts


def campaign_ask(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Ask sales to sign it."""
    return _done(
        request, viewer, key, _("Asked. Without an answer it is not sent."),
        lambda: acts.ask_sign_off(viewer, key, now=timezone.now()),
    )  # fmt: skip


def campaign_answer(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Sign or refuse what was read."""
    said = SignAnswer.refused if request.POST.get("answer") == "refused" else SignAnswer.signed
    told = _("Refused; both owners are told.") if said is SignAnswer.refused else _("Signed as it stands.")
    return _done(
        request, viewer, key, told,
        lambda: acts.answer_campaign(
            viewer, key, said, text_hash=request.POST.get("hash", ""), reason=request.POST.get("reason", ""),
            emergency="emergency" in request.POST, now=timezone.now(),
        ),
    )  # fmt: skip


def campaign_cancel(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Call it off, or take that back."""
    again = request.POST.get("again") == "1"
    told = _("Planned again.") if again else _("Called off. It can be planned again below.")
    return _done(
        request, viewer, key, told,
        lambda: acts.cancel_campaign(
            viewer, key, request.POST.get("reason", ""), cancelled=not again, now=timezone.now()
        ),
    )  # fmt: skip


def campaign_tick(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Tick a line of the checklist, or take the tick back."""
    version = request.POST.get("version", "")
    return _done(
        request, viewer, key, _("Kept."),
        lambda: acts.tick(
            viewer, key, request.POST.get("item", ""), done=request.POST.get("done") == "1",
            version=int(version) if version.isdecimal() and len(version) < 19 else 0, now=timezone.now(),
        ),
    )  # fmt: skip


def campaign_pull(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """An account's owner takes it out."""
    return _done(
        request, viewer, key, _("Out: none of its people gets it."),
        lambda: acts.pull_account(
            viewer, key, _account(request), request.POST.get("reason", ""), now=timezone.now()
        ),
    )  # fmt: skip


def campaign_back(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """An account's owner puts it back."""
    return _done(
        request, viewer, key, _("Back in."),
        lambda: acts.put_account_back(viewer, key, _account(request), now=timezone.now()),
    )  # fmt: skip


def _account(request: HttpRequest) -> int:
    text = request.POST.get("account", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _done(request: HttpRequest, viewer: Viewer, key: int, told: str, act: Callable[[], Any]) -> HttpResponse:
    """The page again: with one sentence, or with what stood against it."""
    try:
        act()
    except NotFound:
        raise
    except AccordError as problem:
        if problem.code == "right.missing":
            raise
        return campaign(request, viewer, key, problem)
    return moved(request, "campaign", told, key=key)
