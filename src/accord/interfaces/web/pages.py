"""Renders a page inside its frame."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accord.interfaces.web.errors import status_of
from accord.interfaces.web.frame import frame_of
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer
from accord.workflows.backup_due import find_backup_due


def show(
    request: HttpRequest,
    viewer: Viewer | None,
    template: str,
    problem: AccordError | None = None,
    **values: Any,
) -> HttpResponse:
    """The page. A problem adds its two lines and the status that fits; what was typed is in `values`."""
    due = find_backup_due(viewer, timezone.now()) if viewer else []
    context = {**frame_of(request, viewer), "backup_due": due, **values, "problem": problem}
    return render(request, f"web/{template}", context, status=status_of(problem) if problem else 200)


def part(request: HttpRequest, template: str, **values: Any) -> HttpResponse:
    """A part of a page, for htmx."""
    return render(request, f"web/{template}", values)


def moved(request: HttpRequest, name: str, done: str = "", **kwargs: Any) -> HttpResponseRedirect:
    """After an act: to the page that shows it (303), with one sentence of what was done."""
    if done:
        messages.success(request, done)
    return see_other(reverse(name, kwargs=kwargs or None))


def see_other(address: str) -> HttpResponseRedirect:
    """A redirect that is always followed by GET."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def safe_address(request: HttpRequest, wished: str, otherwise: str = "/") -> str:
    """An address on this host, or the other one: no form may send people elsewhere."""
    fine = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return wished if wished and fine else otherwise


def offset_of(request: HttpRequest) -> int:
    """Where a list goes on (`?offset=100`); the beginning where it is no whole number."""
    text = request.GET.get("offset", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
