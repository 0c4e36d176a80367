"""Answers from the agreement: who signs, and for whom."""

from accord.agreement import Document, policy


def test_who_still_has_to_sign(document: Document) -> None:
    assert policy.missing_signatures(document, []) == ("marketing", "sales", "finance")
    assert policy.missing_signatures(document, ["sales", "marketing", "finance"]) == ()


def test_for_whom_a_position_signs(document: Document) -> None:
    assert policy.find_signer_side(document, "inside-sales-lead") == "sales"
    assert policy.find_signer_side(document, "intern") is None
    assert policy.find_signer_side(document, "") is None
