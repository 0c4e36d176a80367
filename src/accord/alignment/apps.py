"""Alignment as a Django app."""

from django.apps import AppConfig


class AlignmentConfig(AppConfig):
    """Looking at ourselves: survey, weekly pack, decisions, rhythm."""

    name = "accord.alignment"
    label = "alignment"
