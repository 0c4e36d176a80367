"""The page about the agreement says what the code does."""

import re

from accord.agreement.reference import fill
from tests.agreement.breakages import SHAPE, TEXT
from tests.agreement.conftest import PROJECT

PAGE = PROJECT / "docs" / "agreement.md"


def test_the_generated_tables_are_up_to_date() -> None:
    text = PAGE.read_text("utf-8")
    assert fill(text) == text, "run: python -m accord.agreement.reference docs/agreement.md"


def test_every_refusal_of_the_reader_is_on_the_page() -> None:
    source = (PROJECT / "src" / "accord" / "agreement").glob("*.py")
    codes = {
        code
        for each in source
        for code in re.findall(r'"((?:text|clause)\.[a-z_0-9]+)"', each.read_text("utf-8"))
    }
    page = PAGE.read_text("utf-8")
    assert {code for code in codes if f"`{code}`" not in page} == set()
    assert {each.code for each in TEXT + SHAPE} <= codes
