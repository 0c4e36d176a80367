"""Free words as topics, by the rule that the page tells."""

import pytest

from accord.measures.hears.topics import topics_in, topics_of


@pytest.mark.parametrize(
    ("sort", "text", "topics"),
    [
        ("question", "", ()),
        ("question", "PRICE? price! Prices.", ("price",)),
        ("question", "Call ada@example.com or +47 911 22 333, https://a.example/x", ("call",)),
        ("challenge", "Wie viel kostet die Umstellung und wer macht das?", ("kostet", "macht", "umstellung")),
        ("challenge", "status and business analysis", ("analysis", "business", "status")),
        (
            "informed_by",
            "G2 Crowd / LinkedIn and the Gartner report",
            ("g2 crowd", "gartner report", "linkedin"),
        ),
        ("informed_by", "  , ; and ", ()),
        ("question", "ＧＤＰＲ", ("gdpr",)),
    ],
)
def test_a_text_has_the_topics_that_anybody_finds_by_hand(
    sort: str, text: str, topics: tuple[str, ...]
) -> None:
    assert topics_of(sort, text) == topics


RIVALS = (("Kestrel Sensing", ("Kestrel",)), ("Nord Lys", ()))


@pytest.mark.parametrize(
    ("sort", "text", "topics"),
    [
        ("lost_reason", "Price too high", {("lost", "price too high")}),
        ("lost_reason", "LOST_ON_PRICE", {("lost", "lost on price")}),
        ("lost_reason", " No need. ", {("lost", "no need")}),
        ("lost_reason", "42", set()),
        ("lost_reason", "Kestrel", {("competitor", "Kestrel Sensing")}),
        ("lost_reason", "lost to kestrel", {("competitor", "Kestrel Sensing"), ("lost", "lost to kestrel")}),
        (
            "lost_reason",
            "They chose Kestrel because of the price",
            {("competitor", "Kestrel Sensing"), ("lost", "chose"), ("lost", "price")},
        ),
        (
            "competitor",
            "KESTREL;nord  lys / In-house",
            {("competitor", "Kestrel Sensing"), ("competitor", "Nord Lys"), ("competitor", "in-house")},
        ),
        ("competitor", "Kestrelson", {("competitor", "kestrelson")}),
        ("competitor", " ; ", set()),
        ("question", "What about Kestrel's price?", {("named", "Kestrel Sensing"), ("question", "price")}),
        ("question", "Kestrel?", {("named", "Kestrel Sensing")}),
    ],
)  # fmt: skip
def test_what_a_source_says_in_words_becomes_reasons_and_competitors(
    sort: str, text: str, topics: set[tuple[str, str]]
) -> None:
    assert set(topics_in(sort, text, RIVALS)) == topics


def test_without_an_agreed_competitor_a_name_is_a_word() -> None:
    assert topics_in("question", "Kestrel?") == (("question", "kestrel"),)
