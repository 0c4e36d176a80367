"""Teams as a Django app."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """Who we are: users, roles, roster, the agreement's drafts and signatures."""

    name = "accord.teams"
    label = "teams"
