"""Sends and their first hour: the list, one send live, and what somebody did about its verdict."""

import csv
import io
from hashlib import sha256

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.campaigns.pulse.follow import follow_verdict
from accord.campaigns.pulse.read import find_answers, find_sends, get_send
from accord.campaigns.pulse.shapes import Followed, SendSheet
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, part, show
from accord.interfaces.web.pulse_chart import pulse_chart
from accord.teams.notices import find_actor_names
from accord.teams.rights import Right, may
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer


def sends(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every send that was seen, the latest first, with its verdict and whether it was right."""
    return show(request, viewer, "sends.html", sends=find_sends(viewer, timezone.now()))


def send(request: HttpRequest, viewer: Viewer, key: int, problem: AccordError | None = None) -> HttpResponse:
    """One send: its curve between what ordinary sends bring, the verdict, who followed it."""
    now = timezone.now()
    sheet = get_send(viewer, key, now)
    return show(
        request, viewer, "send.html", problem,
        **_drawn(sheet),
        may_follow=may_open(viewer, "send-follow") and bool(sheet.looks),
        answers=find_answers(viewer, key, now) if may(viewer, Right.see_rows) else None,
        talk_about=f"send:{key}",
    )  # fmt: skip


def send_live(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """The part that changes, with a tag: nothing comes while nothing changed."""
    sheet = get_send(viewer, key, timezone.now())
    stands = repr((sheet.line, len(sheet.looks), sheet.guards, sheet.followed))
    tag = f'"{sha256(stands.encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    response = part(request, "parts/send_pulse.html", **_drawn(sheet))
    response.headers["ETag"] = tag
    return response


def send_follow(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Obeyed, or overridden with a reason."""
    try:
        said = request.POST.get("followed", "")
        if said not in {each.value for each in Followed}:
            raise Invalid("send.followed", _("nothing was chosen"), _("choose obeyed or overridden"))
        with transaction.atomic():
            follow_verdict(viewer, key, Followed(said), request.POST.get("why", ""), now=timezone.now())
    except Invalid as problem:
        return send(request, viewer, key, problem)
    return moved(request, "send", _("It stands beside the verdict."), key=key)


def send_file(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Every look as it was taken, as CSV."""
    sheet = get_send(viewer, key, timezone.now())
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("minute", "looked_at", "mails", "answered", "expected", "low", "high", "drop", "rise"))
    for look in sheet.looks:
        writer.writerow(
            (look.minute, look.looked_at.isoformat(), look.mails, look.answered, look.expected,
             look.low, look.high, look.drop, look.rise)
        )  # fmt: skip
    return csv_file(text.getvalue(), "send.csv")


def _drawn(sheet: SendSheet) -> dict[str, object]:
    names = find_actor_names({each.actor for each in sheet.followed})
    return {
        "sheet": sheet,
        "line": sheet.line,
        "last": sheet.looks[-1] if sheet.looks else None,
        "chart": pulse_chart(sheet),
        "followed": [(each, names.get(each.actor, each.actor)) for each in sheet.followed],
    }
