"""One's own notices: the bell, the list, what was read, how one wishes to be told."""

from dataclasses import replace
from datetime import time
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.alignment.talk.subjects import About, Subject, find_subjects, get_subject, keys_beside
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, offset_of, see_other, show
from accord.reporting.desk.find import find_lead_of
from accord.reporting.notices import find_notices
from accord.teams.notices.quiet import Wish
from accord.teams.notices.reads import count_unread, mark_read
from accord.teams.notices.wishes import get_wish, keep_wish, read_time
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer

PAGE = 50
_DAYS = tuple(
    gettext_lazy(day)
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
)


def notices(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What one was told, the newest first."""
    unread = request.GET.get("unread") == "1"
    page = find_notices(viewer, timezone.now(), unread=unread, offset=offset_of(request), limit=PAGE)
    following = page.offset + PAGE if page.offset + PAGE < page.total else None
    return show(request, viewer, "notices.html", page=page, unread=unread, following=following)


def bell(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How many are unread, asked again and again: 304 and no body while nothing changed."""
    count, mark = count_unread(viewer, timezone.now())
    tag = f'"{viewer.user_id}-{mark}"'
    headers = {"ETag": tag}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    said = f'<span class="unread">{count if count < 100 else "99+"}</span>' if count else ""
    return HttpResponse(said, headers=headers)


def notices_read(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Note that one has read one of them, or all."""
    key = request.POST.get("key", "")
    mark_read(viewer, [int(key)] if key.isdecimal() and len(key) < 20 else None, now=timezone.now())
    return moved(request, "notices")


def wishes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How one wishes to be told; a refused form keeps what was typed."""
    wish, problem = get_wish(viewer), None
    if request.method == "POST":
        try:
            wish = _typed(request, wish)
            keep_wish(viewer, wish)
            return moved(request, "notice-wishes", _("Kept. It holds from the next notice."))
        except AccordError as refused:
            problem = refused
    days = [(str(at), name, at in wish.quiet_days) for at, name in enumerate(_DAYS, 1)]
    return show(request, viewer, "notice_wishes.html", problem, wish=wish, days=days)


def to(request: HttpRequest, viewer: Viewer, about: str) -> HttpResponse:
    """The page of a subject, as links in letters and chats name it; it refuses whoever may not see it.

    Of a lead it is the one where it is worked, for whoever may see it.
    """
    kind, _colon, number = about.partition(":")
    if kind == About.lead and number.isdecimal() and may_open(viewer, "lead"):
        seen = find_subjects(viewer, [about]).get(about)
        lead = find_lead_of(viewer, keys_beside(seen) if seen else [int(number[:19])])
        if lead is not None:
            return see_other(reverse("lead", args=[lead]))
    return see_other(address_of(get_subject(viewer, about)))


def address_of(subject: Subject) -> str:
    """Where a subject's page is."""
    name = subject.about.partition(":")[2]
    if subject.kind in (About.lead, About.contact):
        return reverse("contact", args=[subject.id])
    if subject.kind is About.number:
        return reverse("number", args=[name])
    if subject.kind is About.clause:
        return f"{reverse('agreement')}#{name}"
    if subject.kind is About.campaign:
        return reverse("campaign", args=[int(name)])
    if subject.kind is About.lesson:
        return reverse("campaign-results", args=[int(name)])
    if subject.kind is About.send:
        return reverse("send", args=[int(name)])
    if subject.kind is About.unsigned:
        return f"{reverse('campaign-unsigned')}?{urlencode({'campaign': name})}"
    if subject.kind is About.piece:
        return reverse("content-piece", args=[int(name)])
    return reverse("account", args=[subject.id]) if subject.id else reverse("accounts")


def _typed(request: HttpRequest, wish: Wish) -> Wish:
    digest_at = read_time(request.POST.get("digest_at", "")) or time(8, 0)
    return replace(
        wish,
        email="email" in request.POST,
        chat="chat" in request.POST,
        quiet_from=read_time(request.POST.get("quiet_from", "")),
        quiet_until=read_time(request.POST.get("quiet_until", "")),
        quiet_days=frozenset(int(day) for day in request.POST.getlist("quiet_days") if day in set("1234567")),
        digest="digest" in request.POST,
        digest_at=digest_at,
    )
