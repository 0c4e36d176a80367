"""The web pages as a Django app (templates, static files)."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Server-rendered pages."""

    name = "accord.interfaces.web"
    label = "web"
