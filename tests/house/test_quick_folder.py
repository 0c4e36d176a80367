"""Tests write into memory where it has room; never where a small one would fill up."""

import tempfile
from pathlib import Path

import pytest
from tests.quick_folder import quick_folder


@pytest.fixture(autouse=True)
def _no_own_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)


def test_memory_with_room_is_taken(tmp_path: Path) -> None:
    assert quick_folder(tmp_path, room=1) == str(tmp_path)


def test_a_small_one_an_absent_one_and_a_said_one_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quick_folder(tmp_path, room=2**60) == tempfile.gettempdir()
    assert quick_folder(tmp_path / "absent", room=1) == tempfile.gettempdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "said"))
    assert quick_folder(tmp_path, room=1) == tempfile.gettempdir()
