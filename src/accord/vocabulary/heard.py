"""What a source says in free words that is counted as topics: what a person asked, why a deal was lost."""

from collections.abc import Mapping

from accord.vocabulary.facts import RecordKind

QUESTION, CHALLENGE, INFORMED_BY = "question", "challenge", "informed_by"
LOST_REASON, COMPETITOR = "lost_reason", "competitor"
# By what a record describes, the sorts of words that it may carry.
WORDS_OF: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.person: (QUESTION, CHALLENGE, INFORMED_BY),
    RecordKind.deal: (LOST_REASON, COMPETITOR),
}
LONGEST = 1_000  # letters of a text that are kept


def words_said(**texts: str) -> tuple[tuple[str, str], ...]:
    """The texts that say anything, by sort, as a record's draft carries them."""
    return tuple((sort, said[:LONGEST]) for sort, text in sorted(texts.items()) if (said := text.strip()))
