"""The doors of leads alone, for every role: quicker than the whole matrix, and by the same table."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.interfaces import doors
from tests.interfaces.test_matrix import wrong_answers
from tests.interfaces.world import make_world

pytestmark = pytest.mark.django_db
FAMILIES = {"api": doors.api_doors, "page": doors.page_doors, "command": doors.command_doors}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_role_at_the_doors_of_leads(cast: Cast, tmp_path: Path, settings: Any, family: str) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    world = make_world(cast, tmp_path)
    found = [door for door in FAMILIES[family](cast, world) if "lead" in door.name or "desk" in door.name]
    assert len(found) >= 7
    assert wrong_answers(found) == []
