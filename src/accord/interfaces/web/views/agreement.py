"""The agreement: read as prose, the drafts under discussion, the versions that were signed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.agreement import apply, templates
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.measured import measured_beside
from accord.interfaces.web.pages import moved, show
from accord.interfaces.web.periods import cycle_or_all
from accord.interfaces.web.prose import parse, read_prose
from accord.reporting import dashboard
from accord.teams.agreements import current_text, find_versions, get_version
from accord.teams.drafts import close_draft, find_drafts, start_draft
from accord.vocabulary.people import Viewer


def agreement(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What everything is read under now; without one, the ways to begin."""
    found = current_text(timezone.now())
    drafts, versions = find_drafts(viewer), find_versions(viewer)
    ahead = versions[0] if versions and (found is None or not found[2]) else None
    if ahead is not None:
        found = (ahead.text, ahead.hash, True)
    text, version_hash, signed = found or ("", "", False)
    return show(
        request,
        viewer,
        "agreement.html",
        text=text,
        hash=version_hash,
        signed=signed,
        ahead=ahead,
        sections=read_prose(text),
        document=parse(text).document if text else None,
        standing=next((v for v in versions if v.hash == version_hash), None),
        drafts=drafts,
        draft_here=next((d for d in drafts if not signed and d.text == text), None),
        versions=versions,
        templates=templates.names(),
        may_draft=may_open(viewer, "agreement-start"),
        now=timezone.now(),
        **measured_now(viewer),
    )


def measured_now(viewer: Viewer) -> dict[str, Any]:
    """What the board measures of each clause, over the agreement's cycle once it has begun, else over all."""
    period = cycle_or_all(viewer)
    board = dashboard.board(viewer, window=period.window, now=timezone.now(), wait=False)
    if board.as_of is None:
        return {"measured": None}
    return {
        "measured": measured_beside(board),
        "period": period.name,
        "period_label": period.offered[period.name],
    }


def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A new draft: from a template, or the text in force."""
    name = request.POST.get("template", "")
    now = timezone.now()
    text = templates.read(name) if name else _to_amend(viewer, now)
    with transaction.atomic():
        draft = start_draft(viewer, text, now=now)
    return moved(request, "agreement-draft", draft_id=draft.id)


def _to_amend(viewer: Viewer, now: datetime) -> str:
    """The newest signed text under the next number; without one, the text everything is read under."""
    versions = find_versions(viewer)
    if versions:
        return apply(versions[0].text, {"agreement.version": str(versions[0].version + 1)})
    found = current_text(now)
    return found[0] if found else ""


def version(request: HttpRequest, viewer: Viewer, version_hash: str) -> HttpResponse:
    """One signed version, as it was signed."""
    found = get_version(viewer, version_hash)
    return show(
        request,
        viewer,
        "agreement_version.html",
        version=found,
        sections=read_prose(found.text),
        now=timezone.now(),
    )


def put_away(request: HttpRequest, viewer: Viewer, draft_id: int) -> HttpResponse:
    """Close a draft; it stays readable."""
    with transaction.atomic():
        close_draft(viewer, draft_id, now=timezone.now())
    return moved(request, "agreement", _("The draft is put away."))
