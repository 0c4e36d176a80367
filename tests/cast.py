"""The cast: Maya (marketing), Sam (sales manager), Rita (rep), Victor (viewer), Olga (ops), Iris (integration)."""

from dataclasses import dataclass

from accord.teams.people import SYSTEM, add_person, find_viewer
from accord.vocabulary.people import Role, Viewer

PASSWORD = "correct horse battery"
PEOPLE = {
    "maya": (Role.marketing, "marketing", "cmo", ""),
    "sam": (Role.manager, "sales", "cro", "005000000000002AAA"),
    "rita": (Role.rep, "sales", "", "005000000000001AAA"),
    "victor": (Role.viewer, "", "", ""),
    "olga": (Role.ops, "", "", ""),
    "iris": (Role.integration, "", "", ""),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone as viewers, by first name."""

    maya: Viewer
    sam: Viewer
    rita: Viewer
    victor: Viewer
    olga: Viewer
    iris: Viewer

    def everyone(self) -> dict[str, Viewer]:
        """Name to viewer."""
        return {name: getattr(self, name) for name in PEOPLE}


def make_cast() -> Cast:
    """Add everyone; expects a database."""
    for name, (role, team, position, sales_id) in PEOPLE.items():
        add_person(
            SYSTEM,
            email=f"{name}@accord.example",
            name=name.title(),
            role=role,
            password=PASSWORD,
            team=team,
            position=position,
            sales_id=sales_id,
        )
    found = {name: find_viewer(f"{name}@accord.example") for name in PEOPLE}
    return Cast(**{name: viewer for name, viewer in found.items() if viewer is not None})
