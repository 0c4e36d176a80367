"""/contacts/N/consents: what a person said about being written to, called, measured."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from accord.contacts.consent import find_consents
from accord.contacts.shapes import ConsentView
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id
from accord.interfaces.api.shape import ERRORS, answer
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.workflows.consents import record_consent

router = Router(tags=["contacts"])


class Stop(Body):
    """What must stop, by which way: `any` for all."""

    purpose: Purpose = Purpose.marketing
    medium: Medium = Medium.any
    objected: bool = False


class Grant(Body):
    """What a person agreed to, in which words, under which law."""

    purpose: Purpose = Purpose.marketing
    medium: Medium
    wording: str = Field("", max_length=40)
    jurisdiction: str = Field("", pattern="^([A-Z]{2})?$")


@router.get(
    "/contacts/{int:contact_id}/consents",
    url_name="contact-consents",
    response={200: tuple[ConsentView, ...], **ERRORS},
)
def consents(request: HttpRequest, contact_id: Id) -> HttpResponse:
    """What holds, a row for each purpose and medium about which anything was said."""
    return answer(find_consents(asks(request), contact_id))


@router.post(
    "/contacts/{int:contact_id}/consents",
    url_name="contact-consent",
    response={200: tuple[ConsentView, ...], **ERRORS},
)
def grant(request: HttpRequest, contact_id: Id, said: Grant) -> HttpResponse:
    """Record that a person agreed. It never brings back somebody who refused: only they can."""
    now = datetime.now(UTC)
    yes = Statement(now, ConsentState.granted, Origin.colleague, "", said.wording, said.jurisdiction)
    record_consent(asks(request), contact_id, said.purpose, said.medium, yes, now=now)
    return answer(find_consents(asks(request), contact_id))


@router.post(
    "/contacts/{int:contact_id}/stop",
    url_name="contact-stop",
    response={200: tuple[ConsentView, ...], **ERRORS},
)
def stop(request: HttpRequest, contact_id: Id, said: Stop) -> HttpResponse:
    """Record that a person refused: in force at once, for every record of theirs."""
    now = datetime.now(UTC)
    state = ConsentState.objected if said.objected else ConsentState.withdrawn
    no = Statement(now, state, Origin.colleague)
    record_consent(asks(request), contact_id, said.purpose, said.medium, no, now=now)
    return answer(find_consents(asks(request), contact_id))
