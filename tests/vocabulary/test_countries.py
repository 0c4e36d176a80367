"""A country is the same country in every export."""

import pytest

from accord.vocabulary.countries import country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Netherlands", "NL"),
        ("The Netherlands", "NL"),
        (" niederlande ", "NL"),
        ("Pays-Bas", "NL"),
        ("nl", "NL"),
        ("USA", "US"),
        ("United States of America", "US"),
        ("Great Britain", "GB"),
        ("Norway", "NO"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_names_and_codes_come_to_one_code(text: str, code: str) -> None:
    assert country_code(text) == code
