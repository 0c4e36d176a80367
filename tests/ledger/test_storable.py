"""What no database can hold is refused by name, whatever a connector let pass."""

from typing import Any

import pytest
from tests.ledger.made import person, person_ref, touch

from accord.ledger.storable import find_unstorable
from accord.vocabulary.facts import Reason, RecordDraft, RecordKind, Ref, RowRead


def with_id(external_id: str) -> RecordDraft:
    """A person of that id."""
    return RecordDraft(Ref("crm", RecordKind.person, external_id), {"a": "b"})


BAD = [
    (Reason.bad_id, {"records": (with_id("x" * 201),)}),
    (Reason.missing_id, {"records": (with_id(""),)}),
    (Reason.control_character, {"records": (with_id("a\x00b"),)}),
    (Reason.control_character, {"records": (person(1, name="a\x00b"),)}),
    (Reason.bad_encoding, {"records": (person(1, values={"Note": "\udc80"}),)}),
    (Reason.bad_id, {"records": (person(1, people=(with_id("x" * 201).ref,)),)}),
    (Reason.bad_id, {"facts": (touch(1, with_id("x" * 201).ref),)}),
    (Reason.number_out_of_range, {"facts": (touch(1, None, amount=2**63),)}),
    (Reason.number_out_of_range, {"facts": (touch(1, None, amount=-(2**70)),)}),
    (Reason.bad_encoding, {"facts": (touch(1, person_ref(1), value="\ud800"),)}),
    (Reason.missing_id, {"facts": (touch(1, None)._replace(natural_id=""),)}),
]


@pytest.mark.parametrize(("reason", "said"), BAD)
def test_it_is_refused_with_its_reason_and_a_remedy(reason: Reason, said: dict[str, Any]) -> None:
    refused = find_unstorable(RowRead(7, said.get("records", ()), said.get("facts", ())))
    assert refused is not None
    assert (refused.line, refused.reason) == (7, reason)
    assert refused.remedy


def test_ordinary_rows_in_any_script_are_kept() -> None:
    records = (person(1, name="Жанна Дарк", company="株式会社", values={"Note": "line\nline\t✓"}),)
    assert find_unstorable(RowRead(1, records, (touch(1, person_ref(1), amount=2**62),))) is None
