"""The doors for outside programs as a Django app: their few pages are templates of their own."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    """Events, forms, webhooks, consent links."""

    name = "accord.interfaces.tracking"
    label = "tracking"
