"""A country rule written as codes holds for exports that write names, and the other way round."""

from accord.agreement.tables import FitRule
from accord.journey.encode import satisfies


def test_codes_and_names_meet() -> None:
    codes = FitRule("country", frozenset({"nl", "de"}), None, None, 8_000, "country in [NL, DE]")
    names = FitRule("country", frozenset({"netherlands"}), None, None, 8_000, "country in [Netherlands]")
    assert [satisfies(codes, seen) for seen in ("Netherlands", "Deutschland", "nl", "France", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert satisfies(names, "NL") and not satisfies(names, "DE")
