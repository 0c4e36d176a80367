"""A data folder of its own for each test: connections are files."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accord.workflows.connections import forget_sessions


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Any) -> Path:
    """Where this test's connections lie."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    forget_sessions()
    return tmp_path
