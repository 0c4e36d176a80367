"""A sentence with values is English text, and can be said in another language."""

import copy
import json
import pickle

from accord.vocabulary.said import Said, joined, said


def test_it_is_the_english_text() -> None:
    text = said("%(n)s of %(all)s rows are visible to you", n=3, all=40)
    assert text == "3 of 40 rows are visible to you"
    assert json.dumps({"says": text}) == '{"says": "3 of 40 rows are visible to you"}'


def test_it_keeps_its_words_through_copies() -> None:
    text = said("only %(n)s matured", n=3)
    for again in (copy.copy(text), copy.deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert isinstance(again, Said) and (again, again.words, again.values) == (text, text.words, {"n": 3})


def test_joined_parts_are_still_words_and_values() -> None:
    assert joined("", "") == ""
    assert joined("", "no spend") == "no spend"
    both = joined("no spend", said("%(n)s deals", n=2))
    assert both == "no spend; 2 deals"
    assert isinstance(both, Said) and isinstance(both.values["part1"], Said)
