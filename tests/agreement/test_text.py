"""Whatever stands in a file, reading it gives issues with lines, never a crash."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.agreement import content_hash, parse, templates, to_text
from accord.agreement.scalars import quote_text
from accord.agreement.text import MOST_BYTES, read_text
from tests.agreement.conftest import NORTHMOOR

GOOD = NORTHMOOR.read_text("utf-8")
YAMLISH = st.text(alphabet=st.sampled_from(list("ab:-,[]{}&*!|>'\"%@`#?~ \n\t0123.éNO")), max_size=120)


@given(YAMLISH | st.text(max_size=80))
@settings(max_examples=400, deadline=None)
def test_no_text_crashes(text: str) -> None:
    parsed = parse(text)
    assert (parsed.document is None) == bool(parsed.issues)
    assert all(issue.line >= 1 for issue in parsed.issues)


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_bytes_crash(data: bytes) -> None:
    assert parse(data).issues


@given(st.integers(0, len(GOOD)), YAMLISH)
@settings(max_examples=60, deadline=None)
def test_no_truncation_or_insertion_crashes(at: int, between: str) -> None:
    for text in (GOOD[:at], GOOD[:at] + between + GOOD[at:]):
        parsed = parse(text)
        assert (parsed.document is None) == bool(parsed.issues)


@pytest.mark.parametrize("text", ["", "# nothing", "[1, 2]", "agreement", "\ufeffformat: 1", "a: \ud800"])
def test_what_is_no_document_is_said_in_one_issue(text: str) -> None:
    issues = parse(text).issues
    assert len(issues) == 1
    assert issues[0].code.startswith("text.")


def test_a_document_too_large_is_refused_before_it_is_read() -> None:
    root, issues = read_text("a: " + "x" * MOST_BYTES)
    assert root is None
    assert issues[0].code == "text.too_large"


def test_deep_nesting_is_refused_and_not_a_crash() -> None:
    for text in ("[" * 100_000, "{a: " * 50_000, "- " * 60_000):
        assert parse(text).issues[0].code in ("text.too_deep", "text.syntax")


@given(st.text(max_size=40).filter(lambda text: text < "\ud800" or text.isascii()))
@settings(max_examples=300, deadline=None)
def test_a_quoted_text_reads_back(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    root, issues = read_text(f"a: {quote_text(text)}\nb: [{quote_text(text)}]\n")
    assert issues == []
    assert root is not None
    assert root.entries[0].value.text == text  # type: ignore[union-attr]


@given(st.integers(0, 10**9), st.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_any_changed_byte_changes_the_hash(at: int, change: int) -> None:
    data = bytearray(GOOD.encode())
    before = content_hash(bytes(data))
    data[at % len(data)] ^= change
    assert content_hash(bytes(data)) != before


@pytest.mark.parametrize("text", [GOOD, *map(templates.read, templates.names())])
def test_the_canonical_text_reads_back_to_the_same_document(text: str) -> None:
    document = parse(text).get_document()
    again = parse(to_text(document))
    assert again.issues == ()
    assert again.document == document
    assert to_text(again.get_document()) == to_text(document)


def test_the_shared_example_reads_back_too(shared_example: str) -> None:
    document = parse(shared_example).get_document()
    assert parse(to_text(document)).document == document


def test_line_ends_of_windows_are_read_alike() -> None:
    assert parse(GOOD.replace("\n", "\r\n")).document == parse(GOOD).document


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_changed_texts_survive_the_round_trip(data: st.DataObject) -> None:
    document = parse(GOOD).get_document()
    say = data.draw(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=30))
    from dataclasses import replace

    changed = replace(document, if_broken=(replace(document.if_broken[0], then=say),))
    assert parse(to_text(changed)).document == changed
