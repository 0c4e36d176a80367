"""What a measure answers is kept for who asks the same again, and for nobody who asks something else."""

from datetime import date

import pytest

from accord.measures.mirror import Mirror
from accord.measures.number import Window
from accord.measures.scope import Scope
from accord.reporting.reckoned import forget_answers, reckoned
from accord.vocabulary.people import Viewer
from tests.cast import Cast
from tests.reporting.made import NOW

pytestmark = pytest.mark.django_db


def test_the_same_is_reckoned_once(cast: Cast) -> None:
    made = list[Scope]()

    def reckon(mirror: Mirror, scope: Scope) -> int:
        made.append(scope)
        return len(made)

    def ask(viewer: Viewer, *asked: object, window: Window | None = None) -> int:
        return reckoned(viewer, "test", reckon, *asked, window=window, now=NOW)

    assert [ask(cast.maya), ask(cast.olga), ask(cast.maya, "by class")] == [1, 1, 2]
    assert ask(cast.maya, window=Window(date(2027, 1, 1), date(2027, 4, 1))) == 3
    forget_answers()
    assert ask(cast.maya) == 4
