"""A company per test."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.campaigns.world import Company, a_plan, seal_agreement
from tests.cast import Cast
from tests.reporting.made import forget_open_mirrors


@pytest.fixture
def company(cast: Cast, tmp_path: Path, settings: Any) -> Iterator[Company]:
    """Everyone, an agreement in force, a data folder of its own."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    seal_agreement()
    yield Company(cast, a_plan(cast))
    forget_open_mirrors()
