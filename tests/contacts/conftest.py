"""The cast as values: this room asks only who they are, never how they sign in."""

import pytest

from accord.vocabulary.people import Role, Viewer
from tests.cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Maya, Sam, Rita, Victor, Olga and Iris, without users behind them."""
    team = frozenset({"crm-sam", "crm-rita"})
    return Cast(
        maya=Viewer(1, Role.marketing, "marketing"),
        sam=Viewer(2, Role.manager, "sales", frozenset({"crm-sam"}), team),
        rita=Viewer(3, Role.rep, "sales", frozenset({"crm-rita"}), team),
        victor=Viewer(4, Role.viewer),
        olga=Viewer(5, Role.ops),
        iris=Viewer(6, Role.integration),
    )
