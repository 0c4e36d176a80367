"""The web pages as a Django app (templates, static files)."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Server-rendered pages."""

    name = "accord.interfaces.web"
    label = "web"

    def ready(self) -> None:
        """Talk learns of the subjects that rooms beside it keep."""
        from accord.workflows.talk_subjects import tell_talk

        tell_talk()
