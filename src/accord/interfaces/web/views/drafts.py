"""A draft: prose with what is wrong beside each line, the whole text to edit, and the signatures."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.agreement import Sentence, check, content_hash, diff
from accord.agreement.policy import find_signer_side
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, show
from accord.interfaces.web.prose import parse, read_prose
from accord.interfaces.web.views.agreement import measured_now
from accord.interfaces.web.views.sign_on import is_proven, take_proof
from accord.teams.agreements import find_versions
from accord.teams.confirm import may_use_password
from accord.teams.drafts import Draft, get_draft, save_draft
from accord.teams.factors import factors
from accord.teams.models import User
from accord.teams.signing import roster, sign, standing
from accord.vocabulary.errors import AccordError
from accord.vocabulary.issues import Issue, Level
from accord.vocabulary.people import Viewer


def draft(request: HttpRequest, viewer: Viewer, draft_id: int) -> HttpResponse:
    """The draft as prose, and how far it is."""
    found = get_draft(viewer, draft_id)
    return show(request, viewer, "draft.html", **about(viewer, found), **measured_now(viewer))


def draft_text(request: HttpRequest, viewer: Viewer, draft_id: int) -> HttpResponse:
    """The whole text, to read and to change; what is wrong stands beside it, line by line."""
    found = get_draft(viewer, draft_id)
    text, revision = found.text, found.revision
    problem: AccordError | None = None
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        revision = request.POST.get("revision", "")
        try:
            save(viewer, draft_id, text, revision)
            return moved(request, "agreement-draft", _("Saved."), draft_id=draft_id)
        except AccordError as raised:
            problem = raised
    issues = find_issues(text)
    return show(
        request,
        viewer,
        "draft_text.html",
        problem,
        draft=found,
        text=text,
        revision=revision,
        issues=issues,
    )


def draft_sign(request: HttpRequest, viewer: Viewer, draft_id: int) -> HttpResponse:
    """What changes, on which hash, for which team; and the password again."""
    found = get_draft(viewer, draft_id)
    problem: AccordError | None = None
    purpose = f"sign:{request.POST.get('hash') or content_hash(found.text)}"
    if request.method == "POST":
        try:
            state = sign(
                viewer,
                draft_id,
                text_hash=request.POST.get("hash", ""),
                proof=take_proof(
                    request, purpose, request.POST.get("password", ""), request.POST.get("code", "")
                ),
                now=timezone.now(),
            )
        except AccordError as raised:
            problem = raised
        else:
            if state.sealed:
                return moved(request, "agreement", _("Signed by all: it is sealed."))
            return moved(request, "agreement-sign", _("Your signature stands."), draft_id=draft_id)
    user = request.user if isinstance(request.user, User) else None
    signer = user.position if user else ""
    document = parse(found.text).document
    team = find_signer_side(document, signer) if document else None
    how = {
        "by_password": user is not None and user.has_usable_password() and may_use_password(user),
        "has_factor": factors().has(viewer.user_id),
        "proven": is_proven(request, purpose),
        "sign_on": settings.INSTALLATION.sign_on is not None,
        "purpose": purpose,
    }
    return show(request, viewer, "sign.html", problem, **about(viewer, found), team=team, **how)


def about(viewer: Viewer, found: Draft) -> dict[str, Any]:
    """What every page of a draft shows of it."""
    issues = find_issues(found.text)
    return {
        "draft": found,
        "sections": read_prose(found.text, issues),
        "issues": issues,
        "errors": [issue for issue in issues if issue.level is Level.error],
        "forms": parse(found.text).document is not None,
        "differences": find_differences(viewer, found.text),
        "standing": standing(viewer, found.id),
        "hash": content_hash(found.text),
        "may_draft": found.open and may_open(viewer, "agreement-text"),
        "may_sign": found.open and may_open(viewer, "agreement-sign"),
    }


def save(viewer: Viewer, draft_id: int, text: str, revision: str) -> Draft:
    """Save in a transaction of its own."""
    with transaction.atomic():
        return save_draft(viewer, draft_id, text, revision=revision, now=timezone.now())


def find_issues(text: str) -> list[Issue]:
    """Everything that is wrong with a text, in the order of its lines."""
    parsed = parse(text)
    return list(parsed.issues) if parsed.document is None else check(parsed.document, roster())


def find_differences(viewer: Viewer, text: str) -> list[Sentence] | None:
    """What a text changes against the newest signed version; None where nothing is signed or readable."""
    versions = find_versions(viewer)
    new = parse(text).document
    old = parse(versions[0].text).document if versions else None
    return diff(old, new) if old and new else None
