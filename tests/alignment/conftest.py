"""A signed agreement in force, the cast who signed it, and a data folder of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accord.agreement import content_hash
from accord.teams.drafts import start_draft
from accord.teams.signing import sign
from tests.cast import PASSWORD, Cast
from tests.interfaces.test_web_agreement import TEXT
from tests.reporting.made import forget_open_mirrors

SIGNED = datetime(2026, 12, 28, 9, tzinfo=UTC)
NOW = datetime(2027, 2, 10, 12, tzinfo=UTC)  # a Wednesday


def sign_it(cast: Cast, text: str = TEXT) -> str:
    """Both sides sign; in force from 1 January 2027."""
    draft = start_draft(cast.maya, text, now=SIGNED)
    for by in (cast.maya, cast.sam):
        sign(by, draft.id, text_hash=content_hash(text), password=PASSWORD, now=SIGNED)
    return content_hash(text)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Where this test's data stand."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    yield tmp_path
    forget_open_mirrors()


@pytest.fixture
def signed(cast: Cast, folder: Path) -> str:
    """The hash of the agreement in force."""
    return sign_it(cast)


@pytest.fixture
def draft_only(cast: Cast, folder: Path) -> str:
    """A draft that nobody has signed."""
    start_draft(cast.maya, TEXT, now=SIGNED)
    return content_hash(TEXT)
