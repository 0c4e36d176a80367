"""accord attribute: a file of paths, read as it lies, shared out by every model; bad rows are named."""

import json
from pathlib import Path

from click.testing import CliRunner

from accord.interfaces.cli.app import accord

PATHS = """path;total_conversions;total_conversion_value;total_null
ads > mail > direct;2;100;1
mail;1;50,5;3
ads;-1;0;0
;1;10;0
ads;two;0;0
"""


def test_a_file_of_paths(tmp_path: Path) -> None:
    file = tmp_path / "paths.csv"
    file.write_text(PATHS)
    asked = [
        "attribute",
        str(file),
        "--value",
        "total_conversion_value",
        "--nulls",
        "total_null",
        "--direct",
        "direct",
    ]
    said = CliRunner().invoke(accord, [*asked, "--json"])
    made = json.loads(said.output)
    assert (made["rows"], made["conversions"], made["value"], made["nulls"]) == (3, 4.0, 160.5, 4.0)
    assert [each["line"] for each in made["refused"]] == [4, 6]
    models = {model["name"]: model for model in made["models"]}
    assert {"markov 1", "linear", "shapley count", "w"} < set(models) and "markov 2" not in models
    credit = {row["channel"]: row["conversions"] for row in models["last non-direct"]["rows"]}
    assert (
        credit == {"ads": 0.0, "direct": 0.0, "mail": 3.0}
        and models["last non-direct"]["unattributed"] == 1.0
    )
    assert models["w"]["why_not"] and not models["w"]["rows"]
    spread = {each["channel"]: (each["least"], each["most"]) for each in made["spread"]}
    assert spread["mail"] == (0.25, 0.75)
    words = CliRunner().invoke(accord, [*asked, "--model", "markov", "--order", "2"]).output
    assert "line 4" in words and "Markov removal effect, order 2" in words and "unattributed" in words


def test_what_is_wrong_is_said_in_two_lines(tmp_path: Path) -> None:
    file = tmp_path / "paths.csv"
    file.write_text(PATHS)
    for more, code in (
        (["--model", "best"], "attribution.model"),
        (["--order", "4"], "attribution.order"),
        (["--separator", ""], "attribution.separator"),
        (["--path", "way"], "file.unknown_column"),
    ):
        said = CliRunner().invoke(accord, ["attribute", str(file), *more])
        assert said.exit_code != 0 and str(getattr(said.exception, "code", said.output)).startswith(code), (
            more
        )
