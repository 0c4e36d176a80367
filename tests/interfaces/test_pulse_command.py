"""accord pulse: a send and its history as files; the verdict, what it rests on, and what is wrong in two lines."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from accord.interfaces.cli.app import accord

START = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
AGREEMENT = Path(__file__).parents[2] / "examples" / "agreements" / "northmoor.yaml"


def _write(file: Path, campaigns: dict[str, tuple[datetime, int, float]], *, arms: bool = False) -> Path:
    chance = Random(7)
    lines = ["campaign,sent,answered,arm"]
    for name, (start, mails, rate) in campaigns.items():
        for n in range(mails):
            sent = start + timedelta(seconds=600 * n / mails)
            arm = ("control" if n % 2 else "new") if arms else ""
            likely = rate if arm != "control" else 0.04
            answer = (
                sent + timedelta(minutes=chance.lognormvariate(2.708, 1.2))
                if chance.random() < likely
                else None
            )
            lines.append(
                f"{name},{sent:%Y-%m-%dT%H:%M:%SZ},{f'{answer:%Y-%m-%dT%H:%M:%SZ}' if answer else ''},{arm}"
            )
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture
def history(tmp_path: Path) -> Path:
    days = {f"c{n}": (START - timedelta(days=20 + n), 2_000, 0.04) for n in range(8)}
    return _write(tmp_path / "history.csv", days)


def _ask(*words: object) -> dict[str, object]:
    said = CliRunner().invoke(accord, ["pulse", *map(str, words), "--json"])
    assert said.exit_code == 0, said.output
    found: dict[str, object] = json.loads(said.output)
    return found


def test_a_collapse_is_halted_and_the_same_mails_are_ordinary_at_the_usual_rate(
    tmp_path: Path, history: Path
) -> None:
    weak = _write(tmp_path / "weak.csv", {"autumn": (START, 8_000, 0.008)})
    usual = _write(tmp_path / "usual.csv", {"autumn": (START, 8_000, 0.04)})
    asked = ("--history", history, "--at", "2026-09-07T09:00")
    halted, held = _ask(weak, *asked)["verdict"], _ask(usual, *asked)["verdict"]
    assert isinstance(halted, dict) and isinstance(held, dict)
    assert (halted["action"], halted["reason"][:12]) == ("halt", "answers are ")
    assert held["action"] == "hold" and len(held["looks"]) == 60
    words = CliRunner().invoke(accord, ["pulse", str(weak), *map(str, asked)]).output
    assert words.startswith("HALT: answers are fewer") and "At most 1 in 20 ordinary campaigns" in words
    assert "8 campaigns before it brought" in words and "procedure " in words


def test_as_of_an_earlier_minute_it_says_what_it_said_then(tmp_path: Path, history: Path) -> None:
    weak = _write(tmp_path / "weak.csv", {"autumn": (START, 8_000, 0.008)})
    last = _ask(weak, "--history", history, "--at", "2026-09-07T09:00")
    first = _ask(weak, "--history", history, "--at", "2026-09-07T08:05")
    assert first["minute"] == 5 and len(first["verdict"]["looks"]) == 5  # type: ignore[index]
    then, now = (each["verdict"]["looks"][:3] for each in (first, last))  # type: ignore[index]
    assert [each["answered"] for each in then] == [each["answered"] for each in now]


def test_a_control_needs_no_history(tmp_path: Path) -> None:
    arms = _write(tmp_path / "arms.csv", {"autumn": (START, 12_000, 0.01)}, arms=True)
    found = _ask(arms, "--control", "control", "--at", "2026-09-07T09:00")
    assert found["verdict"]["reason"] == "answers are fewer than in the control"  # type: ignore[index]
    assert found["mails"] == 6_000 and found["benchmark"] is None


def test_without_history_or_with_a_short_list_it_holds_and_says_why(tmp_path: Path, history: Path) -> None:
    few = _write(tmp_path / "few.csv", {"autumn": (START, 600, 0.0)})
    assert _ask(few, "--at", "2026-09-07T09:00")["verdict"]["reason"] == "no benchmark yet"  # type: ignore[index]
    asked = (few, "--history", history, "--at", "2026-09-07T09:00", "--agreement", AGREEMENT)
    found = _ask(*asked)
    assert found["verdict"]["action"] == "hold"  # type: ignore[index]
    words = CliRunner().invoke(accord, ["pulse", str(few), "--at", "2026-09-07T09:00"]).output
    assert "0 campaigns in the history; a benchmark needs 5 campaigns" in words


def test_what_is_wrong_is_said_in_two_lines(tmp_path: Path) -> None:
    file = _write(tmp_path / "mails.csv", {"autumn": (START, 10, 0.5)})
    bare = tmp_path / "bare.csv"
    bare.write_text("campaign,sent\nautumn,2026-09-07\n")
    broken = tmp_path / "agreement.yaml"
    broken.write_text("agreement: [")
    for words, code in (
        ((bare,), "file.unknown_column"),
        ((file, "--control", "b"), "pulse.arm"),
        ((file, "--at", "2026-09-01T00:00"), "pulse.no_mails"),
        ((file, "--agreement", broken), "text.syntax"),
        ((file, "--agreement", tmp_path / "none.yaml"), "agreement.file"),
        ((tmp_path / "none.csv",), "file."),
    ):
        said = CliRunner().invoke(accord, ["pulse", *map(str, words)])
        found = str(getattr(said.exception, "code", said.output))
        assert said.exit_code != 0 and found.startswith(code), (words, said.output, said.exception)


def test_rows_that_are_no_mails_are_left_out_and_named(tmp_path: Path) -> None:
    file = _write(tmp_path / "mails.csv", {"autumn": (START, 10, 0.5)})
    file.write_text(file.read_text() + "autumn,soon,,\nautumn,2026-09-07T08:00:00Z,later,\n")
    refused = _ask(file, "--at", "2026-09-07T09:00")["refused"]
    assert [(each["line"], each["column"]) for each in refused] == [(12, "sent"), (13, "answered")]  # type: ignore[attr-defined]
