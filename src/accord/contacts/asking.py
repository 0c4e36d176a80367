"""What a person asks, from the few words that page, API and command line share."""

from accord.agreement.contact import Ask
from accord.vocabulary.consent import Medium
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Team
from accord.vocabulary.people import Role, Viewer

TEAMS = (Team.marketing, Team.sales, Team.success)
MEDIA = (Medium.email, Medium.phone, Medium.post)


def make_ask(
    viewer: Viewer,
    *,
    team: str = "",
    medium: str = "",
    by_hand: bool | None = None,
    campaign: str = "",
    test_arm: bool = False,
) -> Ask:
    """The ask; without a team the viewer's own, without a way by e-mail.

    Of marketing, what does not say otherwise goes to many; of sales it is written by hand. Raises `Invalid` for a
    team or a way that is none.
    """
    try:
        chosen = Team(team) if team else own_team(viewer)
        way = Medium(medium or Medium.email)
    except ValueError:
        chosen, way = Team.system, Medium.any
    if chosen not in TEAMS or way not in MEDIA:
        raise Invalid(
            "contact.what",
            "it does not say who wants to reach whom",
            "name a team (marketing, sales, success) and a way (email, phone, post)",
        )
    automatic = chosen is Team.marketing if by_hand is None else not by_hand
    return Ask(
        team=chosen, medium=way, automatic=automatic, campaign=campaign.strip()[:200], test_arm=test_arm
    )


def own_team(viewer: Viewer) -> Team:
    """For which team a person asks who does not say so."""
    return Team.sales if viewer.role in (Role.rep, Role.manager) else Team.marketing
