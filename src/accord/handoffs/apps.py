"""Hand-offs as a Django app."""

from django.apps import AppConfig


class HandoffsConfig(AppConfig):
    """From one team to the other: offers, owners, clocks, outcomes."""

    name = "accord.handoffs"
    label = "handoffs"
