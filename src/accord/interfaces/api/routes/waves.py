"""/campaigns/KEY/waves and /waves/KEY: sending from here."""

from datetime import UTC, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from accord.campaigns.waves.read import find_letters, find_wave, find_waves
from accord.campaigns.waves.shapes import LetterRow, WaveSheet
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Key
from accord.interfaces.api.shape import ERRORS, answer
from accord.vocabulary.waves import Fate
from accord.workflows import waves as acts

router = Router(tags=["campaigns"])


class WaveStartIn(Body):
    """Which wave is started: the next one. Sent again, it is started once."""

    number: int = Field(ge=1, le=10)


class WaveSteerIn(Body):
    """What is done with a wave; ending it needs its reason."""

    act: Literal["pause", "resume", "stop"]
    why: str = Field("", max_length=300)


class LetterIn(Body):
    """What became of a letter of which nobody knew."""

    said: Literal["sent", "not sent"]


@router.get("/campaigns/{int:key}/waves", url_name="waves", response={200: list[WaveSheet], **ERRORS})
def the_waves(request: HttpRequest, key: Key) -> HttpResponse:
    """The waves of a campaign that were started."""
    return answer(find_waves(asks(request), key))


@router.post("/campaigns/{int:key}/waves", url_name="wave-start", response={200: WaveSheet, **ERRORS})
def begin_wave(request: HttpRequest, key: Key, body: WaveStartIn) -> HttpResponse:
    """Start the next wave with the words that were signed."""
    return answer(acts.start_wave(asks(request), key, number=body.number, now=datetime.now(UTC)))


@router.get("/waves/{int:key}", url_name="wave", response={200: WaveSheet, **ERRORS})
def one_wave(request: HttpRequest, key: Key) -> HttpResponse:
    """One wave: people by what became of their letter, and why some got none."""
    return answer(find_wave(asks(request), key))


@router.post("/waves/{int:key}/steer", url_name="wave-steer", response={200: WaveSheet, **ERRORS})
def steer_wave(request: HttpRequest, key: Key, body: WaveSteerIn) -> HttpResponse:
    """Hold a wave, let it go on, end it for good."""
    by, now = asks(request), datetime.now(UTC)
    if body.act == "resume":
        return answer(acts.resume_wave(by, key, now=now))
    act = acts.stop_wave if body.act == "stop" else acts.pause_wave
    return answer(act(by, key, body.why, now=now))


@router.get("/waves/{int:key}/letters", url_name="wave-letters", response={200: list[LetterRow], **ERRORS})
def wave_letters(request: HttpRequest, key: Key, fate: Fate | None = None) -> HttpResponse:
    """Everybody of a wave whom you may see, with what became of their letter."""
    return answer(find_letters(asks(request), key, fate=fate))


@router.post(
    "/waves/{int:key}/letters/{int:letter_id}", url_name="wave-letter", response={200: WaveSheet, **ERRORS}
)
def wave_letter(request: HttpRequest, key: Key, letter_id: Key, body: LetterIn) -> HttpResponse:
    """Say what became of a letter of which nobody knew."""
    return answer(
        acts.resolve_letter(asks(request), key, letter_id, sent=body.said == "sent", now=datetime.now(UTC))
    )
