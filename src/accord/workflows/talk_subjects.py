"""Subjects of talk that other rooms keep: brought together here, for rooms side by side do not know each other."""

from collections.abc import Mapping
from functools import partial

from accord.alignment.talk.subjects import About, Subject, find_by
from accord.campaigns.find import find_campaign_labels
from accord.campaigns.pulse.read import find_send_names
from accord.content.find import find_piece_titles
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer


def tell_talk() -> None:
    """Say once how each of them is found."""
    find_by(About.campaign, partial(_campaigns, About.campaign))
    find_by(About.lesson, partial(_campaigns, About.lesson))
    find_by(About.piece, _pieces)
    find_by(About.send, _sends)


def _campaigns(kind: About, viewer: Viewer, numbers: Mapping[str, int]) -> dict[str, Subject]:
    if not may(viewer, Right.see_board):
        return {}
    names = find_campaign_labels(set(numbers.values()))
    return {about: Subject(about, kind, names[key]) for about, key in numbers.items() if key in names}


def _sends(viewer: Viewer, numbers: Mapping[str, int]) -> dict[str, Subject]:
    if not may(viewer, Right.see_board):
        return {}
    names = find_send_names(set(numbers.values()))
    return {about: Subject(about, About.send, names[key]) for about, key in numbers.items() if key in names}


def _pieces(viewer: Viewer, numbers: Mapping[str, int]) -> dict[str, Subject]:
    if not may(viewer, Right.see_board):
        return {}
    titles = find_piece_titles(set(numbers.values()))
    return {
        about: Subject(about, About.piece, titles[key]) for about, key in numbers.items() if key in titles
    }
