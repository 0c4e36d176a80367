"""Free words as topics, by the rule that the page tells."""

import pytest

from accord.measures.hears.topics import topics_of


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
