"""A live company whose leads are Rita's, with Sam as her manager."""

import pytest

from accord.teams.models import User
from accord.teams.people import viewer_of
from tests.cast import Cast
from tests.handoffs.company import live


@pytest.fixture
def company(cast: Cast) -> Cast:
    """Live: Rita develops leads, Sam leads her, Maya sends."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr", manager_id=cast.sam.user_id)
    live()
    people = {name: viewer_of(User.objects.get(pk=one.user_id)) for name, one in cast.everyone().items()}
    return Cast(**people)
