"""A private mirror folder for each test, the cast as values, and an agreement in draft."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accord.agreement import templates
from accord.teams.drafts import start_draft
from accord.vocabulary.people import Role, Viewer
from tests.cast import Cast
from tests.measures.company import TEMPLATE

from .made import NOW, forget_open_mirrors


@pytest.fixture
def cast(db: None) -> Cast:
    """Maya, Sam, Rita, Victor, Olga and Iris, without users behind them."""
    team = frozenset({"crm-sam", "crm-rita"})
    return Cast(
        maya=Viewer(1, Role.marketing, "marketing"),
        sam=Viewer(2, Role.manager, "sales", frozenset({"crm-sam"}), team),
        rita=Viewer(3, Role.rep, "sales", frozenset({"crm-rita"})),
        victor=Viewer(4, Role.viewer),
        olga=Viewer(5, Role.ops),
        iris=Viewer(6, Role.integration),
    )


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Where this test's mirror stands."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    yield tmp_path / "mirror"
    forget_open_mirrors()


@pytest.fixture
def draft(cast: Cast) -> str:
    """The template's text as the open draft."""
    text = templates.read(TEMPLATE)
    start_draft(cast.olga, text, now=NOW)
    return text
