"""Owners of listed rows, as links that the viewer may follow."""

from collections.abc import Iterable

from accord.interfaces.web.frame import may_open
from accord.teams.people import find_owners
from accord.vocabulary.people import Viewer


def owners_of(viewer: Viewer, keys: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """Who stands behind these owners' keys; nobody for who may not open a person."""
    return find_owners(viewer, keys) if may_open(viewer, "contact") else {}
