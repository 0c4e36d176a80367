"""/u/TOKEN: looking shows a page and changes nothing; posting stops at once, without cookie or sign-in (RFC 8058)."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accord.vocabulary.errors import AccordError
from accord.workflows.opt_out import look_at_opt_out, opt_in_again, opt_out


# A mail program posts from anywhere and has no token of ours but the one in the address, which is the guard.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def opt_out_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, stop on POST, take it back on POST with `again`. Never redirects."""
    try:
        if request.method != "POST":
            return _page(request, "ask", token, look_at_opt_out(token).purpose)
        now = datetime.now(UTC)
        if request.POST.get("again") == "yes":
            return _page(request, "again", token, opt_in_again(token, now=now).purpose)
        return _page(request, "stopped", token, opt_out(token, now=now).purpose)
    except AccordError as problem:
        return render(request, "tracking/opt_out.html", {"said": "problem", "problem": problem}, status=404)


def _page(request: HttpRequest, said: str, token: str, purpose: str) -> HttpResponse:
    return render(request, "tracking/opt_out.html", {"said": said, "token": token, "purpose": purpose})
