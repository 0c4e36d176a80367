"""Waves: what became of every letter, live; start, hold, go on, end; say what became of one of which nobody knows."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.campaigns.find import get_campaign
from accord.campaigns.waves.read import find_letters, find_wave
from accord.campaigns.waves.shapes import WaveSheet
from accord.contacts.naming import find_names
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, part, show
from accord.interfaces.web.views.campaigns import campaign
from accord.teams.rights import Right, may
from accord.vocabulary.errors import AccordError, NotFound
from accord.vocabulary.people import Viewer
from accord.vocabulary.waves import Fate
from accord.workflows import waves as acts

_STEER = {"pause": acts.pause_wave, "stop": acts.stop_wave}


def wave(request: HttpRequest, viewer: Viewer, key: int, problem: AccordError | None = None) -> HttpResponse:
    """One wave: people by what became of their letter, why some got none, and those of whom nobody knows."""
    return show(request, viewer, "wave.html", problem, **_shown(viewer, key))


def wave_live(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """The part that follows a running wave."""
    return part(request, "parts/wave.html", **_shown(viewer, key))


def wave_file(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Everybody of a wave, with the reason of who is left out, as CSV."""
    text = acts.letters_file(viewer, key, timezone.get_current_timezone())
    return csv_file(text, f"wave-{key}.csv")


def wave_start(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Start the next wave of a campaign."""
    try:
        made = acts.start_wave(viewer, key, number=_number(request, "number"), now=timezone.now())
    except AccordError as problem:
        if isinstance(problem, NotFound):
            raise
        return campaign(request, viewer, key, problem)
    return moved(
        request, "wave", _("Started: its audience is frozen now, then the letters leave."), key=made.key
    )


def wave_steer(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Hold it, let it go on, or end it."""
    act, why, now = request.POST.get("act", ""), request.POST.get("why", ""), timezone.now()
    if act == "resume":
        return _done(request, viewer, key, _("It goes on."), lambda: acts.resume_wave(viewer, key, now=now))
    told = (
        _("Ended: what had not left never leaves.") if act == "stop" else _("Held: no further letter leaves.")
    )
    steer = _STEER.get(act, acts.pause_wave)
    return _done(request, viewer, key, told, lambda: steer(viewer, key, why, now=now))


def wave_letter(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Say what became of a letter of which nobody knew."""
    sent = request.POST.get("sent") == "1"
    told = _("Kept: it was sent.") if sent else _("Kept: it waits to be sent.")
    row, now = _number(request, "row"), timezone.now()
    return _done(
        request, viewer, key, told, lambda: acts.resolve_letter(viewer, key, row, sent=sent, now=now)
    )


def _done(
    request: HttpRequest, viewer: Viewer, key: int, told: str, act: Callable[[], object]
) -> HttpResponse:
    try:
        act()
    except AccordError as problem:
        if isinstance(problem, NotFound):
            raise
        return wave(request, viewer, key, problem)
    return moved(request, "wave", told, key=key)


def _shown(viewer: Viewer, key: int) -> dict[str, Any]:
    sheet: WaveSheet = find_wave(viewer, key)
    rows = find_letters(viewer, key, fate=Fate.unknown) if may(viewer, Right.see_rows) else ()
    return {
        "wave": sheet,
        "campaign": get_campaign(viewer, sheet.campaign, timezone.now()),
        "unknown": rows,
        "names": find_names(viewer, {row.contact for row in rows}) if rows else {},
        "may_steer": may_open(viewer, "wave-steer"),
        "may_take": may_open(viewer, "wave-file"),
    }


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
