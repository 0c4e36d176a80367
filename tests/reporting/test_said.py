"""What customers said, in the mirror: topics of five people and more, never their words; erased with the person."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import transaction

from accord.handoffs.models import CustomerWords
from accord.handoffs.words import Words, keep_words
from accord.measures.mirror import open_mirror
from accord.reporting.mirror.current import is_behind
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.mirror.refresh import find_manifest, refresh
from accord.vocabulary.facts import FactKind
from tests.handoffs.company import START, key_of, person, say, touch

pytestmark = pytest.mark.django_db
NOW = START + timedelta(days=1)


def told(name: str, question: str) -> int:
    """Somebody known, and what they asked; the key of their record."""
    who = person(name)
    say([touch(who, FactKind.disqualified, START, value="no need")], START)
    key = key_of(who)
    with transaction.atomic():
        keep_words(1_000 + key % 1_000_000, key, Words(question=question), "user:1", now=START)
    return key


def topics(folder: Path) -> list[tuple[Any, ...]]:
    """Each topic of the mirror and how many say it."""
    mirror = open_mirror(folder)
    try:
        rows = mirror.fetch("SELECT topic, count(DISTINCT subject) AS n FROM said GROUP BY 1 ORDER BY 1")
    finally:
        mirror.close()
    return [(row["topic"], row["n"]) for row in rows]


def test_five_people_make_a_topic_four_do_not_and_no_word_is_written(folder: Path) -> None:
    keys = [told(f"p{at}", f"What is the price for Zebedee{at}?") for at in range(4)]
    refresh(folder, NOW)
    assert topics(folder) == []
    keys.append(told("p4", "Prices, please"))
    assert is_behind(find_manifest(folder), NOW)
    refresh(folder, NOW)
    assert topics(folder) == [("price", 5)]
    assert not is_behind(find_manifest(folder), NOW)
    for file in folder.rglob("*.parquet"):
        assert b"zebedee" not in str(pq.read_table(file).to_pydict()).lower().encode(), file
    assert rebuild(folder, NOW, verify=True).differences == ()
    CustomerWords.objects.filter(subject=keys[0]).delete()
    assert is_behind(find_manifest(folder), NOW)
    refresh(folder, NOW)
    assert topics(folder) == [], "four are left, and four are none"
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_one_person_with_five_records_is_one(folder: Path) -> None:
    for at in range(5):
        with transaction.atomic():
            keep_words(7_000 + at, 77, Words(question="Zebedee?"), "user:1", now=START)
    refresh(folder, NOW)
    assert topics(folder) == []
