"""What a person said about messages, on their page: stop at once, or record that they agreed."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accord.interfaces.web.pages import moved
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.consents import record_consent


def contact_stop(request: HttpRequest, viewer: Viewer, contact_id: int) -> HttpResponse:
    """A person refused: in force when the page comes back."""
    _record(request, viewer, contact_id, ConsentState.withdrawn)
    return moved(request, "contact", _("Stopped. It holds from now."), contact_id=contact_id)


def contact_consent(request: HttpRequest, viewer: Viewer, contact_id: int) -> HttpResponse:
    """A person agreed, on their word; a refusal of theirs stands until they take it back themselves."""
    _record(request, viewer, contact_id, ConsentState.granted)
    return moved(request, "contact", _("Recorded. An earlier refusal still stands."), contact_id=contact_id)


def _record(request: HttpRequest, viewer: Viewer, contact_id: int, state: ConsentState) -> None:
    now = datetime.now(UTC)
    try:
        purpose, medium = Purpose(request.POST["purpose"]), Medium(request.POST["medium"])
    except (KeyError, ValueError) as problem:
        raise Invalid(
            "consent.what",
            _("it does not say what is meant"),
            _("choose a purpose and a way, and send it again"),
        ) from problem
    said = Statement(now, state, Origin.colleague)
    record_consent(viewer, contact_id, purpose, medium, said, now=now)
