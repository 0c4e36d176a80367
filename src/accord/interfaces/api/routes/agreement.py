"""/agreement: read, check, draft. Signing is done by people, on the page or the command line."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from accord import agreement as agreements
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id, Word
from accord.interfaces.api.shape import ERRORS, answer
from accord.teams.agreements import Sealed, current, find_versions, get_version
from accord.teams.drafts import Draft, find_drafts, get_draft, save_draft, start_draft
from accord.teams.rights import Right, require
from accord.teams.signing import Standing, roster, standing
from accord.vocabulary.errors import NotFound
from accord.vocabulary.issues import Issue

router = Router(tags=["agreement"])


class AgreementText(Body):
    """An agreement as YAML."""

    text: str


class ChangedDraft(Body):
    """A draft's new text, and the revision it was read at."""

    text: str
    revision: str


class InForce(Schema):
    """What everything is read under now."""

    hash: str
    title: str
    signed: bool
    text: str


@router.get("", url_name="agreement", response={200: InForce, **ERRORS})
def now_in_force(request: HttpRequest) -> HttpResponse:
    """The version in force, else the newest draft (`signed` false: nothing acts)."""
    require(asks(request), Right.read_agreement)
    found = current(datetime.now(UTC))
    if found is None:
        raise NotFound("agreement.none", "there is no agreement yet", "start a draft from a template")
    return answer({name: getattr(found, name) for name in ("hash", "title", "signed", "text")})


@router.get("/schema", url_name="agreement-schema", response={200: dict[str, Any], **ERRORS})
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the agreement."""
    require(asks(request), Right.read_agreement)
    return answer(agreements.schema())


@router.post("/check", url_name="agreement-check", response={200: list[Issue], **ERRORS})
def check(request: HttpRequest, body: AgreementText) -> HttpResponse:
    """What would go wrong with a text: level, line, sentence, remedy."""
    require(asks(request), Right.read_agreement)
    parsed = agreements.parse(body.text)
    found = agreements.check(parsed.document, roster()) if parsed.document else []
    return answer([*parsed.issues, *found])


@router.get("/versions", url_name="agreement-versions", response={200: list[Sealed], **ERRORS})
def versions(request: HttpRequest) -> HttpResponse:
    """Every signed version, newest first."""
    return answer(find_versions(asks(request)))


@router.get("/versions/{version_hash}", url_name="agreement-version", response={200: Sealed, **ERRORS})
def version(request: HttpRequest, version_hash: Word) -> HttpResponse:
    """One signed version by its hash."""
    return answer(get_version(asks(request), version_hash))


@router.get("/drafts", url_name="agreement-drafts", response={200: list[Draft], **ERRORS})
def drafts(request: HttpRequest) -> HttpResponse:
    """Texts under discussion, the last saved first."""
    return answer(find_drafts(asks(request)))


@router.post("/drafts", url_name="agreement-draft-start", response={201: Draft, **ERRORS})
def start(request: HttpRequest, body: AgreementText) -> HttpResponse:
    """Keep a text as a new draft."""
    with transaction.atomic():
        return answer(start_draft(asks(request), body.text, now=datetime.now(UTC)), 201)


@router.get("/drafts/{int:draft_id}", url_name="agreement-draft", response={200: Draft, **ERRORS})
def draft(request: HttpRequest, draft_id: Id) -> HttpResponse:
    """One draft."""
    return answer(get_draft(asks(request), draft_id))


@router.put("/drafts/{int:draft_id}", url_name="agreement-draft-save", response={200: Draft, **ERRORS})
def save(request: HttpRequest, draft_id: Id, body: ChangedDraft) -> HttpResponse:
    """Replace a draft's text; refused when someone saved it since `revision`."""
    with transaction.atomic():
        now = datetime.now(UTC)
        return answer(save_draft(asks(request), draft_id, body.text, revision=body.revision, now=now))


@router.get(
    "/drafts/{int:draft_id}/standing", url_name="agreement-standing", response={200: Standing, **ERRORS}
)
def how_far(request: HttpRequest, draft_id: Id) -> HttpResponse:
    """Who has signed a draft, and who is missing."""
    return answer(standing(asks(request), draft_id))
