"""Make an installation ready: tables, and the first draft of the agreement."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accord.agreement import decode, templates
from accord.teams.agreements import current
from accord.teams.drafts import start_draft
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.bring_up import bring_up


@dataclass(frozen=True, slots=True)
class MadeReady:
    """What stands now, and what to do next."""

    data: str
    agreement: str
    next_step: str


def initialise(by: Viewer, *, template: str = "", text_file: str | None = None, now: datetime) -> MadeReady:
    """Make the tables and, if none stands yet, the first draft. Safe to repeat: it never overwrites."""
    require(by, Right.manage_people)
    text = _first_text(template, text_file)
    upgrade(by, now)
    with transaction.atomic():
        standing = current(now)
        if standing is None and text:
            start_draft(by, text, now=now)
            standing = current(now)
        elif standing is not None and text and standing.text != text:
            raise Invalid(
                "agreement.stands_already",
                f"an agreement stands here already: {standing.title}",
                "amend it (accord agreement draft), or start in another folder with --data",
            )
    agreement = "none yet: accord init --template NAME" if standing is None else standing.title
    if standing is not None and not standing.signed:
        agreement += " (draft, unsigned)"
    return MadeReady(
        str(settings.INSTALLATION.data), agreement, "accord import FILE --source NAME, then accord board"
    )


def upgrade(by: Viewer, now: datetime) -> list[str]:
    """Apply the migrations that are missing, all or none; returns their names."""
    require(by, Right.manage_people)
    return bring_up(now)


def _first_text(template: str, text_file: str | None) -> str:
    if template and text_file:
        raise Invalid(
            "init.two_starts", "a template and a file were both given", "start from one: --template or --text"
        )
    if text_file:
        return decode(Path(text_file).read_bytes())
    return templates.read(template) if template else ""
