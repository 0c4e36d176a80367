"""Shared set-up: a private data folder, the real public data if it stands beside the project, the cast."""

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("ACCORD_DATA", tempfile.mkdtemp(prefix="accord-tests-"))

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real public data; a test that needs it skips by name where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/data (real public data), absent here")
    return SHARED
