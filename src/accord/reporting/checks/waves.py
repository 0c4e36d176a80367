"""Waves that wait for a person: held by a rule, or with letters of which nobody knows whether they left."""

from django.db.models import Count, QuerySet

from accord.campaigns.models import Addressee, Wave
from accord.reporting.checks.finding import SHOWN, Finding
from accord.vocabulary.waves import Fate, WaveState

_PERSON = "user:"


def check_waves() -> list[Finding]:
    """A warning for what a rule holds, and one for letters of unknown fate; what a person paused is theirs."""
    held = Wave.objects.filter(state=WaveState.paused.value).exclude(moved_by__startswith=_PERSON)
    lost = Addressee.objects.filter(fate=Fate.unknown.value).values("wave").annotate(letters=Count("pk"))
    unknown = {row["wave"]: row["letters"] for row in lost}
    return [
        *_warn(
            "wave.held",
            "these waves are held, and go on only when somebody lets them",
            "open the wave under Campaigns: it says why; or: accord waves resume KEY",
            [f"{_called(wave)} ({wave.why})" for wave in _named(held)],
        ),
        *_warn(
            "wave.unknown_letters",
            "of some letters nobody knows whether they left; none of them is sent again by itself",
            "look up their ids in the mail server's log: accord waves resolve KEY FILE",
            [
                f"{_called(wave)}: {unknown[wave.pk]}"
                for wave in _named(Wave.objects.filter(pk__in=list(unknown)))
            ],
        ),
    ]


def _named(waves: QuerySet[Wave]) -> list[Wave]:
    return list(waves.select_related("campaign").order_by("campaign__name", "number"))


def _called(wave: Wave) -> str:
    return f"{wave.campaign.name}, wave {wave.number}"


def _warn(code: str, sentence: str, remedy: str, rows: list[str]) -> list[Finding]:
    return [Finding(code, sentence, remedy, len(rows), tuple(rows[:SHOWN]), "warning")] if rows else []
