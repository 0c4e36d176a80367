"""Each change put back alone: what is left of the differences is all the others."""

import pytest

from accord.agreement import diff, parse, templates
from accord.agreement.put_back import put_back
from accord.agreement.shape import Document
from tests.measures.company import TEMPLATE

TEXT = templates.read(TEMPLATE)
OTHER = (
    TEXT.replace("fit >= 20 and engagement >= 20", "fit >= 30 and engagement >= 20")
    .replace('    - {when: replied, points: 15, cap: 15}\n', "")
    .replace("{when: pricing page, points: 8", "{when: pricing page, points: 9")
    .replace("hot: 1 working hour, A1", "hot: 2 working hours, A1")
    .replace("open leads per sdr: 40", "open leads per sdr: 41")
    .replace("reply to sales: 14 days, ", "")
)  # fmt: skip


def read(text: str) -> Document:
    return parse(text).get_document()


def test_each_change_alone() -> None:
    old, new = read(TEXT), read(OTHER)
    said = [str(each) for each in diff(old, new)]
    found = list(put_back(old, new))
    assert [str(sentence) for sentence, _ in found] == said and len(said) == 6
    for sentence, document in found:
        left = [str(each) for each in diff(old, document)]
        assert left == [each for each in said if each != str(sentence)]


@pytest.mark.parametrize("one", templates.names())
@pytest.mark.parametrize("other", templates.names())
def test_nothing_is_invented_and_each_step_goes_towards_the_older(one: str, other: str) -> None:
    old, new = read(templates.read(one)), read(templates.read(other))
    changes = diff(old, new)
    for sentence, document in put_back(old, new):
        assert document != new
        assert sentence in changes and sentence not in diff(old, document)
    assert bool(changes) == bool(list(put_back(old, new)))
