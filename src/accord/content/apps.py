"""Content as a Django app."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """The library, requests for it, votes, and every step of a piece."""

    name = "accord.content"
    label = "content"
