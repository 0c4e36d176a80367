"""What was vendored is what the registry published, byte for byte, and each package brings its licence."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from accord.interfaces.web import assets

LOCKS = (
    assets.ROOT / "vendor" / "vendor.lock.json",
    Path(__file__).parents[1] / "vendor" / "vendor.lock.json",
)


def rehash(lock: Path) -> list[str]:
    """Files that are missing, unlisted or changed against the lock."""
    found = []
    for package in json.loads(lock.read_text()):
        folder = lock.parent / package["folder"]
        present = {p.name: p.read_bytes() for p in folder.iterdir()}
        found += [
            f"{folder.name}/{name} is not as listed" for name in present.keys() ^ package["files"].keys()
        ]
        for name, body in present.items():
            digest = "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode()
            if package["files"].get(name) not in {digest, None}:
                found.append(f"{folder.name}/{name} was changed")
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=["served", "tests"])
def test_vendored_files_are_as_published(lock: Path) -> None:
    packages = json.loads(lock.read_text())
    assert packages and rehash(lock) == []
    folders = {p.name for p in lock.parent.iterdir() if p.is_dir()}
    assert folders == {p["folder"] for p in packages}
    assert all("LICENSE" in p["files"] and p["integrity"].startswith("sha512-") for p in packages)


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    (tmp_path / "htmx").mkdir()
    source = LOCKS[0].parent / "htmx"
    for file in source.iterdir():
        (tmp_path / "htmx" / file.name).write_bytes(file.read_bytes() + b" ")
    lock = tmp_path / "vendor.lock.json"
    lock.write_text(json.dumps([p for p in json.loads(LOCKS[0].read_text()) if p["folder"] == "htmx"]))
    assert "htmx/htmx.min.js was changed" in rehash(lock)
