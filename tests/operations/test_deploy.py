"""What stands in deploy/ names commands and settings that exist, and asks for no rights it does not need."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from accord.config.installation import SETTINGS
from accord.interfaces.cli.app import every_command

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
NOT_SETTINGS = {"ACCORD_"}


def words_of(line: str) -> list[str]:
    """What follows the program's name in a command."""
    return line.split("accord.interfaces.cli.main ", 1)[1].split()


def test_every_command_and_option_of_a_unit_exists() -> None:
    assert UNITS
    for unit in UNITS:
        lines = [line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
        assert len(lines) == 1
        name, *rest = words_of(lines[0])
        known = {option for param in every_command().commands[name].params for option in param.opts}
        assert {word for word in rest if word.startswith("-")} <= known, unit.name


def test_every_setting_named_exists() -> None:
    for path in (*UNITS, DEPLOY / "Containerfile"):
        named = set(re.findall(r"ACCORD_[A-Z_]*", path.read_text())) - NOT_SETTINGS
        assert named
        assert named <= set(SETTINGS), path.name


def test_a_unit_runs_as_nobody_in_particular() -> None:
    for unit in UNITS:
        text = unit.read_text()
        for line in ("User=accord", "NoNewPrivileges=yes", "CapabilityBoundingSet=\n", "ProtectSystem=strict",
                     "ProtectHome=yes", "PrivateTmp=yes", "UMask=0077"):  # fmt: skip
            assert line in text, (unit.name, line)


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    for path in DEPLOY.glob("accord*"):
        # The program and its user are not installed here.
        text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", path.read_text())
        (tmp_path / path.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True
    )
    if "Failed to" in done.stderr and done.returncode:
        pytest.skip("systemd-analyze does not work without a system of its own here")
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "accord" in line]
    assert said == []


def test_the_container_has_no_root_a_health_check_and_locked_packages() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    stages = re.split(r"^FROM ", text, flags=re.M)[1:]
    assert len(stages) == 2
    assert all(stage.startswith("docker.io/library/python:3.11-slim") for stage in stages)
    last = stages[-1]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert last.index("USER 10001") < last.index("ENTRYPOINT")
    assert "HEALTHCHECK" in last
    assert "/healthz" in last
    assert "--require-hashes" in stages[0]
    root = DEPLOY.parent
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", text, flags=re.M):
        assert all((root / name).exists() for name in copied.split()), copied
