"""Whatever is wrong around a command ends in two lines: what, and what to do; never a stack trace."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from accord.interfaces.cli.main import main

AGREEMENT = b"agreement:\n  id: acme\n  version: 1\n  title: caf\xe9\n"


def two_lines(text: str) -> bool:
    """The one shape of an error."""
    lines = text.strip().splitlines()
    return len(lines) == 2 and lines[0].startswith("error  ") and lines[1].startswith("try    ")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files that are not what a command expects."""
    (tmp_path / "latin.yaml").write_bytes(AGREEMENT)
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "table.csv").write_text("id,e-mail\n1,a@b.example\n")
    (tmp_path / "mapping.yaml").write_text("format: [1\n")
    return tmp_path


WRONG = [
    ["import", "missing.csv", "--source", "crm"],
    ["import", ".", "--source", "crm"],
    ["import", "empty.csv", "--source", "crm"],
    ["import", "binary.csv", "--source", "crm"],
    ["import", "table.csv"],
    ["import", "table.csv", "--source", "No such!"],
    ["import", "table.csv", "--source", "crm", "--connector", "nosuch"],
    ["import", "table.csv", "--source", "crm", "--mapping", "mapping.yaml"],
    ["import", "table.csv", "--source", "crm", "--mapping", "latin.yaml"],
    ["import", "table.csv", "--source", "crm", "--mapping", "binary.csv"],
    ["import", "table.csv", "--source", "crm", "--zone", "Mars/Olympus"],
    ["guess", "empty.csv"],
    ["guess", "table.csv", "--save", "nofolder/mapping.yaml"],
    ["agreement", "draft", "latin.yaml"],
    ["agreement", "diff", "latin.yaml", "latin.yaml"],
    ["init", "--text", "latin.yaml"],
    ["init", "--template", "nosuch"],
    ["sql", "nosuch"],
    ["board", "--from", "yesterday"],
    ["board", "--from", "2026-02-01", "--to", "2026-01-01"],
    ["contacts", "find", "--offset", "-1"],
    ["contacts", "find", "a\0b"],
    ["contacts", "find", "\udcff"],
    ["contacts", "show", "99999999999999999999999"],
    ["people", "add", "a@b.example"],
    ["keys", "make", "nobody@b.example", "--days", "99999999999"],
    ["--as", "nobody@b.example", "board"],
    ["serve", "--port", "70000"],
    ["nosuch"],
]


@pytest.mark.django_db
@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_input_ends_in_two_lines(
    words: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    code = main(list(words))
    said = capfd.readouterr()
    assert code in {2, 4}
    assert two_lines(said.err), said.err


@pytest.mark.django_db
def test_a_text_that_is_not_utf8_is_named_with_its_line(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["agreement", "check", str(folder / "latin.yaml")]) == 1
    assert "not UTF-8 (line 4)" in capfd.readouterr().out


@pytest.mark.django_db
def test_what_a_file_holds_cannot_steer_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    steering = tmp_path / "steering.csv"
    steering.write_text("id,\x1b[2Jname\n1,\x1b]0;mine\x07\n2,b\n")
    main(["guess", str(steering)])
    said = capfd.readouterr()
    assert "name" in said.out + said.err
    assert "\x1b" not in said.out + said.err


@pytest.mark.django_db
def test_a_port_that_is_taken_is_said_before_anything_starts(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 2
    assert two_lines(capfd.readouterr().err)


STARTS = {
    "a data folder that is a file": ({"ACCORD_DATA": "table.csv"}, 2),
    "no such database": ({"ACCORD_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/accord"}, 5),
    "another kind of database": ({"ACCORD_DATABASE_URL": "mysql://somewhere/accord"}, 2),
    "a port that is a word": ({"ACCORD_DATABASE_URL": "postgresql://nobody@here:five/accord"}, 2),
    "a database that is none": ({"ACCORD_DATA": "broken"}, 5),
    "a switch that is a word": ({"ACCORD_BEHIND_TLS": "yes"}, 2),
    "nothing stands yet": ({"ACCORD_DATA": "new"}, 2),
}


@pytest.mark.parametrize("name", STARTS)
def test_a_start_that_cannot_be_ends_in_two_lines(name: str, folder: Path) -> None:
    (folder / "broken").mkdir()
    (folder / "broken" / "accord.sqlite3").write_bytes(b"not a database, whatever it is called" * 100)
    changed, code = STARTS[name]
    known = {k: v for k, v in os.environ.items() if not k.startswith("ACCORD_")}
    done = subprocess.run(
        [sys.executable, "-m", "accord.interfaces.cli.main", "board"],
        cwd=folder,
        env={**known, "ACCORD_DATA": "data", **changed},
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stderr
    assert two_lines(done.stderr), done.stderr


def test_a_fault_of_ours_shows_no_trace_and_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from accord.interfaces.cli import main as front_door

    def breaks(_: list[str]) -> None:
        raise ZeroDivisionError("a promise of ours")

    monkeypatch.setattr(front_door, "_check_words", breaks)
    monkeypatch.setenv("ACCORD_DATA", str(tmp_path))
    assert front_door.main(["board"]) == 6
    assert two_lines(capfd.readouterr().err)
    kept = (tmp_path / "faults.log").read_text()
    assert "ZeroDivisionError" in kept
    assert "in breaks" in kept
    assert "a promise of ours" not in kept  # a message may quote somebody
    monkeypatch.setenv("ACCORD_DATA", str(tmp_path / "gone"))
    assert front_door.main(["board"]) == 6
    assert two_lines(capfd.readouterr().err)
